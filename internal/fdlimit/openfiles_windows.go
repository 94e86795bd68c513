package fdlimit

// Limit returns false: Windows has no limit on the number of handles.
func Limit() (n uint64, known bool) { return 0, false }

// OpenNow returns 0, since no limit exists.
func OpenNow(uint64) uint64 { return 0 }

// MaxThreads returns false: Windows has no limit on the number of threads of a user.
func MaxThreads() (n uint64, limited bool) { return 0, false }

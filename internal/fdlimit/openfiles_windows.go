package fdlimit

// Limit is not known: handles are not limited by number.
func Limit() (n uint64, known bool) { return 0, false }

func OpenNow(uint64) uint64 { return 0 }

func MaxThreads() (n uint64, limited bool) { return 0, false }

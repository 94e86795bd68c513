package stages

// openFiles is not known: handles are not limited by number.
func openFiles() (n uint64, known bool) { return 0, false }

func openNow(uint64) uint64 { return 0 }

func maxThreads() (n uint64, limited bool) { return 0, false }

package disk

import "os"

// closeLocked closes f. The lock ends with that, a moment before the file has its name.
func closeLocked(f *os.File) (release func(), err error) { return func() {}, f.Close() }

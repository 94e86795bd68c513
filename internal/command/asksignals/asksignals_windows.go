package asksignals

import "os"

// Signals is empty, since Windows has no such signals.
func Signals() []os.Signal { return nil }

package command

import "os"

// askingSignals is empty, since Windows has no such signals.
func askingSignals() []os.Signal { return nil }

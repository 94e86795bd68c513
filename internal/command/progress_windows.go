package command

import "os"

// askingSignals are none: Windows has no such signals.
func askingSignals() []os.Signal { return nil }

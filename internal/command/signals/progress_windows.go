package signals

import "os"

// progressSignals is empty, since Windows has no such signals.
func progressSignals() []os.Signal { return nil }

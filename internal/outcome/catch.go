package outcome

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/sourcegraph/conc/panics"
)

// Catch calls f, and returns a panic in it as an error with the action and the place of the panic.
func Catch(doing string, f func()) error {
	var catcher panics.Catcher
	catcher.Try(f)
	if caught := catcher.Recovered(); caught != nil {
		if inner, ok := caught.Value.(*panics.Recovered); ok { // of a goroutine that f had to wait for
			caught = inner
		}
		return fmt.Errorf("panic in %s: %v (%s)", doing, caught.Value, where(caught))
	}
	return nil
}

// where returns the place of a panic: the first frame that does not belong to the runtime or the
// catcher.
func where(caught *panics.Recovered) string {
	frames := runtime.CallersFrames(caught.Callers)
	panicking := false
	for {
		frame, more := frames.Next()
		if frame.Function == "runtime.gopanic" {
			panicking = true
		} else if panicking && !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
		if !more {
			return "unknown place"
		}
	}
}

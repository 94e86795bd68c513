//go:build unix && !linux

package engines

import "os/exec"

// endWithParent does nothing: this system can't do it.
func endWithParent(*exec.Cmd) {}

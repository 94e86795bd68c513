package engines

import (
	"os/exec"
	"syscall"
)

// endWithParent kills the command when the process of the test ends, however it ends.
func endWithParent(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

//go:build linux

package main

import (
	"errors"
	"flag"
	"io"
	"os/exec"
	"syscall"
	"time"
)

const settle = 500 * time.Millisecond // time for a tool to start and to wait for its input

// first gives a command one line of input, leaves the input open, and records the time until the
// file exists. If the file does not exist within the limit, first closes the input and waits again.
// Saved is 1 if the file exists at the end.
func first(args []string) error {
	r := Record{Files: 1}
	set := flag.NewFlagSet("first", flag.ContinueOnError)
	results := r.flags(set)
	dir := set.String("dir", "", "`directory` that the file should be in")
	bytes := set.Int64("bytes", 0, "`size` of the file")
	line := set.String("line", "", "`text` of the line")
	limit := set.Duration("limit", 2*time.Second, "longest `time` to wait for the file")
	if err := set.Parse(args); err != nil {
		return err
	}
	command := exec.Command(set.Arg(0), set.Args()[1:]...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	input, err := command.StdinPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	time.Sleep(settle)
	begin := time.Now()
	if _, err := io.WriteString(input, *line+"\n"); err != nil {
		r.Failed = err.Error()
	}
	came, err := wait(*dir, *bytes, *limit)
	r.Seconds, r.Limited = time.Since(begin).Seconds(), !came
	input.Close()
	if err == nil && !came {
		came, err = wait(*dir, *bytes, *limit)
	}
	if came {
		r.Saved = 1
	} else {
		r.Failed = "no file, even after the end of the input"
	}
	alarm := time.AfterFunc(*limit, func() { syscall.Kill(-command.Process.Pid, syscall.SIGKILL) })
	command.Wait() // the status does not matter; the file does
	alarm.Stop()
	return errors.Join(err, r.append(*results))
}

// wait polls until dir has that many bytes, or until limit has passed. It reports whether the bytes
// are there.
func wait(dir string, bytes int64, limit time.Duration) (bool, error) {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(200 * time.Microsecond) {
		c, err := look(dir)
		if err != nil || c.bytes >= bytes {
			return err == nil, err
		}
	}
	return false, nil
}

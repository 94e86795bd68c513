//go:build linux

package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"syscall"
	"time"
)

// measure runs a command, checks the files that it left, and records both. If the command fails,
// the record says so, and measure returns no error.
func measure(args []string) error {
	var r Record
	set := flag.NewFlagSet("measure", flag.ContinueOnError)
	results := r.flags(set)
	dir := set.String("dir", "", "`directory` that the files should be in")
	limit := set.Duration("limit", 10*time.Minute, "longest `time`")
	stdout := set.String("stdout", os.DevNull, "`file` for standard output")
	stderr := set.String("stderr", os.DevNull, "`file` for standard error")
	count := set.String("count", "", "`regexp` whose group is the number of files, in the output of a tool that saves none")
	set.IntVar(&r.Files, "files", 0, "`number` of files")
	set.Int64Var(&r.Bytes, "bytes", 0, "`size` of all files together")
	if err := set.Parse(args); err != nil {
		return err
	}
	command := commandOf(set)
	if err := redirect(command, *stdout, *stderr); err != nil {
		return err
	}
	if err := timed(command, *limit, &r); err != nil {
		return err
	}
	if *count != "" {
		counted(&r, *stdout, *count)
		return r.append(*results)
	}
	found, err := look(*dir)
	if err != nil {
		return err
	}
	r.Saved = found.files
	complete := found.files == r.Files && found.bytes == r.Bytes
	if !complete && !r.Limited {
		r.Failed = fmt.Sprintf("%d of %d files, %d of %d bytes", found.files, r.Files, found.bytes, r.Bytes)
	}
	return r.append(*results)
}

// commandOf returns the command after the flags.
func commandOf(set *flag.FlagSet) *exec.Cmd { return exec.Command(set.Arg(0), set.Args()[1:]...) }

func redirect(command *exec.Cmd, stdout, stderr string) error {
	out, err := os.Create(stdout)
	if err != nil {
		return err
	}
	errs, err := os.OpenFile(stderr, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	command.Stdout, command.Stderr = out, errs
	return err
}

// timed runs the command in a new process group. It kills the group after limit.
func timed(command *exec.Cmd, limit time.Duration, r *Record) error {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	begin := time.Now()
	if err := command.Start(); err != nil {
		return err
	}
	alarm := time.AfterFunc(limit, func() { syscall.Kill(-command.Process.Pid, syscall.SIGKILL) })
	err := command.Wait()
	r.Seconds = time.Since(begin).Seconds()
	r.Limited = !alarm.Stop()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return err
	}
	if err != nil && !r.Limited {
		r.Failed = err.Error()
	}
	used := command.ProcessState.SysUsage().(*syscall.Rusage) // getrusage(2): sizes in kB; of the children the largest
	r.RSS = used.Maxrss * 1024
	r.CPU = (command.ProcessState.UserTime() + command.ProcessState.SystemTime()).Seconds()
	return nil
}

func counted(r *Record, output, expression string) {
	text, err := os.ReadFile(output)
	if err != nil {
		r.Failed = err.Error()
		return
	}
	group := regexp.MustCompile(expression).FindSubmatch(text)
	if group == nil {
		r.Failed = "no count in its output"
		return
	}
	r.Files, _ = strconv.Atoi(string(group[1])) // digits, because of the expression
	r.Saved, r.Counted = r.Files, true
}

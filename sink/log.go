package sink

import (
	"fmt"
	"os"

	"github.com/mattn/go-isatty"
)

// A Log is where the JSON lines go. nil is nowhere.
type Log struct {
	file     *os.File
	stdout   bool
	terminal bool
}

// OpenLog opens the file that path names, for appending; `-` is stdout. Without a path the lines go to stdout, or
// nowhere if that is a terminal: then the answer is nil.
func OpenLog(path string, stdout *os.File) (*Log, error) {
	terminal := IsTerminal(stdout)
	switch {
	case path == "" && terminal:
		return nil, nil
	case path == "" || path == "-":
		return &Log{file: stdout, stdout: true, terminal: terminal}, nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err == nil {
		err = endLine(f, path)
	}
	if err != nil {
		return nil, fmt.Errorf("log: %w; choose another with --log", err)
	}
	return &Log{file: f}, nil
}

// endLine ends the half line that a run may have left at the end of a file when it was killed, or the disk full.
func endLine(f *os.File, path string) error {
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return err
	}
	r, err := os.Open(path)
	if err != nil {
		return nil // it may be for writing only
	}
	defer r.Close()
	var last [1]byte
	if _, err := r.ReadAt(last[:], info.Size()-1); err != nil || last[0] == '\n' {
		return err
	}
	_, err = f.WriteString("\n")
	return err
}

// IsTerminal reports whether a person sees what is written to f.
func IsTerminal(f *os.File) bool { return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()) }

// Lines returns the lines of the log, nil for none.
func (l *Log) Lines() *Lines {
	if l == nil {
		return nil
	}
	return NewLines(l.file)
}

// Close closes what OpenLog opened. The error may be the first word of a write that failed.
func (l *Log) Close() error {
	if l == nil || l.stdout {
		return nil
	}
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("log: %w", err)
	}
	return nil
}

// onTerminal reports whether a person sees the lines as they come.
func (l *Log) onTerminal() bool { return l != nil && l.terminal }

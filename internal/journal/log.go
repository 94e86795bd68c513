package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/terminal"
)

// A Log is the destination of the JSON lines. A nil Log is for no lines.
type Log struct {
	file      *os.File
	guard     *os.File // a handle of the same file with its lock, which may be file itself; or nil
	alone     *claim   // nil if other runs may write to the log too
	regular   bool     // file is a regular file
	path      string   // of file; empty for stdout, and if file is not a regular file
	directory string   // of the file; empty if its path is durable already
	stdout    bool
	terminal  bool
	wasEmpty  bool // when it was opened
}

// OpenLog opens the file that path names, for appending; `-` is stdout. Without a path the lines go
// to stdout. If that is a terminal, they go nowhere, and OpenLog returns nil.
func OpenLog(path string, stdout *os.File) (*Log, error) {
	onTerminal := terminal.Is(stdout)
	switch {
	case path == "" && onTerminal:
		return nil, nil
	case path == "" || path == "-":
		return &Log{file: stdout, regular: isRegular(stdout), stdout: true, terminal: onTerminal}, nil
	}
	l, err := open(path)
	if err != nil {
		return nil, err
	}
	if err := l.share(); err != nil {
		return nil, fmt.Errorf("log: %w; choose another with --log", errors.Join(err, l.Close()))
	}
	return l, nil
}

// open opens a file for appending, without a lock.
func open(path string) (*Log, error) {
	f, err := create(path, os.O_WRONLY|os.O_APPEND)
	if err != nil {
		return nil, fmt.Errorf("log: %w; choose another with --log", err)
	}
	l := &Log{file: f, regular: isRegular(f)}
	if info, err := f.Stat(); err == nil {
		l.wasEmpty = info.Size() == 0
	}
	if l.regular {
		l.path, l.directory = path, directoryOf(path)
	}
	return l, nil
}

// create opens a file. If the file is missing, create makes it. If its directory is missing, create
// makes that too, with those above it. flag is as for os.OpenFile, without O_CREATE.
func create(path string, flag int) (*os.File, error) {
	f, err := os.OpenFile(path, flag|os.O_CREATE, 0o666)
	if !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	return os.OpenFile(path, flag|os.O_CREATE, 0o666)
}

// directoryOf returns the directory that has the name of a file. If the path is a symbolic link,
// that is the directory of the file that it leads to.
func directoryOf(path string) string {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	return filepath.Dir(path)
}

func isRegular(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode().IsRegular()
}

// WasEmpty reports whether the log was empty when it was opened, so that all its lines are of this
// run.
func (l *Log) WasEmpty() bool { return l != nil && l.wasEmpty }

// OnPipe reports whether the lines go to another program, which may write to the terminal.
func (l *Log) OnPipe() bool {
	if l == nil {
		return false
	}
	info, err := l.file.Stat()
	return err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0
}

// Write writes lines, which must be whole. If the run must have the log alone and has lost it,
// Write returns an error and writes nothing.
func (l *Log) Write(lines []byte) (int, error) {
	if err := l.checkAlone(); err != nil {
		return 0, err
	}
	n, err := l.file.Write(lines)
	if l.alone != nil {
		l.alone.end += int64(n)
	}
	return n, err
}

// Sync makes the written lines durable, and the path of the log, whose names a killed run may have
// made. If the log is not a regular file, Sync does nothing. One goroutine uses it.
func (l *Log) Sync() error {
	if l == nil || !l.regular {
		return nil
	}
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("log: %w", err)
	}
	if err := l.checkAlone(); err != nil {
		return err
	}
	if l.directory == "" {
		return nil
	}
	if err := errors.Join(disk.SyncPath(l.directory), disk.SyncParents(l.directory)); err != nil {
		return fmt.Errorf("log: %w", err)
	}
	l.directory = ""
	return nil
}

// InPlace checks that the path of the log still leads to the file that was opened. If it does not,
// the lines are still in that file, as long as it has another name.
func (l *Log) InPlace() error {
	if l == nil || l.path == "" {
		return nil
	}
	file, err := l.file.Stat()
	if err != nil {
		return fmt.Errorf("log: %w", err)
	}
	there, err := os.Stat(l.path)
	switch {
	case err == nil && os.SameFile(file, there):
		return nil
	case err == nil, errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("log %s: was moved, removed or replaced during the run; "+
			"its lines are in the file that was opened, and --resume needs that one", l.path)
	}
	return fmt.Errorf("log: %w", err)
}

// Close closes the files that OpenLog opened. The error may be the first report of a failed write.
func (l *Log) Close() error {
	if l == nil || l.stdout {
		return nil
	}
	err := l.file.Close()
	if l.guard != nil && l.guard != l.file { // after the lines, so that the next run finds them whole
		err = errors.Join(err, l.guard.Close())
	}
	if err != nil {
		return fmt.Errorf("log: %w", err)
	}
	return nil
}

// OnTerminal reports whether a person sees the lines as they come.
func (l *Log) OnTerminal() bool { return l != nil && l.terminal }

package journal

import (
	"errors"
	"fmt"
	"os"

	"github.com/hoist/hoist/internal/filelock"
)

// A claim is the right of a run to write to a log alone. The lock of the log gives it. A network
// file system can lose a lock, for example if the server does not hear from this machine for a
// while, and then the server may give it to another run. So the claim is checked before each write:
// the lock is asked for again, and the log of a part must end where this run has ended it.
type claim struct {
	locked bool  // the file system has locks
	sole   bool  // no other run may append a line either
	end    int64 // of the log, in bytes
}

var (
	errLost    = errors.New("the lock on it was lost, and another run may have the log now")
	errWritten = errors.New("another run has written to it")
)

// OpenAlone opens a file for appending, as OpenLog does, and keeps all other runs from writing to
// it. If another run writes to it, the error is an *Error.
func OpenAlone(path string) (*Log, error) {
	l, err := open(path)
	if err != nil || !l.regular {
		return l, err
	}
	if err := l.takeAlone(); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func (l *Log) takeAlone() error {
	guard, err := os.OpenFile(l.path, os.O_RDWR, 0)
	if err != nil {
		return unusable(l.path, err)
	}
	l.guard = guard
	if !sameFile(l.file, guard) {
		return &Error{Path: l.path, Err: errReplaced}
	}
	locked := filelock.Exclusive(guard)
	if errors.Is(locked, filelock.ErrTaken) {
		return &Error{Path: l.path, Err: errBusy}
	}
	if err := repairEnd(guard, l.file); err != nil {
		return unusable(l.path, err)
	}
	if err := l.writeByGuard(); err != nil {
		return unusable(l.path, err)
	}
	return l.begin(claim{locked: locked == nil, sole: true})
}

// begin begins a claim at the end of the log.
func (l *Log) begin(c claim) error {
	info, err := l.file.Stat()
	if err != nil {
		return unusable(l.path, err)
	}
	c.end = info.Size()
	l.alone = &c
	return nil
}

// IsUnlocked reports whether the run has the log alone, and can't keep others from writing to it,
// since the file system has no locks.
func (l *Log) IsUnlocked() bool { return l != nil && l.alone != nil && !l.alone.locked }

// checkAlone returns an error if the run has lost its claim.
func (l *Log) checkAlone() error {
	if l.alone == nil {
		return nil
	}
	if l.alone.locked {
		if err := filelock.Keep(l.guard); err != nil {
			return fmt.Errorf("log %s: %w: %w", l.path, errLost, err)
		}
	}
	if !l.alone.sole {
		return nil
	}
	info, err := l.file.Stat()
	switch {
	case err != nil:
		return fmt.Errorf("log: %w", err)
	case info.Size() > l.alone.end:
		return fmt.Errorf("log %s: %w; each run needs a --log of its own", l.path, errWritten)
	}
	l.alone.end = info.Size() // something may cut the log, as logrotate does with copytruncate
	return nil
}

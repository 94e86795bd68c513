package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"

	"github.com/hoist/hoist/internal/filelock"
	"github.com/hoist/hoist/internal/logline"
)

// A Journal finds the codes of earlier runs that have files, by the log of those runs. For each
// code it keeps 16 bytes: a hash and the offset of the line. With Options.Owners it keeps 16 more.
// It reads a line again when it needs the line.
type Journal struct {
	path     string
	options  Options
	file     *os.File // for reading and cutting, with the lock unless it is ReadOnly; nil while the log does not exist
	locked   bool     // file has its lock; the file system may have none
	released bool     // closed, or given to a Log, which closes it
	size     int64    // size of file when it was opened, in bytes
	end      int64    // offset after its last line feed
	tuning   tuning
	index    index       // by Options.FindBy
	owners   index       // by path
	outs     []string    // spellings of the destination: of this run, and of earlier runs
	unnamed  bool        // there are savings without a name, by an old version
	headless bool        // there is a result before any run line
	cutOff   atomic.Bool // a line was not there any more
}

// A tuning has the values that tests change.
type tuning struct {
	block   int64 // bytes that a worker reads at once
	longest int   // bytes of a line
	hash    hasher
}

func usual() tuning { return tuning{block: 1 << 20, longest: LongestLine, hash: newHasher()} }

// LongestLine is the length of the longest line that is read, in bytes, without its line feed.
const LongestLine = 4 << 20

// errBusy is the error if another run has the lock.
var errBusy = errors.New("another run is writing to it; wait until that ends, or use another --log")

// Open reads the log at path, of earlier runs that `now` continues. Unless it is ReadOnly, it keeps
// other runs from writing to it. A missing or an empty log is a first run: the Journal is empty.
// Errors that the user must fix are *Error.
//
// Reading takes two processors about three seconds for each gigabyte.
func Open(path string, now logline.Header, options Options) (*Journal, error) {
	return openJournal(path, now, options, usual())
}

func openJournal(path string, now logline.Header, options Options, t tuning) (*Journal, error) {
	j := &Journal{path: path, options: options, tuning: t, outs: []string{now.Out}}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return j, nil
	case err != nil:
		return nil, unusable(path, err)
	case !info.Mode().IsRegular():
		return nil, &Error{Path: path, Err: errors.New("is not a regular file, so it has no earlier run; use another --log")}
	}
	if options.Access == ReadOnly {
		err = j.take(os.OpenFile(path, os.O_RDONLY, 0))
	} else {
		err = j.lock(os.OpenFile(path, os.O_RDWR, 0))
	}
	if err == nil {
		err = j.replay(now)
	}
	if err != nil {
		j.Close()
		return nil, err
	}
	return j, nil
}

// take takes over the log that was opened, or the error of that.
func (j *Journal) take(f *os.File, err error) error {
	if err != nil {
		return unusable(j.path, err)
	}
	j.file = f
	return nil
}

// lock is like take. If locks work, it locks the log.
func (j *Journal) lock(f *os.File, err error) error {
	if err := j.take(f, err); err != nil {
		return err
	}
	err = filelock.Exclusive(j.file)
	if errors.Is(err, filelock.ErrTaken) {
		return &Error{Path: j.path, Err: errBusy}
	}
	j.locked = err == nil
	return nil
}

func (j *Journal) replay(now logline.Header) error {
	origin, err := originOf(now)
	if err != nil {
		return fmt.Errorf("log %s: the run line: %w", j.path, err)
	}
	info, err := j.file.Stat()
	if err != nil {
		return unusable(j.path, err)
	}
	if j.size = info.Size(); j.size >= longestLog {
		return &Error{Path: j.path, Err: fmt.Errorf("longer than %d bytes; use another --log", int64(longestLog)-1)}
	}
	torn, err := findTorn(j.file, j.size)
	if err != nil {
		return unusable(j.path, err)
	}
	j.end = torn.from
	origin.former = j.options.Former
	r := replay{
		log: j.file, end: j.end, now: origin, options: j.options, index: &j.index, owners: &j.owners, tuning: j.tuning,
	}
	err = r.run()
	j.outs, j.unnamed, j.headless = append(j.outs, r.outs...), r.unnamed, r.headless
	if err == nil && torn.from < torn.end && !torn.ours {
		err = &lineError{torn.from, advise(logline.ErrNoJSON)}
	}
	return j.located(err)
}

// located adds the number of the line to an error of a replay.
func (j *Journal) located(err error) error {
	bad, ok := errors.AsType[*lineError](err)
	if !ok {
		if err != nil {
			return unusable(j.path, err)
		}
		return nil
	}
	before, err := countLines(io.NewSectionReader(j.file, 0, bad.offset))
	if err != nil {
		return unusable(j.path, err)
	}
	return &Error{Path: j.path, Line: before + 1, Err: bad.err}
}

func countLines(r io.Reader) (int, error) {
	n, block := 0, make([]byte, logline.BufferSize)
	for {
		read, err := r.Read(block)
		n += bytes.Count(block[:read], []byte{'\n'})
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// Headless reports whether the log has results before any run line, as after something cut its
// beginning off (logrotate's copytruncate does that). They count, although these runs may have had
// other options. For nil, Headless returns false.
func (j *Journal) Headless() bool { return j != nil && j.headless }

// Cut reports whether Find missed lines that were there when the log was opened. For nil, Cut
// returns false.
func (j *Journal) Cut() bool { return j != nil && j.cutOff.Load() }

// IsEmpty reports whether the log has nothing of an earlier run. For nil, IsEmpty returns true.
func (j *Journal) IsEmpty() bool { return j == nil || j.size == 0 }

// Len returns the number of saved files in the log. A file that was saved again counts once.
func (j *Journal) Len() int { return j.index.len() }

// Close ends the reading and the lock. If OpenLog has returned a Log, Log.Close does that, and
// Close does nothing. Close of nil does nothing either.
func (j *Journal) Close() error {
	if j == nil || j.file == nil || j.released {
		return nil
	}
	j.released = true
	return j.file.Close()
}

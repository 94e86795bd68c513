package naming

import (
	"fmt"
	"hash/maphash"
	"sync"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
)

// Owners finds the codes to which earlier runs gave names. It is safe for use by several
// goroutines.
type Owners interface {
	// Owner returns the code of the last file with that name under the destination. If there is
	// none, ok is false. An error is the failure of the job.
	Owner(name string) (code string, ok bool, err error)
}

// NoOwners are the Owners of a run without earlier runs.
type NoOwners struct{}

// Owner returns false.
func (NoOwners) Owner(string) (string, bool, error) { return "", false, nil }

// A Memory remembers which code has which file name, for templates that can give one name to two
// codes. It takes 52 to 84 bytes for each name. nil remembers nothing.
type Memory struct {
	earlier Owners
	seed    maphash.Seed
	other   maphash.Seed

	mu    sync.Mutex
	given map[[2]uint64]owner // by two hashes of the name
}

// An owner is the code that has a name.
type owner struct {
	code uint64 // its hash
	seq  uint64 // with savedBit, if the run has saved its file
}

const savedBit = 1 << 63

// NewMemory returns a Memory without names of this run. earlier has those of earlier runs.
func NewMemory(earlier Owners) *Memory {
	if earlier == nil {
		earlier = NoOwners{}
	}
	return &Memory{
		earlier: earlier, seed: maphash.MakeSeed(), other: maphash.MakeSeed(), given: map[[2]uint64]owner{},
	}
}

// Claim gives a name to a code, which has the number seq. If another code has the name, the error
// is an *outcome.Failure.
func (m *Memory) Claim(code string, seq uint64, name string) error {
	if m == nil {
		return nil
	}
	before, ok, err := m.earlier.Owner(name)
	switch {
	case err != nil:
		return outcome.Fail(outcome.Internal, err)
	case ok && before != code:
		return outcome.Fail(outcome.Storage, fmt.Errorf("its file name %q is that of the code %q in an earlier run; "+
			"give --name a variable that differs between the two", redact.Excerpt(name, 200), redact.Excerpt(before, 200)))
	}
	key := m.key(name)
	m.mu.Lock()
	defer m.mu.Unlock()
	mine := owner{maphash.String(m.seed, code), seq}
	if has, ok := m.given[key]; ok && has.code != mine.code {
		return outcome.Fail(outcome.Storage, fmt.Errorf("its file name %q is that of another code, with seq %d; "+
			"give --name a variable that differs between the two", redact.Excerpt(name, 200), has.seq&^savedBit))
	} else if !ok {
		m.given[key] = mine
	}
	return nil
}

// Owns reports whether the file with a name is that of a code: this run has saved it, or an earlier
// run. The code must have claimed the name.
func (m *Memory) Owns(code, name string) (bool, error) {
	m.mu.Lock()
	saved := m.given[m.key(name)].seq&savedBit != 0
	m.mu.Unlock()
	if saved {
		return true, nil
	}
	before, ok, err := m.earlier.Owner(name)
	return ok && before == code, err
}

// Saves notes that the code that claimed a name saves its file.
func (m *Memory) Saves(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := m.key(name)
	if has, ok := m.given[key]; ok {
		has.seq |= savedBit
		m.given[key] = has
	}
}

func (m *Memory) key(name string) [2]uint64 {
	return [2]uint64{maphash.String(m.seed, name), maphash.String(m.other, name)}
}

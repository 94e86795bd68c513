package filelock

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Two open files of one process act like two processes, since a lock belongs to the open file.
func TestLocks(t *testing.T) {
	for _, tt := range []struct {
		name          string
		first, second func(File) error
		taken         bool
	}{
		{"one at a time", Exclusive, Exclusive, true},
		{"none beside an exclusive one", Exclusive, Shared, true},
		{"no exclusive one beside another", Shared, Exclusive, true},
		{"several shared ones", Shared, Shared, false},
		{"one that became shared", both(Exclusive, Shared), Shared, false},
		{"one that became exclusive", both(Shared, Exclusive), Shared, true},
		{"one taken twice", both(Exclusive, Exclusive), Shared, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "locked")
			one, other := open(t, path), open(t, path)
			if err := tt.first(one); err != nil {
				t.Fatal(err)
			}
			if err := tt.second(other); errors.Is(err, ErrTaken) != tt.taken || !tt.taken && err != nil {
				t.Errorf("got %v", err)
			}
			if err := one.Close(); err != nil {
				t.Fatal(err)
			}
			if err := Exclusive(other); err != nil {
				t.Errorf("after the first was closed: %v", err)
			}
		})
	}
}

func TestLockOfAClosedFile(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "closed"))
	f.Close()
	if err := Exclusive(f); err == nil || errors.Is(err, ErrTaken) {
		t.Errorf("got %v", err)
	}
}

func both(first, then func(File) error) func(File) error {
	return func(f File) error { return errors.Join(first(f), then(f)) }
}

func open(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

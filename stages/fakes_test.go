package stages

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"sync"
	"testing/fstest"
	"time"

	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/spool"
)

// largeSize is what a body may have in memory.
const largeSize = 64 << 10

const patient = time.Minute

// A memoryStore keeps files in memory. Its hooks decide what fails.
type memoryStore struct {
	mu        sync.Mutex
	files     map[string]string
	pending   int
	onWrite   func() error
	onPublish func(name string) error
	onSync    func() error
	onSettle  func(folder string) error
}

func (s *memoryStore) open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pending
}

func (s *memoryStore) Create(_ context.Context, p []byte) (spool.File, error) {
	if s.onWrite != nil {
		if err := s.onWrite(); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending++
	return &memoryFile{store: s, text: bytes.Clone(p)}, nil
}

func (s *memoryStore) SyncDir(_ context.Context, name string) error {
	if s.onSettle != nil {
		return s.onSettle(name)
	}
	return nil
}

func (s *memoryStore) Open(_ context.Context, name string) (fs.File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	shelf := fstest.MapFS{}
	for name, text := range s.files {
		shelf[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return shelf.Open(name)
}

func (s *memoryStore) Stat(ctx context.Context, name string) (fs.FileInfo, error) {
	file, err := s.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	return file.Stat()
}

func (s *memoryStore) Remove(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.files, name)
	return nil
}

func (s *memoryStore) InPlace() error { return nil }

type memoryFile struct {
	store *memoryStore
	mu    sync.Mutex
	text  []byte
	ended bool
}

func (f *memoryFile) WriteAt(p []byte, at int64) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if end := int(at) + len(p); end > len(f.text) {
		f.text = append(f.text, make([]byte, end-len(f.text))...)
	}
	return copy(f.text[at:], p), nil
}

func (f *memoryFile) WriteBack() {}

func (f *memoryFile) Sync() error {
	if f.store.onSync != nil {
		return f.store.onSync()
	}
	return nil
}

func (f *memoryFile) Publish(_ context.Context, name string) error {
	if f.store.onPublish != nil {
		if err := f.store.onPublish(name); fdlimit.IsExhausted(err) {
			return err
		} else if err != nil {
			return errors.Join(err, f.Discard())
		}
	}
	if err := f.Discard(); err != nil {
		return err
	}
	f.store.mu.Lock()
	defer f.store.mu.Unlock()
	if f.store.files == nil {
		f.store.files = map[string]string{}
	}
	f.store.files[name] = string(f.text)
	return nil
}

func (f *memoryFile) Discard() error {
	f.store.mu.Lock()
	defer f.store.mu.Unlock()
	if f.ended {
		return errors.New("a file that has ended already ends again")
	}
	f.ended = true
	f.store.pending--
	return nil
}

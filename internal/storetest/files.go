// Package storetest has fakes of stores that tests of several packages share.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"sync"

	"github.com/hoist/hoist/internal/spool"
)

// Files makes files in memory.
type Files struct {
	mu   sync.Mutex
	open int
}

// Open is how many files have not ended.
func (f *Files) Open() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.open
}

// Create starts a file with p.
func (f *Files) Create(_ context.Context, p []byte) (spool.File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.open++
	return &File{files: f, text: bytes.Clone(p)}, nil
}

// A File is one of Files.
type File struct {
	files *Files
	mu    sync.Mutex
	text  []byte
	ended bool
}

// WriteAt never fails.
func (f *File) WriteAt(p []byte, at int64) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if end := int(at) + len(p); end > len(f.text) {
		f.text = append(f.text, make([]byte, end-len(f.text))...)
	}
	return copy(f.text[at:], p), nil
}

// Discard ends the file. It is an error where that has ended.
func (f *File) Discard() error {
	f.files.mu.Lock()
	defer f.files.mu.Unlock()
	if f.ended {
		return errors.New("a file that has ended already ends again")
	}
	f.ended = true
	f.files.open--
	return nil
}

// Text is what a body has; nothing is left of the body.
func Text(body *spool.Body) string {
	defer body.Discard()
	if file := body.TakeFile(); file != nil {
		defer file.Discard()
		return string(file.(*File).text)
	}
	return string(body.Bytes())
}

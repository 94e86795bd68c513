package download

import (
	"context"
	"errors"
	"io"
	"net/http"
	"syscall"
	"testing"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/spool"
)

// If the disk is full, the exchange ends at once, even if the server is silent and no timeout is
// set.
func TestFullDiskWhileTheServerIsSilent(t *testing.T) {
	silent := make(chan struct{})
	ended := make(chan struct{})
	// Writes fail from the last chunk before the silence on.
	files := fullDisk{from: 1<<20 + 3*128<<10, wait: silent}
	transport := clienttest.RoundTripper(func(req *http.Request) (*http.Response, error) {
		context.AfterFunc(req.Context(), func() { close(ended) })
		resp := clienttest.Answer(req, 200, "")
		body := io.MultiReader(io.LimitReader(endless{}, 1<<20+4*128<<10+1), &silence{silent, ended})
		resp.Body, resp.ContentLength = io.NopCloser(body), -1
		return resp, nil
	})
	d := New(Config{Transport: transport, Files: files})
	if got := d.Do(t.Context(), Request{URL: clienttest.URL(t, "http://h/")}); !outcome.IsFatal(got.Err) ||
		!errors.Is(got.Err, syscall.ENOSPC) {
		t.Errorf("got %v", got.Err)
	}
	if len(d.sessions.idle) > 0 {
		t.Error("the session is kept, though it has ended")
	}
}

// A silence is a body that blocks until the exchange ends.
type silence struct {
	begun chan<- struct{}
	ended <-chan struct{}
}

func (s *silence) Read([]byte) (int, error) {
	close(s.begun)
	<-s.ended
	return 0, io.ErrUnexpectedEOF
}

// A fullDisk is a disk with room for from bytes of a file. A write after them fails when wait is
// closed.
type fullDisk struct {
	from int64
	wait <-chan struct{}
}

func (d fullDisk) Create(context.Context, []byte) (spool.File, error) { return d, nil }

func (d fullDisk) WriteAt(p []byte, at int64) (int, error) {
	if at >= d.from {
		<-d.wait
		return 0, syscall.ENOSPC
	}
	return len(p), nil
}

func (fullDisk) Discard() error { return nil }

package httpclient

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A slowWire takes some time for each write. Close interrupts the write.
type slowWire struct {
	net.Conn
	mu     sync.Mutex
	got    bytes.Buffer
	writes atomic.Int32
	takes  time.Duration
	once   sync.Once
	closed chan struct{}
}

func newSlowWire() *slowWire { return &slowWire{takes: time.Second, closed: make(chan struct{})} }

func (w *slowWire) Write(p []byte) (int, error) {
	w.writes.Add(1)
	select {
	case <-time.After(w.takes):
	case <-w.closed:
		return 0, net.ErrClosed
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.got.Write(p)
}

func (w *slowWire) Close() error {
	w.once.Do(func() { close(w.closed) })
	return nil
}

func (w *slowWire) SetWriteDeadline(at time.Time) error {
	time.AfterFunc(time.Until(at), func() { w.Close() })
	return nil
}

func gathering() (*slowWire, *coalescingConn) {
	wire := newSlowWire()
	g := newCoalescingConn(wire)
	g.gather()
	return wire, g
}

// writeAll writes text from n goroutines and returns the number of failed writes.
func writeAll(w io.Writer, n int, text string) int {
	var failed atomic.Int32
	var writers sync.WaitGroup
	for range n {
		writers.Go(func() {
			if wrote, err := io.WriteString(w, text); err != nil || wrote != len(text) {
				failed.Add(1)
			}
		})
	}
	writers.Wait()
	return int(failed.Load())
}

// Writes that arrive during another write are combined into one, and each stays whole.
func TestGathererGathers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wire, g := gathering()
		if failed := writeAll(g, 100, "<piece>"); failed > 0 {
			t.Errorf("%d writes failed", failed)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := wire.got.String(); got != strings.Repeat("<piece>", 100) {
			t.Errorf("got %q", got)
		}
		if n := wire.writes.Load(); n > 2 {
			t.Errorf("%d writes", n)
		}
	})
}

// Before gather is called, each write is passed on by itself and is complete when it returns.
func TestGathererBeforeItGathers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wire := newSlowWire()
		writeAll(newCoalescingConn(wire), 3, "<piece>")
		if got, n := wire.got.String(), wire.writes.Load(); got != "<piece><piece><piece>" || n != 3 {
			t.Errorf("%d writes of %q", n, got)
		}
	})
}

// If the wire is slow, writers wait, and the waiting bytes are bounded.
func TestGathererWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wire, g := gathering()
		piece := strings.Repeat("x", gatherMost/4)
		most := 0
		stop := time.AfterFunc(500*time.Millisecond, func() {
			g.mu.Lock()
			defer g.mu.Unlock()
			most = len(g.waiting)
		})
		defer stop.Stop()
		if failed := writeAll(g, 100, piece); failed > 0 {
			t.Errorf("%d writes failed", failed)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if wire.got.Len() != 100*len(piece) {
			t.Errorf("%d bytes came", wire.got.Len())
		}
		if most != gatherMost {
			t.Errorf("%d bytes waited, want %d", most, gatherMost)
		}
	})
}

// An error, such as a closed wire, fails the waiting writes and all later ones.
func TestGathererEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wire, g := gathering()
		time.AfterFunc(500*time.Millisecond, func() { wire.Close() })
		// one to four are being written, and four more wait in the buffer
		if failed := writeAll(g, 20, strings.Repeat("x", gatherMost/4)); failed < 20-4-4 || failed > 20-1-4 {
			t.Errorf("%d writes failed, want those that had to wait", failed)
		}
		if _, err := g.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	})
}

// Close writes the waiting bytes if that takes at most a second. A second Close does not wait.
func TestGathererClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, tt := range []struct {
			pieces int
			again  bool
			want   int           // number of pieces that are written
			after  time.Duration // duration of Close
		}{{0, false, 0, 0}, {1, false, 1, time.Second / 2}, {2, false, 1, lastWrites}, {2, true, 0, time.Second / 4}} {
			wire, g := gathering()
			wire.takes = time.Second / 2
			if tt.pieces > 1 {
				wire.takes = 3 * time.Second / 4
			}
			for range tt.pieces {
				g.Write([]byte("x"))
				synctest.Wait()
			}
			if tt.again {
				time.AfterFunc(time.Second/4, func() { g.Close() })
			}
			began := time.Now()
			g.Close()
			if took := time.Since(began); wire.got.Len() != tt.want || took != tt.after {
				t.Errorf("%+v: %d pieces written, after %v", tt, wire.got.Len(), took)
			}
			time.Sleep(time.Minute)
		}
	})
}

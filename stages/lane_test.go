package stages

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"

	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/outcome"
)

// A choppy reader returns as much at a time as a network does.
type choppy struct {
	r      io.Reader
	random *rand.Rand
}

func (c choppy) Read(p []byte) (int, error) {
	return c.r.Read(p[:min(len(p), 1+c.random.IntN(100_000))])
}

// randomText is n bytes that no hash has by chance.
func randomText(random *rand.Rand, n int) []byte {
	text := make([]byte, n)
	for i := range text {
		text[i] = byte(random.Uint32())
	}
	return text
}

func wholeOrNot(bool) error { return nil }

// unabortable is a reading that nothing has to end.
func unabortable(error) {}

// A body has its hash and its bytes, whatever its size, in lanes or without, in one piece or in two attempts.
func TestGrowingBody(t *testing.T) {
	const most = laneFrom + (hands+2)*len(piece{}) + 7
	for _, size := range []int{0, 1, startAt - 1, startAt, startAt + 1, spillAt - 1, spillAt, spillAt + 1, laneFrom, laneFrom + 1, laneFrom + len(piece{}), most} {
		for _, way := range []struct {
			name  string
			lanes lanes
		}{{"lanes", newLanes()}, {"no lane is free", make(lanes)}} {
			for _, broken := range []int{0, size / 3, max(size-1, 0)} {
				t.Run(fmt.Sprintf("%d bytes, %s, broken off after %d", size, way.name, broken), func(t *testing.T) {
					random := rand.New(rand.NewPCG(1, uint64(size)))
					text := randomText(random, size)
					store := &memoryStore{}
					way := spillway{store, way.lanes}
					g := newGrowing()
					if broken > 0 {
						first := io.MultiReader(bytes.NewReader(text[:broken]), iotest.ErrReader(io.ErrUnexpectedEOF))
						if err := g.grow(t.Context(), choppy{first, random}, way, wholeOrNot, unabortable); err != io.ErrUnexpectedEOF {
							t.Fatal(err)
						}
					}
					if err := g.grow(t.Context(), choppy{bytes.NewReader(text[broken:]), random}, way, wholeOrNot, unabortable); err != nil {
						t.Fatal(err)
					}
					body := g.finish()
					if body.Size != int64(size) || body.SHA256 != sha256.Sum256(text) {
						t.Errorf("%d bytes with the hash %x", body.Size, body.SHA256)
					}
					if err := body.publish(t.Context(), store, "x"); err != nil || store.files["x"] != string(text) {
						t.Errorf("%v, or other bytes", err)
					}
				})
			}
		}
	}
}

// A failing disk ends a large body as one that is full does a small one, whether its server goes on for ever or is silent, and
// its lane is free again; so does a panic.
func TestLaneIsGivenBack(t *testing.T) {
	full := errors.New("no space")
	for _, failing := range []struct {
		name string
		fail func() error
	}{
		{"error", func() error { return full }},
		{"panic", func() error { panic(full) }},
	} {
		for _, sent := range []struct {
			name string
			size int64
		}{
			{"endless", math.MaxInt64},
			{"silent", laneFrom + 4*int64(len(piece{})) + 1},
		} {
			t.Run(failing.name+", "+sent.name, func(t *testing.T) {
				body := newSilence(sent.size)
				way := spillway{failingStore{from: laneFrom + 3*int64(len(piece{})), fail: func() error {
					if sent.name == "silent" {
						<-body.begun
					}
					return failing.fail()
				}}, newLanes()}
				g := newGrowing()
				var err error
				panicked := catch("grow", func() { err = g.grow(t.Context(), body, way, wholeOrNot, body.abort) })
				switch {
				case panicked == nil && (!outcome.IsFatal(err) || !errors.Is(err, full)):
					t.Errorf("got %v", err)
				case panicked != nil && !strings.Contains(panicked.Error(), "panic in grow: no space (lane_test.go:"):
					t.Errorf("got %v", panicked)
				}
				g.discard()
				if len(way.lanes) != maxLanes {
					t.Errorf("%d lanes are free", len(way.lanes))
				}
			})
		}
	}
}

// The disk is full while a server is silent for which nothing limits the wait: that ends the exchange all the same.
func TestFullDiskWhileTheServerIsSilent(t *testing.T) {
	body := newSilence(laneFrom + 4*int64(len(piece{})) + 1)
	store := failingStore{from: laneFrom + 3*int64(len(piece{})), fail: func() error {
		<-body.begun
		return syscall.ENOSPC
	}}
	transport := roundTripper(func(req *http.Request) (*http.Response, error) {
		context.AfterFunc(req.Context(), func() { body.abort(nil) })
		resp := answer(req, 200, "")
		resp.Body, resp.ContentLength = io.NopCloser(body), -1
		return resp, nil
	})
	x := newExchanger(transport, store, limits{}, httpclient.Header{}, terms{})
	if got := x.exchange(t.Context(), Request{URL: mustURL(t, "http://h/")}); !outcome.IsFatal(got.err) || !errors.Is(got.err, syscall.ENOSPC) {
		t.Errorf("got %v", got.err)
	}
	if len(x.sessions.idle) > 0 {
		t.Error("the session is kept, though it has ended")
	}
}

// A silence is a body that is followed by nothing, not even its end, until it is aborted.
type silence struct {
	io.Reader
	begun   chan struct{} // closed when it has
	aborted chan struct{}
}

func newSilence(after int64) *silence {
	return &silence{io.LimitReader(zeros{}, after), make(chan struct{}), make(chan struct{})}
}

func (s *silence) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err == io.EOF {
		close(s.begun)
		<-s.aborted
	}
	return n, err
}

func (s *silence) abort(error) { close(s.aborted) }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// A failingStore has files that fail from an offset on.
type failingStore struct {
	Store
	from int64
	fail func() error
}

func (s failingStore) Write(context.Context, []byte) (Pending, error) {
	return failingFile{from: s.from, fail: s.fail}, nil
}

type failingFile struct {
	Pending
	from int64
	fail func() error
}

func (f failingFile) WriteAt(p []byte, at int64) (int, error) {
	if at >= f.from {
		return 0, f.fail()
	}
	return len(p), nil
}

func (failingFile) Discard() error { return nil }

// A body that is refused midway is refused for that, in a lane too. What is refused is not written, which could fail, and none of it is read
// after that. A panic of who reads is one of who asked for the body.
func TestLaneOfARefusedBody(t *testing.T) {
	tooLarge := outcome.Fail(outcome.TooLarge, errors.New("too large"))
	for _, tt := range []struct {
		name   string
		refuse func() error
	}{
		{"refused", func() error { return tooLarge }},
		{"panic", func() error { panic(tooLarge) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			way := spillway{failingStore{from: 2 * laneFrom, fail: func() error { return syscall.ENOSPC }}, newLanes()}
			g := newGrowing()
			refusals := 0
			var err error
			panicked := catch("grow", func() {
				err = g.grow(t.Context(), strings.NewReader(strings.Repeat("x", 4*laneFrom)), way, func(bool) error {
					if g.Size > 2*laneFrom {
						refusals++
						return tt.refuse()
					}
					return nil
				}, unabortable)
			})
			if panicked == nil && err != tooLarge {
				t.Error(err)
			}
			if len(way.lanes) != maxLanes || refusals != 1 {
				t.Errorf("%d lanes are free, and it was read %d times too many", len(way.lanes), refusals-1)
			}
			g.discard()
		})
	}
}

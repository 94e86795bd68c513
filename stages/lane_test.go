package stages

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/hoist/hoist/sink"
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

// A body has its hash and its bytes, whatever its size, in lanes or without, in one piece or in two attempts.
func TestGrowingBody(t *testing.T) {
	const most = laneFrom + (lanePieces+2)*len(piece{}) + 7
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
						if err := g.grow(t.Context(), choppy{first, random}, way, wholeOrNot); err != io.ErrUnexpectedEOF {
							t.Fatal(err)
						}
					}
					if err := g.grow(t.Context(), choppy{bytes.NewReader(text[broken:]), random}, way, wholeOrNot); err != nil {
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

// A failing disk ends a large body as one that is full does a small one, and its lane is free again; so does a panic.
func TestLaneIsGivenBack(t *testing.T) {
	full := errors.New("no space")
	text := strings.Repeat("x", laneFrom+10*len(piece{}))
	for _, tt := range []struct {
		name string
		fail func() error
	}{
		{"error", func() error { return full }},
		{"panic", func() error { panic(full) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			way := spillway{failingStore{after: laneFrom + 3*len(piece{}), fail: tt.fail}, newLanes()}
			g := newGrowing()
			var err error
			panicked := catch("grow", func() { err = g.grow(t.Context(), strings.NewReader(text), way, wholeOrNot) })
			if panicked == nil && !isFatal(err) {
				t.Errorf("got %v", err)
			}
			g.discard()
			if len(way.lanes) != maxLanes {
				t.Errorf("%d lanes are free", len(way.lanes))
			}
			var entered []*lane
			for range maxLanes {
				entered = append(entered, way.lanes.enter(sha256.New()))
			}
			for _, l := range entered {
				if len(l.free) != lanePieces-1 {
					t.Errorf("%d pieces are free", len(l.free))
				}
				way.lanes.leave(l)
			}
		})
	}
}

// A failingStore has files that fail after so many bytes.
type failingStore struct {
	Store
	after int
	fail  func() error
}

func (s failingStore) Write(_ context.Context, p []byte) (Pending, error) {
	return &failingFile{left: s.after - len(p), fail: s.fail}, nil
}

type failingFile struct {
	Pending
	left int
	fail func() error
}

func (f *failingFile) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, f.fail()
	}
	return len(p), nil
}

func (f *failingFile) Discard() error { return nil }

// A body that is refused midway is refused for that, in a lane too.
func TestLaneOfARefusedBody(t *testing.T) {
	way := spillway{&memoryStore{}, newLanes()}
	g := newGrowing()
	tooLarge := failure(sink.TooLarge, errors.New("too large"))
	err := g.grow(t.Context(), strings.NewReader(strings.Repeat("x", 4*laneFrom)), way, func(bool) error {
		if g.Size > 2*laneFrom {
			return tooLarge
		}
		return nil
	})
	if err != tooLarge || len(way.lanes) != maxLanes {
		t.Errorf("%v, %d lanes are free", err, len(way.lanes))
	}
	g.discard()
}

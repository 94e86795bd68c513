package sink

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// A screen keeps the drawings of a bar. The bar may draw at any time.
type screen struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// synctest fails a test that leaves a goroutine behind, such as a bar's.
func TestBar(t *testing.T) {
	for _, tt := range []struct {
		name        string
		total, seen int
		half, full  []string // expected in the last drawing, after half of seen and at the end
		never       string
	}{
		{"with a total", 4, 4, []string{"2/4 ", " 50%", "/s", " left"}, []string{"4/4 ", " 100%", "/s"}, "done"},
		{"without", 0, 4, []string{"2 done", "/s"}, []string{"4 done", "/s"}, "%"},
		{"stopped early", 8, 4, []string{"2/8 ", " 25%"}, []string{"4/8 ", " 50%"}, "done"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var b screen
				bar := NewBar(NewConsole(&b), tt.total)
				for i := range tt.seen {
					time.Sleep(time.Second)
					bar.Observe(&logline.Result{Status: outcome.OK})
					if i+1 == tt.seen/2 {
						time.Sleep(time.Second)
						synctest.Wait()
						checkDrawing(t, b.String(), tt.half)
					}
				}
				bar.Done()
				drawn := b.String()
				checkDrawing(t, drawn, tt.full)
				if !strings.HasSuffix(drawn, "\n") || strings.Count(drawn, "\n") != 1 {
					t.Errorf("does not end its one line: %q", drawn)
				}
				if strings.Contains(drawn, tt.never) {
					t.Errorf("%q in %q", tt.never, drawn)
				}
			})
		})
	}
}

func checkDrawing(t *testing.T, drawn string, want []string) {
	t.Helper()
	last := drawn[strings.LastIndexByte(drawn, '\r')+1:]
	for _, text := range want {
		if !strings.Contains(last, text) {
			t.Errorf("no %q in %q", text, last)
		}
	}
}

func TestTextAboveABar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b screen
		console := NewConsole(&b)
		bar := NewBar(console, 2)
		time.Sleep(time.Second)
		synctest.Wait()
		drawn := len(b.String())
		console.Printf("XX: not found (404)\n")
		if drawn == 0 || !strings.HasPrefix(b.String()[drawn:], "\r\x1b[KXX: not found (404)\n\r0/2 ") {
			t.Errorf("got %q", b.String()[drawn:])
		}
		bar.Done()
	})
}

package h1

import (
	"io"
	"net"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/origin"
)

// The timer may be late, as after a machine has slept: what is too old is not used, and closed.
func TestTooOld(t *testing.T) {
	for _, tt := range []struct {
		idle time.Duration
		want bool // used
	}{{59 * time.Second, true}, {time.Minute, false}} {
		transport := &Transport{IdleTimeout: time.Minute}
		client, server := net.Pipe()
		c := &conn{Conn: client, to: destination{Origin: origin.Origin{Scheme: "http", Address: "h.invalid:80"}}}
		if err := transport.put(c); err != nil {
			t.Fatal(err)
		}
		c.idleSince = time.Now().Round(0).Add(-tt.idle) // by the clock on the wall alone
		got := transport.take(c.to)
		if used := got == c; used != tt.want {
			t.Errorf("after %v: used is %v", tt.idle, used)
		}
		if got == nil {
			if _, err := server.Read(make([]byte, 1)); err != io.EOF {
				t.Errorf("not closed: %v", err)
			}
		}
		if again := transport.take(c.to); again != nil {
			t.Error("in the list twice")
		}
		transport.CloseIdleConnections()
	}
}

// What was adopted and lay about may have been told off by the server, which is no answer to the
// next request.
func TestAdoptedAndOld(t *testing.T) {
	now := time.Now()
	for _, tt := range []struct {
		age  time.Duration
		want bool
	}{{0, true}, {adoptedFor - 1, true}, {adoptedFor, false}} {
		if got := (&conn{idleSince: now.Add(-tt.age)}).quiet(now); got != tt.want {
			t.Errorf("%v old: %v", tt.age, got)
		}
	}
}

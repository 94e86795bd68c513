package h1

import (
	"io"
	"net"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/origin"
)

// The timer may fire late, as after a suspend. A connection past its idle timeout is closed and not
// used.
func TestTooOld(t *testing.T) {
	for _, tt := range []struct {
		idle time.Duration
		want bool // whether the connection is used
	}{{59 * time.Second, true}, {time.Minute, false}} {
		transport := &Transport{IdleTimeout: time.Minute}
		client, server := net.Pipe()
		c := &conn{Conn: client, to: destination{Origin: origin.Origin{Scheme: "http", Address: "h.invalid:80"}}}
		if err := transport.put(c); err != nil {
			t.Fatal(err)
		}
		c.idleSince = time.Now().Round(0).Add(-tt.idle) // without a monotonic reading
		got := transport.popIdle(c.to)
		if used := got == c; used != tt.want {
			t.Errorf("after %v: used is %v", tt.idle, used)
		}
		if got == nil {
			if _, err := server.Read(make([]byte, 1)); err != io.EOF {
				t.Errorf("not closed: %v", err)
			}
		}
		if again := transport.popIdle(c.to); again != nil {
			t.Error("in the list twice")
		}
		transport.CloseIdleConnections()
	}
}

// An adopted connection is not used once it has been idle for adoptedFor. The server may have sent
// bytes on it meanwhile, such as a 408, that are not an answer to the next request.
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

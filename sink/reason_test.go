package sink

import (
	"strings"
	"testing"
)

// A reason does not repeat the host beside it.
func TestReasonBeside(t *testing.T) {
	for _, tt := range []struct{ host, reason, want string }{
		{"", "disk full", "disk full"},
		{"h", "no answer within 30s (--timeout)", "no answer within 30s (--timeout)"},
		{"127.0.0.1:9", "dial tcp 127.0.0.1:9: connect: connection refused", "connection refused"},
		{"127.0.0.1", "dial tcp 127.0.0.1:443: connect: connection refused", "connection refused"},
		{"[::1]:9", "dial tcp [::1]:9: connect: connection refused", "connection refused"},
		{"[::1]", "dial tcp [::1]:80: i/o timeout", "i/o timeout"},
		{"127.0.0.1:9", "read tcp 127.0.0.1:40312->127.0.0.1:9: read: connection reset by peer", "connection reset by peer"},
		{"h:9", "dial tcp 127.0.0.1:9: connect: connection refused", "dial tcp 127.0.0.1:9: connect: connection refused"},
		{"h:81", "lookup h on 10.0.0.53:53: no such host", "lookup on 10.0.0.53:53: no such host"},
		{"h", "lookup h: no such host", "no such host"},
		{"h", "lookup other: no such host", "lookup other: no such host"},
		{"127.0.0.1", `host "127.0.0.1" has the address 127.0.0.1, which is not public`, "not public"},
		{"h:81", `host "h" has the address 10.0.0.1, which is not public`, "has the address 10.0.0.1, which is not public"},
		{"h", "proxy p:3128: dial tcp 10.0.0.1:3128: connect: connection refused",
			"proxy p:3128: dial tcp 10.0.0.1:3128: connect: connection refused"},
		{"h", "proxy 10.0.0.1:3128: dial tcp 10.0.0.1:3128: connect: connection refused", "proxy 10.0.0.1:3128: connection refused"},
	} {
		if got := reasonBeside(tt.host, tt.reason); got != tt.want {
			t.Errorf("%s: %s: got %q, want %q", tt.host, tt.reason, got, tt.want)
		}
	}
}

func TestWithDetail(t *testing.T) {
	long := strings.Repeat("word ", 40)
	for _, tt := range []struct{ reason, detail, want string }{
		{"403 Forbidden", "", "403 Forbidden"},
		{"", "text", "text"},
		{"403 Forbidden", "Request has expired", "403 Forbidden: Request has expired"},
		{"401 Unauthorized; the server offers Basic", "no such user", "401 Unauthorized: no such user; the server offers Basic"},
		{"418 I'm a teapot", "I'm a teapot.", "418 I'm a teapot"},
		{"403 Forbidden", "403 Forbidden", "403 Forbidden"},
		{"; advice alone", "text", ": text; advice alone"},
		{"403 Forbidden", "403 Forbidden 403 Forbidden nginx", "403 Forbidden: nginx"},
		{"503 Service Unavailable", long, "503 Service Unavailable: " + strings.TrimSpace(long[:120]) + "…"},
	} {
		if got := withDetail(tt.reason, tt.detail); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

package httpclient

import (
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/outcome"
)

func TestCheckHost(t *testing.T) {
	for _, tt := range []struct {
		host string
		ok   bool
	}{
		{"example.org", true},
		{"1.1.1.1", true},
		{"2606:4700::1111", true},
		{"localhost.example.org", true},
		{"0x.example", true},
		{"4chan.example", true},
		{"127.0.0.1", false},
		{"127.0.0.1.", false},
		{"0x7f.1", false},
		{"0X7F.1", false},
		{"0x7f000001", false},
		{"0x", false},
		{"2130706433", false},
		{"0177.0.0.1", false},
		{"127.1", false},
		{"8.8.8", false}, // a short form is refused, whatever its address
		{"１２７.0.0.1", false},
		{"::ffff:127.0.0.1", false},
		{"::1", false},
		{"fe80::1%eth0", false},
		{"2606:4700::1111%eth0", false},
		{"localhost", false},
		{"LocalHost", false},
		{"localhost.", false},
		{"a.localhost", false},
		{"ｌｏｃａｌｈｏｓｔ", false},
	} {
		err := checkHost(tt.host)
		if ok := err == nil; ok != tt.ok {
			t.Errorf("%s: %v", tt.host, err)
		}
		if err != nil && (!strings.Contains(err.Error(), "--allow-private lifts this") || outcome.AsFailure(err).Kind != "blocked") {
			t.Errorf("%s: %v", tt.host, err)
		}
	}
}

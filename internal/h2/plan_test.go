package h2

import "testing"

// Connections are short if none of the last four had more than 16 requests, and either one ended by
// GOAWAY or all four broke. A connection without a request does not count.
func TestAreShort(t *testing.T) {
	for _, tt := range []struct {
		name  string
		ruled []int // number of requests on each connection that ended by GOAWAY with NO_ERROR
		broke []int // number of requests on each later connection that broke
		want  bool
	}{
		{"none", nil, nil, false},
		{"one by rule", []int{16}, nil, true},
		{"one by rule, longer", []int{17}, nil, false},
		{"a long one, and one by rule", []int{100, 1}, nil, false},
		{"long ones long ago", []int{100, 1, 1, 1, 1}, nil, true},
		{"three that broke", nil, []int{1, 2, 3}, false},
		{"four that broke", nil, []int{1, 2, 3, 16}, true},
		{"four that broke, one later", nil, []int{1, 2, 3, 17}, false},
		{"before any request", []int{0}, []int{0, 0, 0, 0}, false},
	} {
		var l lifetimes
		for _, n := range tt.ruled {
			l.add(n, true)
		}
		for _, n := range tt.broke {
			l.add(n, false)
		}
		if got := l.areShort(); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

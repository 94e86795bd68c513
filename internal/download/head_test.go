package download

import (
	"testing"
	"time"
)

func TestModified(t *testing.T) {
	for _, tt := range []struct {
		field string
		unix  int64 // 0 for the zero time
	}{
		{"Sun, 06 Nov 1994 08:49:37 GMT", 784111777}, // the three forms of RFC 9110
		{"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
		{"Sun Nov  6 08:49:37 1994", 784111777},
		{"Fri, 01 Jan 2100 00:00:00 GMT", 4102444800}, // the future
		{"Wed, 31 Dec 1969 23:59:59 GMT", 0},
		{"", 0},
		{"yesterday", 0},
	} {
		want := time.Time{}
		if tt.unix != 0 {
			want = time.Unix(tt.unix, 0)
		}
		if got := (Head{LastModified: tt.field}).Modified(); !got.Equal(want) {
			t.Errorf("%q: got %v, want %v", tt.field, got, want)
		}
	}
}

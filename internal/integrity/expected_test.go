package integrity

import (
	"testing"

	"github.com/hoist/hoist/internal/digest"
)

func TestExpected(t *testing.T) {
	var nothing *Expected
	if sum, ok := nothing.Sum(digest.MD5); ok || nothing.Computed() != nil || !nothing.Allows(7) {
		t.Errorf("nil expects %v, computes %v, allows 7: %t", sum, nothing.Computed(), nothing.Allows(7))
	}
	md5, sha256 := digest.SumFrom(digest.MD5, []byte("m")), digest.SumFrom(digest.SHA256, []byte("s"))
	e := &Expected{Size: -1, Sums: []digest.Sum{sha256, md5}}
	if got, ok := e.Sum(digest.MD5); !ok || got != md5 {
		t.Errorf("md5: got %v, %t", got, ok)
	}
	if got, ok := e.Sum(digest.SHA1); ok {
		t.Errorf("sha1: got %v, want none", got)
	}
	if got := e.Computed(); len(got) != 1 || got[0] != digest.MD5 {
		t.Errorf("computed: got %v, want md5", got)
	}
	for size, want := range map[int64]bool{-1: true, 0: false, 6: false, 7: true} {
		if got := (&Expected{Size: size}).Allows(7); got != want {
			t.Errorf("%d allows 7: %t", size, got)
		}
	}
}

func TestParseSize(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "123": 123, " 007\t": 7, "9223372036854775807": 1<<63 - 1,
		"": -1, "-1": -1, "+1": -1, "1.0": -1, "1e3": -1, "1_000": -1, "10MB": -1, "9223372036854775808": -1, "0x10": -1,
	} {
		got, err := ParseSize(text)
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("%q: got %d, %v", text, got, err)
		}
	}
}

package logline

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/digest"
	"github.com/hoist/hoist/internal/integrity"
)

// Expected hashes and sizes are read as they were written. Unknown fields and values are ignored.
func TestParsedExpected(t *testing.T) {
	md5, sha256 := sum(digest.MD5, 16), sum(digest.SHA256, 32)
	for _, tt := range []struct {
		name, object string // the JSON of `expected`; if it is empty, that of want
		want         *integrity.Expected
	}{
		{"nothing", "", nil},
		{"a hash", "", &integrity.Expected{Size: -1, Sums: []digest.Sum{md5}}},
		{"a size", "", &integrity.Expected{Size: 0}},
		{"all", "", &integrity.Expected{Size: 1 << 40, Sums: []digest.Sum{md5, sum(digest.SHA1, 20), sha256, sum(digest.SHA512, 64)}}},
		{"of a later version", `{"crc32":"00","md5":"` + md5.Hex() + `"}`, &integrity.Expected{Size: -1, Sums: []digest.Sum{md5}}},
		{"not a hash", `{"md5":"00","size":1}`, &integrity.Expected{Size: 1}},
		{"not a size", `{"md5":"` + md5.Hex() + `","size":"1"}`, &integrity.Expected{Size: -1, Sums: []digest.Sum{md5}}},
		{"below zero", `{"size":-1}`, nil},
		{"below zero, with a hash", `{"size":-5,"md5":"` + md5.Hex() + `"}`, &integrity.Expected{Size: -1, Sums: []digest.Sum{md5}}},
		{"a fraction", `{"size":1.5}`, nil},
		{"a text", `"md5"`, nil},
		{"a list", `["md5","` + md5.Hex() + `"]`, nil},
		{"a number", `1`, nil},
		{"null", `null`, nil},
		{"empty", `{}`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			written := saved()
			written.Expected = tt.want
			text := lineOf(t, &written)
			if tt.object != "" {
				written.Expected = nil
				text = strings.TrimSuffix(lineOf(t, &written), "}\n") + `,"expected":` + tt.object + "}\n"
			}
			line := parsed(t, text)
			if _, ok, err := line.Saving(); !ok || err != nil {
				t.Fatal(ok, err)
			}
			if diff := cmp.Diff(tt.want, line.Record().Expected); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
		})
	}
}

// An object `expected` in the record of a job does not count.
func TestExpectedInARecord(t *testing.T) {
	written := saved()
	written.Record = []byte(`{"expected":{"size":1}}`)
	if got := parsed(t, lineOf(t, &written)).Record().Expected; got != nil {
		t.Errorf("got %v", got)
	}
}

func TestMeets(t *testing.T) {
	md5, other := sum(digest.MD5, 16), digest.SumFrom(digest.MD5, []byte("another of 16 by"))
	sha1, sha256 := sum(digest.SHA1, 20), sum(digest.SHA256, 32)
	record := Record{Bytes: 5}
	copy(record.SHA256[:], sha256.Value)
	expected := func(size int64, sums ...digest.Sum) *integrity.Expected {
		return &integrity.Expected{Size: size, Sums: sums}
	}
	for _, tt := range []struct {
		name         string
		logged, want *integrity.Expected
		meets        bool
	}{
		{"nothing is expected", nil, nil, true},
		{"nothing is expected any more", expected(4, other), nil, true},
		{"the size of the file", nil, expected(5), true},
		{"another size", nil, expected(4), false},
		{"no byte", nil, expected(0), false},
		{"another size, as before", expected(4), expected(4), false},
		{"the SHA-256 of the file", nil, expected(-1, sha256), true},
		{"another SHA-256", nil, expected(-1, digest.SumFrom(digest.SHA256, []byte("x"))), false},
		{"the MD5 of before", expected(-1, md5), expected(-1, md5), true},
		{"another MD5", expected(-1, other), expected(-1, md5), false},
		{"an MD5, and none before", nil, expected(-1, md5), false},
		{"an MD5, and another algorithm before", expected(-1, sha1), expected(-1, md5), false},
		{"an MD5 of several before", expected(-1, sha1, md5), expected(-1, md5), true},
		{"one more than before", expected(-1, md5), expected(-1, md5, sha1), false},
		{"the SHA-256 and another MD5", expected(-1, md5), expected(5, sha256, other), false},
		{"the MD5 of before and another size", expected(-1, md5), expected(4, md5), false},
	} {
		r := record
		r.Expected = tt.logged
		if got := r.Meets(tt.want); got != tt.meets {
			t.Errorf("%s: got %t", tt.name, got)
		}
	}
}

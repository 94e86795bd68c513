package expect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/integrity"
	"github.com/hoist/hoist/internal/naming"
)

// The hashes of "abc", from RFC 1321 and FIPS 180-4.
const (
	abcMD5    = "900150983cd24fb0d6963f7d28e17f72"
	abcSHA1   = "a9993e364706816aba3e25717850c26c9cd0d89d"
	abcSHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
)

// vars are the variables of a list whose records have these columns.
func vars(columns ...string) naming.Variables {
	return naming.Variables{Names: []string{"code"}, Columns: columns}
}

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		texts []string
		want  string // a part of the error; empty for none
	}{
		{nil, ""},
		{[]string{"md5={m}", "sha1={s}", "sha256={s}", "sha512={col:s}", "size={n}"}, ""},
		{[]string{"sha256=sha-256={s}"}, ""},
		{[]string{"md5=" + abcMD5}, ""},
		{[]string{"size=3"}, ""},
		{[]string{"sha256"}, `"sha256": must be KEY=TEMPLATE, such as 'sha256={sha}'; KEY is md5, sha1, sha256, sha512 or size`},
		{[]string{"sha256="}, "must be KEY=TEMPLATE"},
		{[]string{"={s}"}, "must be KEY=TEMPLATE"},
		{[]string{"sha384={s}"}, "must be KEY=TEMPLATE"},
		{[]string{"SHA256={s}"}, "must be KEY=TEMPLATE"},
		{[]string{"size={s}", "md5={m}", "size={n}"}, `"size={n}": size is given twice`},
		{[]string{"md5={m"}, `"md5={m": has an unmatched brace`},
		{[]string{"md5={x}"}, `"md5={x}": has the unknown variable {x}; the variables are code; the columns are m, s, n`},
		{[]string{"md5=abc"}, `"md5=abc": the expected md5 "abc" is not a hash of md5`},
		{[]string{"size=-1"}, `"size=-1": the expected size "-1" is not a number of bytes`},
	} {
		got, err := Parse(tt.texts, vars("m", "s", "n"))
		switch {
		case tt.want == "" && (err != nil || len(got) != len(tt.texts)):
			t.Errorf("%q: got %v, %v", tt.texts, got, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%q: got %v, want %s", tt.texts, err, tt.want)
		}
	}
}

func TestFor(t *testing.T) {
	values := map[string]string{
		"col:m": abcMD5, "col:s": "sha256:" + abcSHA256, "col:n": "3", "col:none": "", "col:blank": "  ", "col:bad": "abc",
		"col:long": strings.Repeat("x", 1000), "col:algorithm": "sha1", "col:hash": abcSHA1,
	}
	for _, tt := range []struct {
		texts []string
		sums  bool
		want  string // the properties, or a part of the error
	}{
		{nil, false, "nothing"},
		{[]string{"md5={m}"}, false, "-1 md5:" + abcMD5},
		{[]string{"size={n}"}, false, "3"},
		{[]string{"size={n}", "sha256={s}", "md5={m}"}, false, "3 sha256:" + abcSHA256 + " md5:" + abcMD5},
		{[]string{"sha256=" + abcSHA256}, false, "-1 sha256:" + abcSHA256},
		{[]string{"md5={none}", "size={none}", "sha256={blank}"}, false, "nothing"},
		{[]string{"md5={none}", "size={n}"}, false, "3"},
		{nil, true, "-1 sha1:" + abcSHA1},
		{[]string{"size={n}"}, true, "3 sha1:" + abcSHA1},
		{[]string{"sha1=" + strings.Repeat("0", 40)}, true, "-1 sha1:" + strings.Repeat("0", 40)},
		{[]string{"sha1={none}"}, true, "-1 sha1:" + abcSHA1},
		{[]string{"md5={bad}"}, false, `the expected md5 "abc" is not a hash of md5, which has 32 hex digits`},
		{[]string{"size={bad}"}, false, `the expected size "abc" is not a number of bytes`},
		{[]string{"md5={s}"}, false, `the expected md5 "sha256:` + abcSHA256 + `" is a hash of sha256, not of md5`},
		{[]string{"md5={long}"}, false, `the expected md5 "` + strings.Repeat("x", 140) + `" is not`},
		{[]string{"md5={unknown}"}, false, `has no column "unknown"`},
	} {
		templates, err := Parse(tt.texts, vars("m", "s", "n", "none", "blank", "bad", "long", "unknown"))
		if err != nil {
			t.Fatal(err)
		}
		if tt.sums {
			templates = append(templates, Sums()...)
		}
		e, err := templates.For(func(name string) (string, bool) { value, ok := values[name]; return value, ok })
		if err != nil {
			if e != nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("%q: got %v, want %s", tt.texts, err, tt.want)
			}
			continue
		}
		if got := show(e); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.texts, got, tt.want)
		}
	}
}

// A list of sums has only algorithms that are known.
func TestSumsOfAnUnknownAlgorithm(t *testing.T) {
	for _, key := range []string{"crc32", "size "} {
		e, err := Sums().For(func(string) (string, bool) { return key, true })
		if e != nil || err == nil || !strings.Contains(err.Error(), "is not md5, sha1, sha256, sha512 or size") {
			t.Errorf("%q: got %s, %v", key, show(e), err)
		}
	}
	if e, err := Sums().For(func(string) (string, bool) { return "", false }); e != nil || err == nil {
		t.Errorf("without columns: got %s, %v", show(e), err)
	}
}

func show(e *integrity.Expected) string {
	if e == nil {
		return "nothing"
	}
	words := []string{fmt.Sprint(e.Size)}
	for _, sum := range e.Sums {
		words = append(words, fmt.Sprintf("%v:%s", sum.Algorithm, sum.Hex()))
	}
	return strings.Join(words, " ")
}

package parts

import (
	"testing"

	"github.com/hoist/hoist/internal/naming"
)

// A code is in the part of its host, or in that of its text if the codes of a host are divided or
// the host is not known. What follows the host makes no difference.
func TestDivider(t *testing.T) {
	const n = 1000
	for _, tt := range []struct {
		url    string
		byCode bool
		code   string
		key    string // of the part
		host   string // that is counted; empty for none
	}{
		{"{+code}", false, "https://Example.org:443/a", "example.org", "example.org"},
		{"{+code}", false, "http://example.org/b", "example.org", "example.org"},
		{"{+code}", false, "http://me:secret@example.org/%zz", "example.org", "example.org"},
		{"{+code}", false, "http://example.org:8080/", "example.org:8080", "example.org:8080"},
		{"{+code}", false, "no URL", "no URL", ""},
		{"{+code}", true, "https://example.org/a", "https://example.org/a", "example.org"},
		{"https://{code}.example.org/", false, "a", "a.example.org", "a.example.org"},
		{"https://{lower}.example.org/", false, "A", "a.example.org", "a.example.org"},
		{"https://example.org/{code}", true, "a", "a", "example.org:443"},
	} {
		planner, err := naming.New(naming.Templates{URL: tt.url, Name: "{seq}"},
			naming.Variables{Names: []string{"code", "lower", "seq"}, Unique: []string{"code", "seq"}})
		if err != nil {
			t.Fatal(err)
		}
		d := NewDivider(Rule{N: n, ByCode: tt.byCode}, planner)
		value := func(name string) (string, bool) {
			switch name {
			case "lower":
				return "a", true
			case "code":
				return tt.code, true
			}
			return "", false
		}
		want := uint64(0)
		if tt.host != "" {
			want = Hash(tt.host)
		}
		if k, host := d.Part(tt.code, value); k != Of(tt.key, n) || host != want {
			t.Errorf("%s of %s: part %d, host %x, want %d, %x", tt.code, tt.url, k, host, Of(tt.key, n), want)
		}
		if k, host := d.Part(tt.code, nil); k != Of(tt.code, n) || host != 0 {
			t.Errorf("%s of %s, refused: part %d, host %x", tt.code, tt.url, k, host)
		}
	}
}

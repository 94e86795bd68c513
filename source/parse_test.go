package source

import (
	"errors"
	"strings"
	"testing"
)

func TestFlag(t *testing.T) {
	for _, tt := range []struct {
		name, in, want string
		err            error
	}{
		{"upper case", "BR", "BR", nil},
		{"lower case", "br", "BR", nil},
		{"mixed case", "bR", "BR", nil},
		{"first and last letter", "aZ", "AZ", nil},
		{"a code that no country has", "qq", "QQ", nil},
		{"sharp s: two bytes whose upper case is SS", "ß", "", ErrNotFlag},
		{"long s: two bytes whose upper case is S", "ſ", "", ErrNotFlag},
		{"dotless i: its upper case is I", "ıs", "", ErrNotFlag},
		{"Kelvin sign: its lower case is k", "\u212ar", "", ErrNotFlag},
		{"fullwidth letters", "ＢＲ", "", ErrNotFlag},
		{"one letter is for arguments", "B", "", ErrNotFlag},
		{"three letters", "BRA", "", ErrNotFlag},
		{"digit", "B1", "", ErrNotFlag},
		{"before A", "@A", "", ErrNotFlag},
		{"after Z", "A[", "", ErrNotFlag},
		{"before a", "`a", "", ErrNotFlag},
		{"after z", "z{", "", ErrNotFlag},
		{"blank before", " B", "", ErrNotFlag},
		{"tab after", "B\t", "", ErrNotFlag},
		{"empty", "", "", ErrEmpty},
		{"control character", "B\x00", "", ErrControl},
		{"invalid UTF-8", "B\xff", "", ErrUTF8},
		{"too long", strings.Repeat("B", MaxCode+1), "", ErrTooLong},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checkParse(t, Flag, tt.in, tt.want, tt.err)
		})
	}
}

func TestText(t *testing.T) {
	for _, tt := range []struct {
		name, in, want string
		err            error
	}{
		{"identifier", "bib-42", "bib-42", nil},
		{"case is kept", "bR", "bR", nil},
		{"URL", "https://h:1/p?q=1#f", "https://h:1/p?q=1#f", nil},
		{"beyond ASCII", "ßé€😀", "ßé€😀", nil},
		{"blanks are part of it", " a  b ", " a  b ", nil},
		{"tab counts as a blank", "a\tb", "a\tb", nil},
		{"comment sign", "#a", "#a", nil},
		{"path", "../x", "../x", nil},
		{"64 KiB", strings.Repeat("x", MaxCode), strings.Repeat("x", MaxCode), nil},
		{"64 KiB and a byte", strings.Repeat("x", MaxCode+1), "", ErrTooLong},
		{"empty", "", "", ErrEmpty},
		{"no UTF-8 at all", "a\xff", "", ErrUTF8},
		{"Latin-1", "caf\xe9", "", ErrUTF8},
		{"character cut short", "\xe2\x82", "", ErrUTF8},
		{"overlong slash", "\xc0\xaf", "", ErrUTF8},
		{"half of a surrogate pair", "\xed\xa0\x80", "", ErrUTF8},
		{"line end inside", "a\nb", "", ErrControl},
		{"escape sequence", "\x1b[2J", "", ErrControl},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checkParse(t, Text, tt.in, tt.want, tt.err)
		})
	}
}

func TestTextRefusesControlCharacters(t *testing.T) {
	for c := rune(0); c <= 0x9f; c++ {
		if c == '\t' || ' ' <= c && c <= '~' {
			continue
		}
		if _, err := Text("a" + string(c) + "b"); !errors.Is(err, ErrControl) {
			t.Errorf("%U: error %v, want %v", c, err, ErrControl)
		}
	}
}

func checkParse(t *testing.T, parse Parse, in, want string, wantErr error) {
	t.Helper()
	got, err := parse(in)
	if got != want || !errors.Is(err, wantErr) {
		t.Errorf("got %.80q, error %v; want %.80q, error %v", got, err, want, wantErr)
	}
}

func FuzzFlag(f *testing.F) {
	for _, seed := range []string{"BR", "br", "ß", "B", "BRA", "b\x00", "\xff\xff", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, err := Flag(text)
		if err != nil {
			if code != "" {
				t.Errorf("%q: code %q beside error %v", text, code, err)
			}
			return
		}
		if !isFlagCode(code) || !strings.EqualFold(code, text) {
			t.Errorf("%q became %q", text, code)
		}
		if again, err := Flag(code); again != code || err != nil {
			t.Errorf("%q became %q, error %v", code, again, err)
		}
	})
}

func isFlagCode(code string) bool {
	return len(code) == 2 && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

package source

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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

const underB = "BA BB BC BD BE BF BG BH BI BJ BK BL BM BN BO BP BQ BR BS BT BU BV BW BX BY BZ"

func TestFlagArgs(t *testing.T) {
	for _, tt := range []struct{ name, args, want string }{
		{"none", "", ""},
		{"one", "BR", "BR"},
		{"sorted", "US BR CN", "BR CN US"},
		{"upper-cased", "us Br cN", "BR CN US"},
		{"unique", "BR CN BR", "BR CN"},
		{"unique whatever the case", "BR br", "BR"},
		{"a letter stands for 26 codes", "B", underB},
		{"a lower-case letter too", "b", underB},
		{"a letter and a code under it", "BR B", underB},
		{"a letter and codes around it", "CA B AZ", "AZ " + underB + " CA"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := FlagArgs(strings.Fields(tt.args))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(got, " "); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestFlagArgsRefuses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		args  []string
		names string
		err   error
	}{
		{"three letters", []string{"BRA"}, `"BRA"`, ErrNotFlag},
		{"a digit is no letter", []string{"7"}, `"7"`, ErrNotFlag},
		{"sharp s", []string{"ß"}, `"ß"`, ErrNotFlag},
		{"empty", []string{""}, `""`, ErrEmpty},
		{"two codes in one argument", []string{"BR CN"}, `"BR CN"`, ErrNotFlag},
		{"control character, shown escaped", []string{"\x1b"}, `"\x1b"`, ErrControl},
		{"invalid UTF-8, shown escaped", []string{"\xff\xff"}, `"\xff\xff"`, ErrUTF8},
		{"the first of several", []string{"BR", "CN", "x1", "y2"}, `"x1"`, ErrNotFlag},
		{"too long, and shown in part", []string{strings.Repeat("x", MaxCode+1)}, strings.Repeat("x", 20), ErrTooLong},
	} {
		t.Run(tt.name, func(t *testing.T) {
			codes, err := FlagArgs(tt.args)
			checkRefused(t, codes, err, tt.names, tt.err)
		})
	}
}

func TestTextArgs(t *testing.T) {
	for _, tt := range []struct {
		name       string
		args, want []string
	}{
		{"none", nil, nil},
		{"sorted and unique", []string{"b", "a", "b"}, []string{"a", "b"}},
		{"case tells codes apart", []string{"b", "B"}, []string{"B", "b"}},
		{"a letter is a code", []string{"B"}, []string{"B"}},
		{"blanks and # are part of a code", []string{" x", "#x"}, []string{" x", "#x"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := TextArgs(tt.args)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestTextArgsRefuses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		args  []string
		names string
		err   error
	}{
		{"empty", []string{"a", ""}, `""`, ErrEmpty},
		{"line end", []string{"a\nb"}, `"a\nb"`, ErrControl},
		{"invalid UTF-8", []string{"\xff"}, `"\xff"`, ErrUTF8},
		{"the first of several", []string{"a", "\x01", "\x02"}, `"\x01"`, ErrControl},
		{"too long, and shown in part", []string{strings.Repeat("x", MaxCode+1)}, strings.Repeat("x", 20), ErrTooLong},
	} {
		t.Run(tt.name, func(t *testing.T) {
			codes, err := TextArgs(tt.args)
			checkRefused(t, codes, err, tt.names, tt.err)
		})
	}
}

func TestTextArgsLeavesItsArgumentAlone(t *testing.T) {
	args := []string{"b", "a", "b"}
	if _, err := TextArgs(args); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"b", "a", "b"}, args); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestEvery(t *testing.T) {
	codes := Every()
	if len(codes) != 676 {
		t.Fatalf("%d codes, want 676", len(codes))
	}
	checkSortedFlags(t, codes)
}

// checkRefused checks that an error is want, names the argument, and fits a terminal.
func checkRefused(t *testing.T, codes []string, err error, names string, want error) {
	t.Helper()
	if codes != nil || !errors.Is(err, want) {
		t.Fatalf("got %d codes, error %v; want %v", len(codes), err, want)
	}
	if text := err.Error(); !strings.Contains(text, names) || len(text) > 200 {
		t.Errorf("error %.300q, want an error that names %s in 200 bytes", text, names)
	}
}

func FuzzFlagArgs(f *testing.F) {
	for _, seed := range []string{"BR CN US", "b", "br BR B", "ß", "BRA", "", " ", "x\x00", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		args := strings.Split(text, " ")
		codes, err := FlagArgs(args)
		if err != nil {
			if codes != nil {
				t.Errorf("%q: codes beside error %v", args, err)
			}
			return
		}
		checkSortedFlags(t, codes)
		for _, arg := range args {
			if !named(arg, codes) {
				t.Errorf("%q is accepted, but not among %q", arg, codes)
			}
		}
		again, err := FlagArgs(codes)
		if diff := cmp.Diff(codes, again); diff != "" || err != nil {
			t.Errorf("error %v, (-once +twice)\n%s", err, diff)
		}
	})
}

// named reports whether codes has the code arg, or the 26 codes of a letter.
func named(arg string, codes []string) bool {
	count := 0
	for _, code := range codes {
		if strings.HasPrefix(code, strings.ToUpper(arg)) {
			count++
		}
	}
	return len(arg) == 1 && count == 26 || len(arg) == 2 && count == 1
}

func checkSortedFlags(t *testing.T, codes []string) {
	t.Helper()
	for i, code := range codes {
		if !isFlagCode(code) {
			t.Errorf("%q is no flag code", code)
		}
		if i > 0 && codes[i-1] >= code {
			t.Errorf("%s is before %s", codes[i-1], code)
		}
	}
}

package source

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
		t.Errorf("error %.300q, want one that names %s in 200 bytes", text, names)
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

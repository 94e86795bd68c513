package options

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSort(t *testing.T) {
	for _, tt := range []struct {
		name       string
		args, want []string
	}{
		{"nothing", nil, []string{"--"}},
		{"codes alone", []string{"b", "a", "b"}, []string{"--", "b", "a", "b"}},
		{"options alone", []string{"--quiet", "-v"}, []string{"--quiet", "--verbose", "--"}},
		{"options before codes", []string{"-q", "a"}, []string{"--quiet", "--", "a"}},
		{"options after codes", []string{"a", "-q", "b", "-v"}, []string{"--quiet", "--verbose", "--", "a", "b"}},
		{"value of a long option", []string{"a", "--workers", "5", "b"}, []string{"--workers", "5", "--", "a", "b"}},
		{"value of a short option", []string{"a", "-w", "5", "b"}, []string{"--workers", "5", "--", "a", "b"}},
		{"value after =", []string{"a", "--workers=5", "-w=6", "b"}, []string{"--workers=5", "--workers=6", "--", "a", "b"}},
		{"empty value after =", []string{"--url=", "a"}, []string{"--url=", "--", "a"}},
		{"value with =", []string{"--url={a}={b}", "a"}, []string{"--url={a}={b}", "--", "a"}},
		{"empty value", []string{"--url", "", "a"}, []string{"--url", "", "--", "a"}},
		{"switch after =", []string{"--quiet=false", "a"}, []string{"--quiet=false", "--", "a"}},
		{"order is kept", []string{"-f", "x", "-q", "-f", "y"}, []string{"--file", "x", "--quiet", "--file", "y", "--"}},
		{"value that looks like an option", []string{"-f", "-q", "a"}, []string{"--file", "-q", "--", "a"}},
		{"value that is a hyphen", []string{"-f", "-", "a"}, []string{"--file", "-", "--", "a"}},
		{"value that is two hyphens", []string{"-f", "--", "-q", "a"}, []string{"--file", "--", "--quiet", "--", "a"}},
		{"switch takes no value", []string{"-q", "5"}, []string{"--quiet", "--", "5"}},
		{"digit", []string{"-0", "a"}, []string{"--null", "--", "a"}},
		{"name with a hyphen", []string{"a", "--max-time", "5"}, []string{"--max-time", "5", "--", "a"}},
		{"a hyphen is a code", []string{"-", "-q"}, []string{"--quiet", "--", "-"}},
		{"empty code", []string{"", "-q"}, []string{"--quiet", "--", ""}},
		{"-- ends the options", []string{"-q", "--", "-v", "a"}, []string{"--quiet", "--", "-v", "a"}},
		{"-- after a code", []string{"a", "-q", "--", "-v", "--x"}, []string{"--quiet", "--", "a", "-v", "--x"}},
		{"-- alone", []string{"--"}, []string{"--"}},
		{"second -- is a code", []string{"--", "a", "--", "b"}, []string{"--", "a", "--", "b"}},
		{"together", []string{"-qv0", "a"}, []string{"--quiet", "--verbose", "--null", "--", "a"}},
		{"together, value attached", []string{"-qw5", "a"}, []string{"--quiet", "--workers", "5", "--", "a"}},
		{"together, value after =", []string{"-qw=5", "a"}, []string{"--quiet", "--workers", "5", "--", "a"}},
		{"together, value is next", []string{"-qw", "5", "a"}, []string{"--quiet", "--workers", "5", "--", "a"}},
		{"value attached to a single one", []string{"-w5", "a"}, []string{"--workers", "5", "--", "a"}},
		{"value attached that looks like options", []string{"-fqv"}, []string{"--file", "qv", "--"}},
		{"value attached with hyphens", []string{"-f--"}, []string{"--file", "--", "--"}},
		{"value attached beyond ASCII", []string{"-qfß"}, []string{"--quiet", "--file", "ß", "--"}},
		{"one name for an option's names", []string{"-w5", "-m", "6", "--workers=7"}, []string{
			"--workers", "5", "--workers", "6", "--workers=7", "--",
		}},
		{"value attached that is nearly a long name", []string{"-files", "-ou"}, []string{"--file", "iles", "--out", "u", "--"}},
		{"long name after one hyphen as a value, and as a code", []string{"-f", "-out", "--", "-url"}, []string{
			"--file", "-out", "--", "-url",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _, err := Sort(tt.args, Fetch)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestSortGiven(t *testing.T) {
	_, given, err := Sort([]string{"-qw5", "--file", "--url", "-m=6", "--", "--null"}, Fetch)
	want := Given{"quiet": true, "workers": true, "file": true, "--": true}
	if diff := cmp.Diff(want, given); diff != "" || err != nil {
		t.Errorf("error %v (-want +got)\n%s", err, diff)
	}
	for value, want := range map[string]bool{"=true": true, "=yes": true, "=false": false, "=no": false, "=maybe": false} {
		_, given, err := Sort([]string{"--help" + value, "-h" + value, "--version" + value, "--quiet" + value}, Fetch)
		if given["help"] != want || given["version"] != want || !given["quiet"] || err != nil {
			t.Errorf("%s: given %v, error %v", value, given, err)
		}
	}
	if _, given, _ = Sort([]string{"-q", "--"}, Fetch); given["--"] {
		t.Error("arguments that are none")
	}
}

func TestSortRefuses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		args  []string
		names string
	}{
		{"unknown long option", []string{"--nope"}, "--nope"},
		{"unknown long option, its value is not shown", []string{"--nope=x"}, "--nope"},
		{"beginning of a long option", []string{"--quie"}, "--quie"},
		{"unknown short option", []string{"a", "-x"}, "-x"},
		{"misspelt", []string{"--sever", "local"}, "did you mean --server?"},
		{"of another program", []string{"--retry", "3"}, "--retry; use --retries"},
		{"of another program, short", []string{"-L"}, "-L; redirects are followed without it"},
		{"of another program, among those together", []string{"-qLv"}, "-L in -qLv; redirects"},
		{"negative number", []string{"-1"}, "-1"},
		{"unknown among those together", []string{"-qxv"}, "-x"},
		{"unknown beyond ASCII", []string{"-qé"}, "-é"},
		{"switch among those together with =", []string{"-vq=1"}, "-="},
		{"long option without its value", []string{"a", "--url"}, "--url"},
		{"short option without its value", []string{"a", "-w"}, "-w"},
		{"together without the value", []string{"-qw"}, "-qw"},
		{"the first of several", []string{"--one", "--two"}, "--one"},
		{"three hyphens", []string{"---"}, "--"},
		{"long name after one hyphen", []string{"-out", "photos"}, "-out: long options have two hyphens; did you mean --out?"},
		{"long name after one hyphen, its value is not shown", []string{"-user=nope=x"}, "did you mean --user?"},
		{"long name after one hyphen with a hyphen", []string{"a", "-max-errors", "5"}, "did you mean --max-errors?"},
		{"other long name after one hyphen", []string{"-max-req", "5"}, "did you mean --max-req?"},
		{"long name of a switch after one hyphen", []string{"-help"}, "did you mean --help?"},
		{"a hyphen too many", []string{"---quiet"}, "---quiet"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _, err := Sort(tt.args, Fetch)
			if err == nil || got != nil {
				t.Fatalf("got %q, error %v", got, err)
			}
			if !strings.Contains(err.Error(), tt.names) || strings.Contains(err.Error(), "nope=x") {
				t.Errorf("error %q, want one that names %s", err, tt.names)
			}
		})
	}
}

// sameNames are options with only one name, so that the output contains the input.
var sameNames = []Group{{"", []option{
	{name: "q"}, {name: "quiet"}, {name: "v"}, {name: "verbose"}, {name: "0"}, {name: "null"}, {name: "w", value: "N"},
	{name: "m", value: "N"}, {name: "workers", value: "N"}, {name: "f", value: "PATH"}, {name: "file", value: "PATH"},
	{name: "url", value: "TEMPLATE"}, {name: "max-time", value: "D"},
}}}

func FuzzSort(f *testing.F) {
	for _, seed := range []string{
		"", "a\n-q\nb", "--workers\n5\na", "-qw5\na", "-qw=5", "-w\n--\n-q\n--\n-x", "--\n--\n-",
		"--url==x\n-u=\n-f\n", "-0q\n-é", "---0\n0",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		args := strings.Split(text, "\n")
		once, _, err := Sort(args, sameNames)
		if err != nil {
			return
		}
		checkSurvival(t, args, once)
		twice, _, err := Sort(once, sameNames)
		if diff := cmp.Diff(once, twice); diff != "" || err != nil {
			t.Errorf("error %v (-once +twice)\n%s", err, diff)
		}
	})
}

// checkSurvival checks that sorted contains all of args. An argument must be unchanged, except for
// a group of short options: sorted must contain its letters.
func checkSurvival(t *testing.T, args, sorted []string) {
	t.Helper()
	for _, arg := range args {
		grouped := len(arg) > 1 && arg[0] == '-' && arg[1] != '-'
		if !grouped && occurrences(sorted, arg) < occurrences(args, arg) {
			t.Errorf("%q is lost: %q became %q", arg, args, sorted)
		}
	}
	if diff := cmp.Diff(letters(args), letters(sorted)); diff != "" {
		t.Errorf("%q became %q", args, sorted)
	}
}

func occurrences(args []string, arg string) int {
	n := 0
	for _, a := range args {
		if a == arg {
			n++
		}
	}
	return n
}

// letters returns the bytes of args, sorted, without the bytes that splitting options may add and
// drop.
func letters(args []string) string {
	all := []byte(strings.NewReplacer("-", "", "=", "").Replace(strings.Join(args, "")))
	slices.Sort(all)
	return string(all)
}

package source

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hoist/hoist/internal/country"
)

func TestSelectKnownCodes(t *testing.T) {
	for _, tt := range []struct {
		name string
		spec Spec
		want []string
	}{
		{"flags", Spec{Args: []string{"us", "BR", "us"}, Flags: true}, []string{"BR", "US"}},
		{"a letter for flags", Spec{Args: []string{"b"}, Flags: true}, strings.Fields(underB)},
		{"text", Spec{Args: []string{"us", "BR", "us", "b"}}, []string{"BR", "b", "us"}},
		{"a hyphen is a code, not a file", Spec{Args: []string{"-"}}, []string{"-"}},
		{"unique, which arguments are", Spec{Args: []string{"b", "a", "b"}, Unique: true}, []string{"a", "b"}},
		{"all", Spec{All: true, Flags: true}, country.Codes()},
		{"every", Spec{Every: true, Flags: true}, Every()},
		{"stdin is /dev/null", Spec{Flags: true}, country.Populous()},
		{"limit, after sorting", Spec{Args: []string{"c", "b", "a"}, Limit: limit(2)}, []string{"a", "b"}},
		{"limit of as many", Spec{Args: []string{"b", "a"}, Limit: limit(2)}, []string{"a", "b"}},
		{"limit of more", Spec{Args: []string{"b", "a"}, Limit: limit(3)}, []string{"a", "b"}},
		{"limit of none", Spec{Args: []string{"a"}, Limit: limit(0)}, []string{}},
		{"limit of all", Spec{All: true, Limit: limit(3)}, []string{"AD", "AE", "AF"}},
		{"limit of every", Spec{Every: true, Limit: limit(1)}, []string{"AA"}},
		{"limit of the default", Spec{Flags: true, Limit: limit(2)}, []string{"BD", "BR"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.spec.Stdin = null(t)
			s := selected(t, tt.spec)
			if diff := cmp.Diff(tt.want, s.Codes); diff != "" {
				t.Errorf("codes (-want +got)\n%s", diff)
			}
			checkJobs(t, s.Jobs, jobsOf(tt.want), nil)
			if s.ReadsStdin {
				t.Error("reads standard input")
			}
		})
	}
}

func jobsOf(codes []string) []Job {
	var jobs []Job
	for _, code := range codes {
		jobs = append(jobs, good(code))
	}
	return jobs
}

func TestSelectStdin(t *testing.T) {
	a, b := good("a"), good("b")
	for _, tt := range []struct {
		name, in string
		spec     Spec
		want     []Job
	}{
		{"empty", "", Spec{Flags: true}, nil},
		{"flags", "us BR # x\nus", Spec{Flags: true}, []Job{{Input: "us", Code: "US"}, good("BR"), {Input: "us", Code: "US"}}},
		{"a letter stands for itself", "B", Spec{Flags: true}, []Job{bad("B", ErrNotFlag)}},
		{"text", "b c # x\na\na\n", Spec{}, []Job{good("b c # x"), a, a}},
		{"flags, NUL", "BR\x00 CN", Spec{Flags: true, Null: true}, []Job{good("BR"), bad(" CN", ErrNotFlag)}},
		{"text, NUL", "#b\x00 a \x00", Spec{Null: true}, []Job{good("#b"), good(" a ")}},
		{"unique", "a\nb\na\n", Spec{Unique: true}, []Job{a, b, bad("a", ErrSeen)}},
		{"limit", "b\na\na\n", Spec{Limit: limit(2)}, []Job{b, a}},
		{"limit of none", "b\na\n", Spec{Limit: limit(0)}, nil},
		{"limit counts what was seen before", "a\na\nb\n", Spec{Unique: true, Limit: limit(2)}, []Job{a, bad("a", ErrSeen)}},
		{"as a file", "a\nb\n", Spec{Files: []string{"-"}}, []Job{a, b}},
	} {
		for _, stdin := range []struct {
			name string
			f    *os.File
		}{
			{"a pipe", pipe(t, tt.in)},
			{"a regular file", open(t, file(t, tt.in))},
		} {
			t.Run(tt.name+", "+stdin.name, func(t *testing.T) {
				tt.spec.Stdin = stdin.f
				checkStreamed(t, tt.spec, tt.want)
			})
		}
	}
}

func TestSelectFiles(t *testing.T) {
	ab, c := file(t, "a\nb"), file(t, "c\n")
	a, b := good("a"), good("b")
	for _, tt := range []struct {
		name string
		spec Spec
		want []Job
	}{
		{"one", Spec{Files: []string{ab}}, []Job{a, b}},
		{"in the order given", Spec{Files: []string{c, ab}}, []Job{good("c"), a, b}},
		{"stdin between", Spec{Files: []string{ab, "-", c}}, []Job{a, b, good("in"), good("c")}},
		{"the same twice", Spec{Files: []string{ab, ab}}, []Job{a, b, a, b}},
		{"unique over all files", Spec{Files: []string{ab, ab}, Unique: true}, []Job{a, b, bad("a", ErrSeen), bad("b", ErrSeen)}},
		{"limit over all files", Spec{Files: []string{ab, c, ab}, Limit: limit(4)}, []Job{a, b, good("c"), a}},
		{"flags", Spec{Files: []string{ab}, Flags: true}, []Job{bad("a", ErrNotFlag), bad("b", ErrNotFlag)}},
		{"empty", Spec{Files: []string{file(t, "")}}, nil},
		{"BOM in each", Spec{Files: []string{file(t, "\ufeffa"), file(t, "\ufeffb")}}, []Job{a, b}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.spec.Stdin = pipe(t, "in\n")
			checkStreamed(t, tt.spec, tt.want)
		})
	}
}

// A selection reports whether it reads standard input before it reads it.
func TestSelectReadsStdin(t *testing.T) {
	list := file(t, "a\n")
	for _, tt := range []struct {
		name string
		spec Spec
		want bool
	}{
		{"a pipe", Spec{Stdin: pipe(t, "a")}, true},
		{"a file", Spec{Stdin: open(t, list), Flags: true}, true},
		{"/dev/null, which holds no flags", Spec{Stdin: null(t), Flags: true}, false},
		{"by its name, among files", Spec{Stdin: open(t, list), Files: []string{list, "-"}}, true},
		{"other files", Spec{Stdin: open(t, list), Files: []string{list}}, false},
		{"arguments", Spec{Stdin: open(t, list), Args: []string{"-"}}, false},
	} {
		if got := selected(t, tt.spec).ReadsStdin; got != tt.want {
			t.Errorf("%s: got %v", tt.name, got)
		}
	}
}

func TestSelectFileIsStdinWhateverItIs(t *testing.T) {
	checkStreamed(t, Spec{Files: []string{"-"}, Stdin: null(t)}, nil)
}

func TestSelectRefusesTwoOrigins(t *testing.T) {
	origins := []struct {
		name string
		add  func(*Spec)
	}{
		{"arguments", func(s *Spec) { s.Args = []string{"BR"} }},
		{"all", func(s *Spec) { s.All = true }},
		{"every", func(s *Spec) { s.Every = true }},
		{"files", func(s *Spec) { s.Files = []string{file(t, "BR\n")} }},
	}
	for i, one := range origins {
		for _, other := range origins[i+1:] {
			t.Run(one.name+" and "+other.name, func(t *testing.T) {
				spec := Spec{Stdin: null(t), Flags: true}
				one.add(&spec)
				other.add(&spec)
				checkSelectRefuses(t, spec, "combined", nil)
			})
		}
	}
}

func TestSelectRefuses(t *testing.T) {
	directory, good := t.TempDir(), file(t, "BR\n")
	missing := filepath.Join(directory, "missing")
	for _, tt := range []struct {
		name  string
		spec  Spec
		names string
		err   error
	}{
		{"argument that is no flag", Spec{Args: []string{"BR", "BRA"}, Flags: true}, "BRA", ErrNotFlag},
		{"argument that is no text", Spec{Args: []string{"a\nb"}}, `a\nb`, ErrControl},
		{"empty argument", Spec{Args: []string{""}}, `""`, ErrEmpty},
		{"missing file", Spec{Files: []string{missing}}, missing, fs.ErrNotExist},
		{"missing file after a good one", Spec{Files: []string{good, missing}}, missing, fs.ErrNotExist},
		{"file without a name", Spec{Files: []string{""}}, "", fs.ErrNotExist},
		{"directory", Spec{Files: []string{directory}}, directory, nil},
		{"directory after a good file", Spec{Files: []string{good, directory}}, directory, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.spec.Stdin = null(t)
			checkSelectRefuses(t, tt.spec, tt.names, tt.err)
		})
	}
}

func TestSelectClosesWhatItOpenedInVain(t *testing.T) {
	good := file(t, "BR\n")
	if isOpen, err := opened(good); isOpen || err != nil {
		t.Skip("needs /proc", err)
	}
	checkSelectRefuses(t, Spec{Files: []string{good, good + "x"}, Stdin: null(t)}, good+"x", fs.ErrNotExist)
	if isOpen, err := opened(good); isOpen || err != nil {
		t.Errorf("%s is still open (%v)", good, err)
	}
}

// opened reports whether this process has the file path open.
func opened(path string) (bool, error) {
	entries, err := os.ReadDir("/proc/self/fd")
	return slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		target, err := os.Readlink(filepath.Join("/proc/self/fd", e.Name()))
		return err == nil && target == path
	}), err
}

func TestClose(t *testing.T) {
	stdin := pipe(t, "a\n")
	s, err := Select(Spec{Files: []string{file(t, "a\n"), file(t, "b\n"), "-"}, Stdin: stdin})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	checkJobs(t, s.Jobs, nil, fs.ErrClosed)
	if _, err := stdin.Stat(); err != nil {
		t.Errorf("stdin, which it had not opened: %v", err)
	}
}

func TestCloseWithoutFiles(t *testing.T) {
	if err := selected(t, Spec{All: true}).Close(); err != nil {
		t.Error(err)
	}
}

func selected(t *testing.T, spec Spec) *Selection {
	t.Helper()
	s, err := Select(spec)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// checkStreamed checks the jobs of codes that are not known beforehand.
func checkStreamed(t *testing.T, spec Spec, want []Job) {
	t.Helper()
	s := selected(t, spec)
	if s.Codes != nil {
		t.Errorf("codes of a stream are known: %q", s.Codes)
	}
	checkJobs(t, s.Jobs, want, nil)
}

func checkSelectRefuses(t *testing.T, spec Spec, names string, want error) {
	t.Helper()
	s, err := Select(spec)
	if s != nil || err == nil {
		t.Fatalf("got %+v, error %v", s, err)
	}
	if !strings.Contains(err.Error(), names) {
		t.Errorf("error %q does not name %s", err, names)
	}
	if want != nil && !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}

// file returns the name of a new file that holds text.
func file(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "codes")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func open(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func null(t *testing.T) *os.File { return open(t, os.DevNull) }

// pipe returns a pipe that contains text and then ends. The text must fit the buffer of a pipe.
func pipe(t *testing.T, text string) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	if _, err := w.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return r
}

func limit(n uint64) *uint64 { return &n }

// The share grows with the codes that were passed on, to the end of all lists. With a limit it is
// the share of the limit if that is larger.
func TestReading(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	lists := []string{write("first", "aa\n# a comment\n"), write("second", "bb\ncc")} // of 20 bytes
	words := []string{write("words", "BR CN\nIN US")}
	for _, tt := range []struct {
		name string
		spec Spec
		want []Reading // at each code, and at the end
	}{
		{"lists", Spec{Files: lists}, []Reading{{1, 0.15, false}, {2, 0.9, false}, {3, 1, false}, {3, 1, true}}},
		{"a limit beyond the lists", Spec{Files: lists, Limit: limit(4)},
			[]Reading{{1, 0.25, false}, {2, 0.9, false}, {3, 1, false}, {3, 1, true}}},
		{"a limit within the lists", Spec{Files: lists, Limit: limit(2)}, []Reading{{1, 0.5, false}, {2, 1, true}, {2, 1, true}}},
		{"no code", Spec{Files: lists, Limit: limit(0)}, []Reading{{0, 1, true}}},
		{"a pipe", Spec{Stdin: pipe(t, "a\nb\n")}, []Reading{{1, -1, false}, {2, -1, false}, {2, 1, true}}},
		{"a pipe with a limit", Spec{Stdin: pipe(t, "a\nb\n"), Limit: limit(2)}, []Reading{{1, -1, false}, {2, 1, true}, {2, 1, true}}},
		{"several codes a line", Spec{Files: words, Flags: true},
			[]Reading{{1, 3. / 11, false}, {2, 6. / 11, false}, {3, 9. / 11, false}, {4, 1, false}, {4, 1, true}}},
		{"an empty list", Spec{Files: []string{write("empty", "")}}, []Reading{{0, 1, true}}},
	} {
		s, err := Select(tt.spec)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		var got []Reading
		for _, err := range s.Jobs {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, s.Reading())
		}
		if got = append(got, s.Reading()); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

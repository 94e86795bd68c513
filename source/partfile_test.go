package source

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/source/records"
)

// describe writes the index of a split into two parts, with 0 and 2 codes, beside a part that
// partOf has written, and returns the path of the part.
func describe(t *testing.T, part, ending string, list parts.List) string {
	t.Helper()
	index := parts.Index{
		Version: parts.IndexVersion, Parts: 2, Ending: ending, List: list,
		Each: []parts.IndexEntry{{Part: 1}, {Part: 2, Sum: parts.Sum{Codes: 2}}},
	}
	text, err := index.Append(nil)
	if err == nil {
		err = os.WriteFile(filepath.Join(filepath.Dir(part), parts.IndexName), text, 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
	return part
}

// The index beside a part has the number of its codes. A part that was cut, emptied, exchanged or
// joined with another is an error.
func TestDescribedPart(t *testing.T) {
	for _, tt := range []struct {
		name   string
		k      int
		frames []any
		want   string // of the error, or the jobs
	}{
		{"whole", 2, []any{seqs(3, 4), "a\nb\n"}, "3 a, 4 b"},
		{"of several frames", 2, []any{seqs(3), "a\n", seqs(4), "b\n"}, "3 a, 4 b"},
		{"cut between frames", 2, []any{seqs(3), "a\n"}, "00002.zst: its number of codes is 1, and by "},
		{"a frame twice", 2, []any{seqs(3, 4), "a\nb\n", seqs(3, 4), "a\nb\n"}, "00002.zst: its number of codes is 4, and by "},
		{"empty", 2, nil, "00002.zst: its number of codes is 0, and by "},
		{"another part", 1, []any{seqs(3, 4), "a\nb\n"}, "00002.zst: has part 1 of 2, and in "},
		{"without places", 2, []any{"a\nb\n"}, "00002.zst: has codes without a place in the whole list"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := describe(t, partOf(t, tt.k, 2, "00002.zst", tt.frames...), ".zst", parts.List{})
			got, _, err := readJobs(t, Spec{Files: []string{path}})
			if err == nil && strings.Join(got, ", ") != tt.want || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %q, %v, want %s", got, err, tt.want)
			}
		})
	}
}

// If another part is behind the first frame of a part, that is an error too.
func TestJoinedDescribedPart(t *testing.T) {
	first, second := partOf(t, 2, 2, "00002.zst", seqs(3), "a\n"), partOf(t, 1, 2, "00001.zst", seqs(4), "b\n")
	more, err := os.ReadFile(second)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(first, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Write(more)
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	_, _, err = readJobs(t, Spec{Files: []string{describe(t, first, ".zst", parts.List{})}})
	if err == nil || !strings.Contains(err.Error(), "has codes of part 1 of 2") {
		t.Errorf("got %v", err)
	}
}

// The number of a part is known before it is read, in all formats. A file with another name may be
// several parts that were joined, so it has no number.
func TestPartOfAllFormats(t *testing.T) {
	sum := strings.Repeat("0", 64)
	for _, tt := range []struct {
		spec Spec
		name string
		text string
		k    int
	}{
		{Spec{}, "00002.zst", "a\n", 2},
		{Spec{Null: true}, "00002.zst", "a\x00", 2},
		{Spec{}, "00002.csv.zst", "id\na\n", 2},
		{Spec{Columns: []string{"id"}}, "00002.csv.zst", "a\n", 2},
		{Spec{Columns: []string{"id"}}, "00002.tsv.zst", "a\n", 2},
		{Spec{}, "00002.jsonl.zst", `{"id":"a"}` + "\n", 2},
		{Spec{}, "00002.sha256.zst", sum + "  a\n", 2},
		{Spec{Format: records.Sums}, "00002.zst", sum + "  a\n", 2},
		{Spec{}, "joined.zst", "a\n", 0},
	} {
		tt.spec.Files = []string{partOf(t, 2, 4, tt.name, seqs(7), tt.text)}
		s, err := Select(tt.spec)
		if err != nil {
			t.Fatal(err)
		}
		if k, n := s.Part(); k != tt.k || n != 4 {
			t.Errorf("%s %q: part %d of %d, want part %d of 4", tt.name, tt.text, k, n, tt.k)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Parts of different splits are refused.
func TestPartsOfDifferentSplits(t *testing.T) {
	first := describe(t, partOf(t, 2, 2, "00002.zst", seqs(3, 4), "a\nb\n"), ".zst", parts.List{Bytes: 1})
	for name, path := range map[string]string{
		"another list":            describe(t, partOf(t, 2, 2, "00002.zst", seqs(3, 4), "c\nd\n"), ".zst", parts.List{Bytes: 2}),
		"another number of parts": partOf(t, 2, 3, "00002.zst", seqs(3, 4), "c\nd\n"),
	} {
		_, err := Select(Spec{Files: []string{first, path}})
		if err == nil || !strings.Contains(err.Error(), "are parts of different splits") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// One part given twice is refused, and a file with the name of a part that has others too. A file
// that is not a part may have the same name.
func TestPartGivenTwice(t *testing.T) {
	part := partOf(t, 2, 4, "00002.zst", seqs(3), "a\n")
	if _, err := Select(Spec{Files: []string{part, part}}); err == nil || !strings.HasSuffix(err.Error(), "part 2 is given twice") {
		t.Errorf("got %v", err)
	}
	plain := list(t, "00002.txt", "a\n")
	if err := os.WriteFile(filepath.Join(filepath.Dir(plain), parts.IndexName), []byte("{}"), 0o666); err != nil {
		t.Fatal(err)
	}
	if got, _, err := readJobs(t, Spec{Files: []string{plain, plain}}); err != nil || len(got) != 2 {
		t.Errorf("got %q, %v", got, err)
	}
}

// A part on a pipe is refused: it would be known too late.
func TestPartOnAPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	content, err := os.ReadFile(partOf(t, 2, 4, "00002.zst", seqs(3), "a\n"))
	if err != nil {
		t.Fatal(err)
	}
	go func() { w.Write(content); w.Close() }()
	got, _, err := readJobs(t, Spec{Stdin: r})
	if !errors.Is(err, errPiped) {
		t.Errorf("got %q, %v", got, err)
	}
}

// The share of parts is that of their codes.
func TestShareOfParts(t *testing.T) {
	s := selected(t, Spec{Files: []string{describe(t, partOf(t, 2, 2, "00002.zst", seqs(3, 4), "a\nb\n"), ".zst", parts.List{})}})
	var shares []float64
	for range s.Jobs {
		shares = append(shares, s.Reading().Share)
	}
	if len(shares) != 2 || shares[0] != 0.5 || shares[1] != 1 {
		t.Errorf("got %v", shares)
	}
}

// A part without codes has no file.
func TestMissingPart(t *testing.T) {
	dir := t.TempDir()
	index := parts.Index{
		Version: parts.IndexVersion, Parts: 2, Ending: ".csv.zst", Header: "id,url",
		Each: []parts.IndexEntry{{Part: 1}, {Part: 2, Sum: parts.Sum{Codes: 1}}},
	}
	for _, name := range []string{"00001.csv.zst", "00002.csv.zst"} {
		if _, _, err := readJobs(t, Spec{Files: []string{filepath.Join(dir, name)}}); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s, without an index: %v", name, err)
		}
	}
	text, err := index.Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, parts.IndexName), text, 0o666); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"00001.csv.zst": "",
		"00002.csv.zst": "has codes for this part, so split the list again",
		"00003.csv.zst": "has 2 parts",
		"00001.zst":     "part 1 is 00001.csv.zst",
		"other.csv.zst": "file of codes: ",
	} {
		got, s, err := readJobs(t, Spec{Files: []string{filepath.Join(dir, name)}})
		if want == "" {
			if k, n := s.Part(); err != nil || got != nil || k != 1 || n != 2 || !slices.Equal(s.Columns, []string{"id", "url"}) {
				t.Errorf("%s: %q of part %d of %d, columns %q, %v", name, got, k, n, s.Columns, err)
			}
		} else if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

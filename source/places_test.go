package source

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/hoist/hoist/internal/parts"
)

// partFile writes part 2 of 4 of hoist split. Each text follows the entries before it.
func partFile(t *testing.T, name string, frames ...any) string {
	t.Helper()
	return partOf(t, 2, 4, name, frames...)
}

// partOf writes part k of n.
func partOf(t *testing.T, k, n int, name string, frames ...any) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	var content []byte
	for _, f := range frames {
		switch f := f.(type) {
		case string:
			content = w.EncodeAll([]byte(f), content)
		case []parts.Entry:
			frame := parts.NewFrame(k, n)
			for _, e := range f {
				frame.Add(e)
			}
			content = append(content, frame.Bytes()...)
		}
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func seqs(places ...uint64) (entries []parts.Entry) {
	for _, seq := range places {
		entries = append(entries, parts.Entry{Seq: seq})
	}
	return entries
}

// readJobs returns the jobs of a Spec as text, and the error.
func readJobs(t *testing.T, spec Spec) (all []string, s *Selection, err error) {
	t.Helper()
	s, err = Select(spec)
	if err != nil {
		return nil, nil, err
	}
	defer s.Close()
	for job, err := range s.Jobs {
		if err != nil {
			return all, s, err
		}
		text := fmt.Sprintf("%d %s", job.Seq, job.Code)
		if job.Err != nil {
			text += ": " + job.Err.Error()
		}
		all = append(all, text)
	}
	return all, s, nil
}

// The codes of a part have the places that the frames contain, and refused inputs have their
// reasons.
func TestPlacesOfPart(t *testing.T) {
	refused := parts.Entry{Seq: 4, Refused: &parts.Refusal{Reason: "has a quote"}}
	for _, tt := range []struct {
		name   string
		file   string
		frames []any
		want   []string
	}{
		{"lines", "00002.zst", []any{seqs(3, 700), "a\nb\n", seqs(701), "c\n"}, []string{"3 a", "700 b", "701 c"}},
		{"refused", "00002.zst", []any{append(seqs(3), refused), "a\nb\"c\n", seqs(5), "d\n"}, []string{"3 a",
			`4 b"c: has a quote`, "5 d"}},
		{"table", "00002.csv.zst", []any{seqs(5, 6), "id,url\na,x\n\"b\nb\",y\n"}, []string{"5 a",
			"6 b\nb: line 3: the code has a control character"}},
		{"looks like a picture", "00002.zst", []any{seqs(5, 6), "BM\x01\nb\n"}, []string{"5 BM\x01: has a control character", "6 b"}},
		{"looks like UTF-16", "00002.zst", []any{seqs(5), "\xff\xfea\n"}, []string{"5 \xff\xfea: is not valid UTF-8"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, s, err := readJobs(t, Spec{Files: []string{partFile(t, tt.file, tt.frames...)}})
			if err != nil || !slices.Equal(got, tt.want) {
				t.Fatalf("got %q, %v, want %q", got, err, tt.want)
			}
			if k, n := s.Part(); k != 2 || n != 4 {
				t.Errorf("part %d of %d", k, n)
			}
		})
	}
}

// A part that was changed is an error, and not a list with wrong places.
func TestChangedPart(t *testing.T) {
	large := []parts.Entry{{Seq: 1, Refused: &parts.Refusal{Reason: strings.Repeat("x", parts.MaxFrame-100)}}}
	for name, tt := range map[string]struct {
		frames []any
		want   string
	}{
		"more codes":         {[]any{seqs(3), "a\nb\n"}, "without a place"},
		"plain text after":   {[]any{seqs(3), "a\n", "b\n"}, "without a place"},
		"plain text before":  {[]any{"a\n", seqs(3), "b\n"}, "without a place"},
		"plain list before":  {[]any{strings.Repeat("some code\n", 10_000), seqs(3), "b\n"}, "without a place"},
		"fewer codes":        {[]any{seqs(3, 4, 5), "a\nb\n"}, "fewer codes than places"},
		"no text":            {[]any{seqs(3)}, "fewer codes than places"},
		"too many places":    {slices.Repeat([]any{large}, 6), "fewer codes than places"},
		"places that repeat": {[]any{seqs(3, 3), "a\nb\n"}, "places of a part of hoist split can't be read"},
	} {
		t.Run(name, func(t *testing.T) {
			path := partFile(t, "00002.zst", tt.frames...)
			_, _, err := readJobs(t, Spec{Files: []string{path}})
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A part and another list have no common places.
func TestPartBesideList(t *testing.T) {
	list := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(list, []byte("x\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	part := partFile(t, "00002.zst", seqs(3), "a\n")
	for _, files := range [][]string{{list, part}, {part, list}} {
		_, _, err := readJobs(t, Spec{Files: files})
		want := part + " is a part of hoist split, and " + list + " is not; run them separately"
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	got, _, err := readJobs(t, Spec{Files: []string{part, partOf(t, 3, 4, "00003.zst", seqs(5), "b\n")}})
	if err != nil || !slices.Equal(got, []string{"3 a", "5 b"}) {
		t.Errorf("two parts: %q, %v", got, err)
	}
}

// A file of several parts has the places of all.
func TestJoinedParts(t *testing.T) {
	var joined []byte
	for k := 2; k <= 3; k++ {
		content, err := os.ReadFile(partOf(t, k, 4, "part.zst", seqs(uint64(9-k)), fmt.Sprintf("code%d\n", k)))
		if err != nil {
			t.Fatal(err)
		}
		joined = append(joined, content...)
	}
	path := filepath.Join(t.TempDir(), "joined.zst")
	if err := os.WriteFile(path, joined, 0o666); err != nil {
		t.Fatal(err)
	}
	got, _, err := readJobs(t, Spec{Files: []string{path}})
	if err != nil || !slices.Equal(got, []string{"7 code2", "6 code3"}) {
		t.Errorf("got %q, %v", got, err)
	}
}

// Several parts are no single part of a list.
func TestPart(t *testing.T) {
	part, other := partOf(t, 2, 4, "00002.zst", seqs(3), "a\n"), partOf(t, 3, 4, "00003.zst", seqs(4), "b\n")
	for _, tt := range []struct {
		files []string
		k     int
	}{{[]string{part}, 2}, {[]string{part, other}, 0}} {
		_, s, err := readJobs(t, Spec{Files: tt.files})
		if k, n := s.Part(); err != nil || k != tt.k || n == 0 {
			t.Errorf("%s: part %d of %d, %v, want part %d", tt.files, k, n, err, tt.k)
		}
	}
}

package source

import (
	"errors"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/unicode"

	"github.com/hoist/hoist/internal/heaptest"
	"github.com/hoist/hoist/source/records"
)

const picturePNG = "\x89PNG\r\n\x1a\n\nBR\n"

// If a file is not a list, that is found before any file is read. If a pipe does not bring a list,
// that is found before any of its codes.
func TestSelectRefusesWhatIsNoList(t *testing.T) {
	list, wrong := file(t, "BR\n"), file(t, picturePNG)
	for _, tt := range []struct {
		name string
		spec Spec
		list string
	}{
		{"a file", Spec{Files: []string{wrong}}, wrong},
		{"a file after a good one", Spec{Files: []string{list, wrong}}, wrong},
		{"standard input is a file", Spec{Stdin: open(t, wrong)}, "standard input"},
		{"standard input is named", Spec{Files: []string{list, "-"}, Stdin: open(t, wrong)}, "standard input"},
		{"flags", Spec{Files: []string{wrong}, Flags: true}, wrong},
		{"NUL", Spec{Files: []string{wrong}, Null: true}, wrong},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Select(tt.spec)
			checkFormatError(t, err, tt.list)
		})
	}
}

func TestListIsNone(t *testing.T) {
	for name, spec := range map[string]Spec{"words": {Flags: true}, "lines": {}, "NUL": {Null: true}} {
		t.Run(name, func(t *testing.T) {
			spec.Stdin = pipe(t, picturePNG)
			for job, err := range selected(t, spec).Jobs {
				if err == nil {
					t.Fatalf("got %+v", job)
				}
				checkFormatError(t, err, "standard input")
			}
		})
	}
}

func checkFormatError(t *testing.T, err error, list string) {
	t.Helper()
	wrong, ok := errors.AsType[*FormatError](err)
	if !ok || wrong.List != list || !strings.Contains(wrong.Is, "PNG") {
		t.Errorf("got %v, want PNG in %s", err, list)
	}
}

// A code is passed on when its line has come, even if no more bytes follow.
func TestListWaitsForOneRead(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	next, stop := iter.Pull2(selected(t, Spec{Stdin: r}).Jobs)
	defer stop()
	for _, code := range []string{"a", "b", "c"} {
		if _, err := io.WriteString(w, code+"\n"); err != nil {
			t.Fatal(err)
		}
		if job, err, ok := next(); !ok || err != nil || job.Code != code {
			t.Fatalf("got %+v, %v, want %s", job, err, code)
		}
	}
	w.Close()
	if job, err, ok := next(); ok {
		t.Errorf("got %+v, %v at the end", job, err)
	}
}

// The check of a file does not change the file's offset, whatever it is.
func TestListFileOnce(t *testing.T) {
	text := strings.Repeat("code\n", 1000)
	stdin := open(t, file(t, "head\n"+text))
	if _, err := stdin.Seek(int64(len("head\n")), io.SeekStart); err != nil {
		t.Fatal(err)
	}
	n := 0
	for job, err := range selected(t, Spec{Files: []string{"-", "-"}, Stdin: stdin}).Jobs {
		if err != nil || job.Code != "code" {
			t.Fatalf("got %+v, %v", job, err)
		}
		n++
	}
	if n != 1000 {
		t.Errorf("%d codes, want 1000", n)
	}
}

// Spec.Read gets the bytes of one list after the other, although the headers of all are read first.
func TestRead(t *testing.T) {
	var got strings.Builder
	spec, s := Spec{Format: records.CSV, Read: &got}, &Selection{}
	var lists []iter.Seq2[Job, error]
	for _, text := range []string{"id,url\na,b\n", "id,url\nc,d\n"} {
		list, err := s.readFrom(spec, iotest.OneByteReader(strings.NewReader(text)), nil, "pipe")
		if err != nil {
			t.Fatal(err)
		}
		lists = append(lists, list)
	}
	for _, err := range Concat(lists...) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if want := "id,url\na,b\nid,url\nc,d\n"; got.String() != want {
		t.Errorf("got %q, want %q", &got, want)
	}
}

// Many lists take little memory before they are read, and after their end.
func TestMemoryOfLists(t *testing.T) {
	const n, each = 200, 4 << 10
	for name, path := range map[string]string{
		"lines": list(t, "a", "x\ny\n"), "CSV": list(t, "a.csv", "id,url\nx,u\ny,v\n"),
		"UTF-16": list(t, "b.csv", inUTF16(t, "id\nx\ny\n", unicode.LittleEndian)),
	} {
		before := heaptest.Live()
		s, err := Select(Spec{Files: slices.Repeat([]string{path}, n)})
		if err != nil {
			t.Fatal(err)
		}
		opened := heaptest.Live()
		codes := 0
		for _, err := range s.Jobs {
			if codes++; err != nil {
				t.Fatal(err)
			}
		}
		ended := heaptest.Live()
		if codes != 2*n || opened > before+n*each || ended > before+n*each {
			t.Errorf("%s: %d codes; %d bytes, then %d, and at the end %d", name, codes, before, opened, ended)
		}
		t.Logf("%s: %d bytes for each list, and %d at the end", name, (opened-before)/n, (ended-before)/n)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

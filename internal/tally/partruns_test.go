package tally

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/parts"
)

// part writes the run line of a part.
func (s *script) part(part string, resume bool) *script {
	return s.write(logline.Header{Out: "d", Name: "{code}", URL: "{+code}", Part: part, Resume: resume})
}

func TestParts(t *testing.T) {
	done := func(at int, part string) string { return from(at).part(part, false).end(time.Second, 0).log() }
	for _, tt := range []struct {
		name                string
		logs                []string
		n                   int
		missing, unfinished string
		runs                int // unfinished runs
		resumed             int
	}{
		{"no parts", []string{from(0).run(false).end(0, 0).log()}, 0, "", "", 0, 0},
		{"all are done", []string{done(0, "1/2"), done(5, "2/2")}, 2, "", "", 0, 0},
		{"with codes that failed", []string{from(0).part("1/1", false).end(0, 1).log()}, 1, "", "", 0, 0},
		{"missing", []string{done(0, "2/5"), done(5, "4/5")}, 5, "1,3,5", "", 0, 0},
		{"killed", []string{done(0, "1/2"), from(0).part("2/2", false).result("a", outcome.OK).log()}, 2, "", "2", 1, 0},
		{"stopped", []string{done(0, "1/2"), from(0).part("2/2", false).end(0, 143).log()}, 2, "", "2", 1, 0},
		{"killed, and resumed", []string{from(0).part("1/1", false).part("1/1", true).end(0, 0).log()}, 1, "", "", 0, 1},
		{"stopped, and begun anew in the same log", []string{
			from(0).part("1/1", false).end(0, 143).part("1/1", false).end(0, 0).log(),
		}, 1, "", "", 0, 1},
		{"killed, and begun anew in the same log", []string{from(0).part("1/1", false).part("1/1", false).end(0, 0).log()},
			1, "", "", 0, 1},
		{"killed, and begun anew in another log", []string{done(9, "1/1"), from(0).part("1/1", false).log()}, 1, "", "", 0, 1},
		{"done, and then killed", []string{done(0, "1/1"), from(9).part("1/1", false).log()}, 1, "", "1", 1, 0},
		{"several parts in one log", []string{
			from(0).part("1/3", true).end(0, 0).part("2/3", true).part("3/3", true).end(0, 0).log(),
		}, 3, "", "2", 1, 0},
		{"another number of parts before", []string{done(0, "1/2"), from(1).part("2/2", false).log(), done(9, "1/1")}, 1, "", "", 0, 0},
		{"a run of the whole beside", []string{done(0, "1/1"), from(9).run(false).log()}, 1, "", "", 1, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sum := sumOf(t, tt.logs...)
			if sum.Parts.N != tt.n || Ranges(sum.Parts.Missing) != tt.missing || Ranges(sum.Parts.Unfinished) != tt.unfinished {
				t.Errorf("got %+v", sum.Parts)
			}
			if len(sum.Unfinished) != tt.runs || len(sum.Resumed) != tt.resumed {
				t.Errorf("unfinished %v, resumed %v", sum.Unfinished, sum.Resumed)
			}
		})
	}
}

func TestWrongPart(t *testing.T) {
	for _, part := range []string{"1", "0/2", "3/2", "a/2", "1/x", "1/100000", "/"} {
		if _, err := Read(filesOf(t, from(0).part(part, false).log())); err == nil || !strings.Contains(err.Error(),
			"part is not as in 3/16") {
			t.Errorf("%s: %v", part, err)
		}
	}
}

func TestRanges(t *testing.T) {
	for want, numbers := range map[string][]int{
		"": nil, "7": {7}, "7-8": {7, 8}, "1,3": {1, 3}, "1-3,5,7-9": {1, 2, 3, 5, 7, 8, 9}, "1-2,4-5": {1, 2, 4, 5},
	} {
		if got := Ranges(numbers); got != want {
			t.Errorf("%v: %s", numbers, got)
		}
	}
}

// In place of a directory Check returns the logs in it.
func TestCheckOfADirectory(t *testing.T) {
	dir := t.TempDir()
	if _, err := Check([]string{dir}); err == nil || err.Error() !=
		"directory "+dir+": has no log (*.jsonl, *.jsonl.gz, *.jsonl.zst)" {
		t.Errorf("an empty one: %v", err)
	}
	err := os.MkdirAll(filepath.Join(dir, "deeper.jsonl"), 0o777)
	err = errors.Join(err, os.Symlink("deeper.jsonl", filepath.Join(dir, "link.jsonl")))
	for _, name := range []string{"b.jsonl", "a.jsonl.gz", "c.jsonl.zst", "failed.txt", ".hidden.jsonl", "other.json",
		"d.gz", "jsonl"} {
		err = errors.Join(err, os.WriteFile(filepath.Join(dir, name), []byte(name), 0o666))
	}
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, name := range []string{"b.jsonl", "a.jsonl.gz", "c.jsonl.zst"} {
		want = append(want, filepath.Join(dir, name))
	}
	in, err := Check([]string{want[0], dir})
	if diff := cmp.Diff(Input{Logs: want}, in); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}

// A directory of hoist split has the parts of the list. A part without codes is not missing.
func TestCheckOfParts(t *testing.T) {
	dir := t.TempDir()
	index := parts.Index{Version: parts.IndexVersion, Parts: 4, Each: make([]parts.IndexEntry, 4)}
	index.Each[0].Codes, index.Each[2].Codes = 1, 1
	text, err := index.Append(nil)
	write := func(name string, text []byte) (path string) {
		path = filepath.Join(dir, name)
		err = errors.Join(err, os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, text, 0o666))
		return path
	}
	log := write("log/1.jsonl", nil)
	write(filepath.Join("parts", parts.IndexName), text)
	index.List.Bytes = 1
	other, err2 := index.Append(nil)
	write(filepath.Join("others", parts.IndexName), other)
	bad := write(filepath.Join("bad", parts.IndexName), []byte("{}"))
	if err = errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	in, err := Check([]string{filepath.Join(dir, "log"), filepath.Join(dir, "parts"), filepath.Join(dir, "parts")})
	if err != nil || !slices.Equal(in.Logs, []string{log}) || in.Index == nil || in.Index.Parts != 4 {
		t.Fatalf("got %+v, %v", in, err)
	}
	for _, tt := range []struct {
		parts Parts
		want  []int // that are missing
	}{
		{Parts{}, []int{1, 3}},
		{Parts{N: 4}, nil},
		{Parts{N: 4, Missing: []int{1, 2}}, []int{1}},
		{Parts{N: 4, Missing: []int{2, 4}}, nil},
	} {
		got := Sum{Parts: Parts{N: tt.parts.N, Missing: slices.Clone(tt.parts.Missing)}}
		if err := got.Compare(in.Index); err != nil || got.Parts.N != 4 || !slices.Equal(got.Parts.Missing, tt.want) {
			t.Errorf("%+v became %+v, %v, want %v", tt.parts, got.Parts, err, tt.want)
		}
	}
	if err := (&Sum{Parts: Parts{N: 5}}).Compare(in.Index); err == nil {
		t.Error("parts of another list")
	}
	for _, paths := range [][]string{{"parts"}, {"log", "bad"}, {"log", "parts", "others"}} {
		for i := range paths {
			paths[i] = filepath.Join(dir, paths[i])
		}
		if in, err := Check(paths); err == nil {
			t.Errorf("%v: got %+v", paths, in)
		}
	}
	if _, err := Check([]string{filepath.Dir(bad), log}); err == nil || !strings.HasPrefix(err.Error(), bad+" has the version 0") {
		t.Errorf("a file that is not of hoist split: %v", err)
	}
}

// ReadEach gives each file once, by the line that counts. It ends at the first error of take, which
// is not an error of the log.
func TestReadEach(t *testing.T) {
	logs := filesOf(t,
		from(0).run(false).result("a", outcome.Error).result("b", outcome.OK).result("c", outcome.NotFound).end(0, 1).log(),
		from(9).run(false).result("a", outcome.OK).result("b", outcome.Error).end(0, 1).log(),
	)
	var got []string
	take := func(r *logline.Result) error {
		got = append(got, fmt.Sprintf("%s %s", strings.Clone(r.Code), r.Status))
		return nil
	}
	if _, err := ReadEach(logs, take); err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"a ok", "b error", "c not_found"}, got); diff != "" {
		t.Error(diff)
	}
	full := errors.New("the disk is full")
	if _, err := ReadEach(logs, func(*logline.Result) error { return full }); err != full {
		t.Errorf("got %v", err)
	}
}

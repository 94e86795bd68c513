//go:build linux

package main

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// messy runs a command over a web and checks the files that it left. If the command fails because
// of the web, messy returns no error.
func messy(args []string) error {
	var r Record
	set := flag.NewFlagSet("messy", flag.ContinueOnError)
	results := r.flags(set)
	hosts, n := webFlags(set)
	directory := set.String("dir", "", "`directory` that the files should be in")
	stdout := set.String("stdout", os.DevNull, "`file` for standard output")
	stderr := set.String("stderr", os.DevNull, "`file` for standard error")
	limit := set.Duration("limit", 5*time.Minute, "longest `time`")
	if err := set.Parse(args); err != nil {
		return err
	}
	command := commandOf(set)
	if err := redirect(command, *stdout, *stderr); err != nil {
		return err
	}
	began := time.Now()
	if err := timed(command, *limit, &r); err != nil {
		return err
	}
	r.Failed = ""
	if err := judge(newWeb(*hosts, *n), *directory, began, &r); err != nil {
		return err
	}
	return r.append(*results)
}

// judge counts whole and wrong files. By their modification times it finds when 98 % of the
// available files were there.
func judge(w *web, directory string, began time.Time, r *Record) error {
	for url := range w.urls {
		if w.canBeHad(url) {
			r.Files++
		}
	}
	var whole []float64
	err := filepath.WalkDir(directory, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || filepath.Ext(path) == ".aria2" { // control files of aria2
			return err
		}
		got, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		digits, _, _ := bytes.Cut(got, []byte("\n"))
		if url, err := strconv.Atoi(string(digits)); err != nil || !bytes.Equal(got, body(url)) {
			r.Wrong++
			return nil
		}
		whole = append(whole, info.ModTime().Sub(began).Seconds())
		r.Bytes += info.Size()
		return nil
	})
	r.Saved = len(whole)
	if most := (r.Files*98 + 99) / 100; r.Saved >= most {
		slices.Sort(whole)
		r.Most = whole[most-1]
	}
	return err
}

//go:build linux

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"time"
)

// A Record is the result of one run of one tool.
type Record struct {
	Table   string    `json:"table"`
	Tool    string    `json:"tool"`
	Round   int       `json:"round"`
	Time    time.Time `json:"time"`
	Hoist   string    `json:"hoist"`             // commit of hoist
	Files   int       `json:"files"`             // number of files that were requested
	Counted bool      `json:"counted,omitempty"` // whether the tool itself counted Files
	Bytes   int64     `json:"bytes"`             // total size of the files
	Saved   int       `json:"saved"`             // number of files that were found
	Seconds float64   `json:"seconds"`           // elapsed time
	CPU     float64   `json:"cpu"`               // user and system time in seconds, of the child and its children
	RSS     int64     `json:"rss"`               // largest resident size of one process, in bytes
	Limited bool      `json:"limited,omitempty"`
	Wrong   int       `json:"wrong,omitempty"` // number of files that differ from the server's
	Most    float64   `json:"most,omitempty"`  // seconds until 98 % of Files were there; 0 for never
	Failed  string    `json:"failed,omitempty"`
}

// flags defines the flags that all measurements share.
func (r *Record) flags(set *flag.FlagSet) (results *string) {
	set.StringVar(&r.Table, "table", "", "`table` that this belongs to")
	set.StringVar(&r.Tool, "tool", "", "`name` of what is measured")
	set.IntVar(&r.Round, "round", 1, "`number` of the round")
	set.StringVar(&r.Hoist, "hoist", "", "`commit` of hoist")
	r.Time = time.Now().UTC()
	return set.String("results", "", "`directory` of the results")
}

// append adds the record to the results of its table.
func (r *Record) append(directory string) error {
	f, err := os.OpenFile(resultsOf(directory, r.Table), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	return errors.Join(json.NewEncoder(f).Encode(r), f.Close())
}

// records returns the records of a table, or none if the table was not measured.
func records(directory, table string) ([]Record, error) {
	f, err := os.Open(resultsOf(directory, table))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []Record
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var r Record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, lines.Err()
}

func resultsOf(directory, table string) string { return directory + "/" + table + ".jsonl" }

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

// Record is the result of one run of one tool.
type Record struct {
	Table   string    `json:"table"`
	Tool    string    `json:"tool"`
	Round   int       `json:"round"`
	Time    time.Time `json:"time"`
	Hoist   string    `json:"hoist"`             // the commit that was measured
	Files   int       `json:"files"`             // that were asked for
	Counted bool      `json:"counted,omitempty"` // the tool itself counted Files
	Bytes   int64     `json:"bytes"`             // of all files together
	Saved   int       `json:"saved"`             // that were found afterwards
	Seconds float64   `json:"seconds"`           // wall
	CPU     float64   `json:"cpu"`               // seconds, user and system, of the child and all that it waited for
	RSS     int64     `json:"rss"`               // bytes, the largest process
	Limited bool      `json:"limited,omitempty"`
	Wrong   int       `json:"wrong,omitempty"` // files that differ from the server's
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

// records returns the records of one table. If the table was not measured, there are none.
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

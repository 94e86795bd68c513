package logline

import (
	"maps"
	"slices"
	"time"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/rs/zerolog"
)

// A Tally counts outcomes. The zero value is ready to use. Its size does not depend on how many it
// counted.
type Tally struct {
	Total   uint64
	Counts  map[outcome.Status]uint64
	Kinds   map[outcome.Kind]uint64 // errors by kind
	worst   topHosts
	Bytes   int64 // of the files saved
	Elapsed time.Duration
	Exit    int // the status the process will end with
}

// Add counts one outcome.
func (t *Tally) Add(o Result) {
	if t.Counts == nil {
		t.Counts = map[outcome.Status]uint64{}
		t.Kinds = map[outcome.Kind]uint64{}
	}
	t.Total++
	t.Counts[o.Status]++
	if o.Status == outcome.Error {
		t.Kinds[o.Kind]++
		if o.Host != "" && !o.Kind.IsOurs() {
			t.worst.add(o.Host)
		}
	}
	if o.Status == outcome.OK {
		t.Bytes += o.Bytes
	}
}

// Complete reports whether every job counted has its file: saved, skipped or unchanged.
func (t *Tally) Complete() bool {
	return t.Total == t.Counts[outcome.OK]+t.Counts[outcome.Skipped]+t.Counts[outcome.Unchanged]
}

// MarshalZerologObject writes the fields of the `tally` line.
func (t *Tally) MarshalZerologObject(e *zerolog.Event) {
	e.Str("event", "tally").Uint64("total", t.Total)
	for _, s := range outcome.Statuses {
		e.Uint64(string(s), t.Counts[s])
	}
	kinds := zerolog.Dict()
	for _, k := range slices.Sorted(maps.Keys(t.Kinds)) {
		kinds.Uint64(string(k), t.Kinds[k])
	}
	e.Dict("error_kinds", kinds)
	if told := t.worst.told(); len(told) > 0 {
		hosts := zerolog.Dict()
		for _, h := range told {
			hosts.Uint64(h.host, h.sure())
		}
		e.Dict("error_hosts", hosts)
	}
	e.Int64("bytes", t.Bytes)
	e.Float64("elapsed_ms", milliseconds(t.Elapsed)).Int("exit", t.Exit)
}

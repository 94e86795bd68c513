package sink

import (
	"maps"
	"slices"
	"time"

	"github.com/rs/zerolog"
)

// A Tally counts outcomes. The zero value is ready to use. Its size does not depend on how many it counted.
type Tally struct {
	Total   uint64
	Counts  map[Status]uint64
	Kinds   map[Kind]uint64 // errors by kind
	worst   worst
	Bytes   int64 // of the files saved
	Elapsed time.Duration
	Exit    int // the status the process will end with
}

// Add counts one outcome.
func (t *Tally) Add(o Outcome) {
	if t.Counts == nil {
		t.Counts = map[Status]uint64{}
		t.Kinds = map[Kind]uint64{}
	}
	t.Total++
	t.Counts[o.Status]++
	if o.Kind != "" {
		t.Kinds[o.Kind]++
	}
	if o.Status == Error && o.Host != "" && !o.Kind.ours() {
		t.worst.add(o.Host)
	}
	if o.Status == OK {
		t.Bytes += o.Bytes
	}
}

// Complete reports whether every job counted has its file: saved, skipped or unchanged.
func (t *Tally) Complete() bool {
	return t.Total == t.Counts[OK]+t.Counts[Skipped]+t.Counts[Unchanged]
}

// MarshalZerologObject writes the fields of the `tally` line.
func (t *Tally) MarshalZerologObject(e *zerolog.Event) {
	e.Str("event", "tally").Uint64("total", t.Total)
	for _, s := range statuses {
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

package logline

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/rs/zerolog"
)

// A Tally counts outcomes. The zero value is ready to use. Its size does not depend on the number
// of outcomes.
type Tally struct {
	Total   uint64
	Counts  map[outcome.Status]uint64
	Kinds   map[outcome.Kind]uint64    // errors by kind
	top     *topHosts                  // errors by host
	missing *topHosts                  // codes that were not found, by host
	ofKind  map[outcome.Kind]*topHosts // errors of a kind, by host; empty hosts too
	Bytes   int64                      // of the files saved
	Elapsed time.Duration
	Parts   Parts // of the list, if it was fetched in parts
	Exit    int   // the exit status of the process
}

// Parts are the parts of a list: their number, and the parts that are not done, as in `3,7-9`.
type Parts struct {
	N                   int
	Missing, Unfinished string
}

// hostsOfKind is the number of hosts that are kept of each kind of error.
const hostsOfKind = 100

// Add counts one outcome.
func (t *Tally) Add(o Result) {
	if t.Counts == nil {
		t.Counts = map[outcome.Status]uint64{}
		t.Kinds, t.ofKind = map[outcome.Kind]uint64{}, map[outcome.Kind]*topHosts{}
		t.top, t.missing = newTopHosts(topHostsKept), newTopHosts(topHostsKept)
	}
	t.Total++
	t.Counts[o.Status]++
	switch o.Status {
	case outcome.OK:
		t.Bytes += o.Bytes
	case outcome.NotFound:
		if o.Host != "" {
			t.missing.add(o.Host, "", "")
		}
	case outcome.Error:
		t.addError(&o)
	}
}

func (t *Tally) addError(o *Result) {
	t.Kinds[o.Kind]++
	if t.ofKind[o.Kind] == nil {
		t.ofKind[o.Kind] = newTopHosts(hostsOfKind)
	}
	if o.Host == "" || o.Kind.IsOurs() {
		t.ofKind[o.Kind].add("", o.Reason, o.Detail)
		return
	}
	t.ofKind[o.Kind].add(o.Host, o.Reason, o.Detail)
	t.top.add(o.Host, "", "")
}

// Complete reports whether every job has its file, which was saved, skipped or unchanged, or would
// be fetched.
func (t *Tally) Complete() bool {
	return t.Total == t.Counts[outcome.OK]+t.Counts[outcome.Skipped]+t.Counts[outcome.Unchanged]+t.Counts[outcome.Planned]
}

// A HostCount is a number of failures of a host. If there were very many hosts, it is a lower
// bound.
type HostCount struct {
	Host  string
	Count uint64
}

// NotFoundHosts returns the ten hosts with most codes that were not found, the worst first.
func (t *Tally) NotFoundHosts() (hosts []HostCount) {
	for _, h := range t.missing.sorted() {
		hosts = append(hosts, HostCount{h.host, h.sure()})
	}
	return hosts
}

// KindErrors are the errors of one kind.
type KindErrors struct {
	Kind   outcome.Kind
	Count  uint64
	Worst  HostCount // the host with most of them; its name is empty if the errors are not a host's
	Reason string    // of one error of that host
	Detail string    // the text that the server sent with that error; empty without one
}

// ErrorsByKind returns the errors of each kind that occurred. The kind with most errors comes
// first.
func (t *Tally) ErrorsByKind() (errors []KindErrors) {
	for kind, hosts := range t.ofKind {
		worst := hosts.sorted()[0]
		errors = append(errors, KindErrors{kind, t.Kinds[kind], HostCount{worst.host, worst.sure()}, worst.reason, worst.detail})
	}
	slices.SortFunc(errors, func(a, b KindErrors) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Kind, b.Kind))
	})
	return errors
}

// MarshalZerologObject writes the fields of the `tally` line.
func (t *Tally) MarshalZerologObject(e *zerolog.Event) {
	e.Str("event", "tally").Uint64("total", t.Total)
	for _, s := range outcome.Statuses {
		e.Uint64(string(s), t.Counts[s])
	}
	if n := t.Counts[outcome.Planned]; n > 0 {
		e.Uint64(string(outcome.Planned), n)
	}
	kinds := zerolog.Dict()
	for _, k := range slices.Sorted(maps.Keys(t.Kinds)) {
		kinds.Uint64(string(k), t.Kinds[k])
	}
	e.Dict("error_kinds", kinds)
	appendHosts(e, "error_hosts", t.top)
	appendHosts(e, "not_found_hosts", t.missing)
	e.Int64("bytes", t.Bytes)
	if t.Parts.N > 0 {
		e.Int("parts", t.Parts.N)
		appendStr(e, "missing_parts", t.Parts.Missing)
		appendStr(e, "unfinished_parts", t.Parts.Unfinished)
	}
	e.Float64("elapsed_ms", milliseconds(t.Elapsed)).Int("exit", t.Exit)
}

func appendHosts(e *zerolog.Event, name string, top *topHosts) {
	worst := top.sorted()
	if len(worst) == 0 {
		return
	}
	hosts := zerolog.Dict()
	for _, h := range worst {
		hosts.Uint64(h.host, h.sure())
	}
	e.Dict(name, hosts)
}

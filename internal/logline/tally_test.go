package logline

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hoist/hoist/internal/logline/loglinetest"
	"github.com/hoist/hoist/internal/outcome"
)

func tallyOf(outcomes ...Result) Tally {
	var t Tally
	for _, o := range outcomes {
		t.Add(o)
	}
	return t
}

func TestTallyCounts(t *testing.T) {
	got := tallyOf(
		Result{Status: outcome.OK, Bytes: 1000},
		Result{Status: outcome.Error, Kind: outcome.HTTP, Bytes: 77},
		Result{Status: outcome.OK, Bytes: 24},
		Result{Status: outcome.NotFound},
		Result{Status: outcome.Error, Kind: outcome.HTTP},
		Result{Status: outcome.Error, Kind: outcome.DNS},
		Result{Status: outcome.Unchanged, Bytes: 5},
	)
	want := Tally{
		Total:  7,
		Counts: map[outcome.Status]uint64{outcome.OK: 2, outcome.NotFound: 1, outcome.Error: 3, outcome.Unchanged: 1},
		Kinds:  map[outcome.Kind]uint64{outcome.HTTP: 2, outcome.DNS: 1},
		Bytes:  1024,
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Tally{})); diff != "" {
		t.Errorf("want, got:\n%s", diff)
	}
}

func TestTallyComplete(t *testing.T) {
	for _, tt := range []struct {
		name     string
		statuses []outcome.Status
		want     bool
	}{
		{"nothing asked for", nil, true},
		{"saved, skipped, unchanged", []outcome.Status{outcome.OK, outcome.Skipped, outcome.Unchanged, outcome.OK}, true},
		{"not found", []outcome.Status{outcome.OK, outcome.NotFound}, false},
		{"error", []outcome.Status{outcome.Error, outcome.OK}, false},
		{"cancelled", []outcome.Status{outcome.Cancelled}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var tally Tally
			for _, s := range tt.statuses {
				tally.Add(Result{Status: s})
			}
			if got := tally.Complete(); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestTallyLine(t *testing.T) {
	schema := loglinetest.Schema(t)
	full := tallyOf(
		Result{Status: outcome.OK, Bytes: 1024}, Result{Status: outcome.NotFound, Host: "a.example"},
		Result{Status: outcome.Skipped}, Result{Status: outcome.Unchanged},
		Result{Status: outcome.Cancelled}, Result{Status: outcome.Error, Kind: outcome.TLS, Host: "h"},
		Result{Status: outcome.Error, Kind: outcome.DNS},
	)
	full.Elapsed, full.Exit = 580*time.Millisecond+500*time.Microsecond, 130
	for _, tt := range []struct {
		name  string
		tally Tally
		want  map[string]any
	}{
		{"zeros too", Tally{}, map[string]any{
			"total": 0.0, "ok": 0.0, "not_found": 0.0, "error": 0.0, "skipped": 0.0, "unchanged": 0.0, "cancelled": 0.0,
			"error_kinds": map[string]any{}, "bytes": 0.0, "elapsed_ms": 0.0, "exit": 0.0,
		}},
		{"of parts", Tally{Parts: Parts{N: 16, Missing: "3,7-9", Unfinished: "10"}, Exit: 3}, map[string]any{
			"total": 0.0, "ok": 0.0, "not_found": 0.0, "error": 0.0, "skipped": 0.0, "unchanged": 0.0, "cancelled": 0.0,
			"error_kinds": map[string]any{}, "bytes": 0.0, "elapsed_ms": 0.0, "exit": 3.0,
			"parts": 16.0, "missing_parts": "3,7-9", "unfinished_parts": "10",
		}},
		{"of parts that are done", Tally{Parts: Parts{N: 1}}, map[string]any{
			"total": 0.0, "ok": 0.0, "not_found": 0.0, "error": 0.0, "skipped": 0.0, "unchanged": 0.0, "cancelled": 0.0,
			"error_kinds": map[string]any{}, "bytes": 0.0, "elapsed_ms": 0.0, "exit": 0.0, "parts": 1.0,
		}},
		{"one of each", full, map[string]any{
			"total": 7.0, "ok": 1.0, "not_found": 1.0, "error": 2.0, "skipped": 1.0, "unchanged": 1.0, "cancelled": 1.0,
			"error_kinds": map[string]any{"tls": 1.0, "dns": 1.0}, "error_hosts": map[string]any{"h": 1.0},
			"not_found_hosts": map[string]any{"a.example": 1.0},
			"bytes":           1024.0, "elapsed_ms": 580.5, "exit": 130.0,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.want["time"], tt.want["event"] = loglinetest.MomentUTC, "tally"
			if diff := cmp.Diff(tt.want, loglinetest.Fields(t, schema, lineOf(t, &tt.tally))); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
		})
	}
}

// For each kind the tally has the number of errors, the host with most errors, and a reason of that
// host. If the host is not to blame, it is left out.
func TestErrorsByKind(t *testing.T) {
	failed := func(kind outcome.Kind, host, reason string) Result {
		return Result{Status: outcome.Error, Kind: kind, Host: host, Reason: reason}
	}
	tally := tallyOf(
		failed(outcome.Storage, "a", "disk full"),
		failed(outcome.HTTP, "b", "418 I'm a teapot"),
		Result{Status: outcome.Error, Kind: outcome.HTTP, Host: "a", Reason: "503 Service Unavailable", Detail: "slow down"},
		failed(outcome.HTTP, "a", "500 Internal Server Error"),
		failed(outcome.BadInput, "", "empty"),
		Result{Status: outcome.Cancelled, Host: "a", Reason: "stopped"},
		Result{Status: outcome.NotFound, Host: "a"},
	)
	want := []KindErrors{
		{outcome.HTTP, 3, HostCount{"a", 2}, "503 Service Unavailable", "slow down"},
		{outcome.BadInput, 1, HostCount{"", 1}, "empty", ""},
		{outcome.Storage, 1, HostCount{"", 1}, "disk full", ""},
	}
	if diff := cmp.Diff(want, tally.ErrorsByKind()); diff != "" {
		t.Errorf("want, got:\n%s", diff)
	}
	var none Tally
	if got := none.ErrorsByKind(); len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}

// The ten worst hosts of thousands are found in bounded memory.
func TestNotFoundHosts(t *testing.T) {
	var tally Tally
	for i := range 20_000 {
		tally.Add(Result{Status: outcome.NotFound, Host: fmt.Sprintf("rare%d", i)})
		tally.Add(Result{Status: outcome.NotFound, Host: fmt.Sprintf("bad%d", i%10)})
		tally.Add(Result{Status: outcome.Error, Kind: outcome.DNS, Host: fmt.Sprintf("gone%d", i)})
	}
	hosts := tally.NotFoundHosts()
	for _, h := range hosts {
		if !strings.HasPrefix(h.Host, "bad") || h.Count > 2000 || h.Count < 2000-40 {
			t.Errorf("%s %d", h.Host, h.Count)
		}
	}
	if kept := len(tally.ofKind[outcome.DNS].byHost); len(hosts) != 10 || len(tally.missing.byHost) != 1000 || kept != 100 {
		t.Errorf("%d hosts, %d kept, %d kept of a kind", len(hosts), len(tally.missing.byHost), kept)
	}
}

package sink

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func tallyOf(outcomes ...Outcome) Tally {
	var t Tally
	for _, o := range outcomes {
		t.Add(o)
	}
	return t
}

func TestTallyCounts(t *testing.T) {
	got := tallyOf(
		Outcome{Status: OK, Bytes: 1000},
		Outcome{Status: Error, Kind: HTTP, Bytes: 77},
		Outcome{Status: OK, Bytes: 24},
		Outcome{Status: NotFound},
		Outcome{Status: Error, Kind: HTTP},
		Outcome{Status: Error, Kind: DNS},
		Outcome{Status: Unchanged, Bytes: 5},
	)
	want := Tally{
		Total:  7,
		Counts: map[Status]uint64{OK: 2, NotFound: 1, Error: 3, Unchanged: 1},
		Kinds:  map[Kind]uint64{HTTP: 2, DNS: 1},
		Bytes:  1024,
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Tally{})); diff != "" {
		t.Errorf("want, got:\n%s", diff)
	}
}

func TestTallyComplete(t *testing.T) {
	for _, tt := range []struct {
		name     string
		statuses []Status
		want     bool
	}{
		{"nothing asked for", nil, true},
		{"saved, skipped, unchanged", []Status{OK, Skipped, Unchanged, OK}, true},
		{"not found", []Status{OK, NotFound}, false},
		{"error", []Status{Error, OK}, false},
		{"cancelled", []Status{Cancelled}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var tally Tally
			for _, s := range tt.statuses {
				tally.Add(Outcome{Status: s})
			}
			if got := tally.Complete(); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestTallyLine(t *testing.T) {
	schema := logSchema(t)
	full := tallyOf(
		Outcome{Status: OK, Bytes: 1024}, Outcome{Status: NotFound}, Outcome{Status: Skipped}, Outcome{Status: Unchanged},
		Outcome{Status: Cancelled}, Outcome{Status: Error, Kind: TLS, Host: "h"}, Outcome{Status: Error, Kind: DNS},
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
		{"one of each", full, map[string]any{
			"total": 7.0, "ok": 1.0, "not_found": 1.0, "error": 2.0, "skipped": 1.0, "unchanged": 1.0, "cancelled": 1.0,
			"error_kinds": map[string]any{"tls": 1.0, "dns": 1.0}, "error_hosts": map[string]any{"h": 1.0}, "bytes": 1024.0, "elapsed_ms": 580.5, "exit": 130.0,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.want["time"], tt.want["event"] = momentUTC, "tally"
			if diff := cmp.Diff(tt.want, fieldsOf(t, schema, lineOf(t, &tt.tally))); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
		})
	}
}

package parts

import "testing"

// A run must read the parts as hoist split has read the list.
func TestCheckReading(t *testing.T) {
	split := Options{Format: "csv", Null: true, Columns: []string{"id", "url"}, Delimiter: `\t`, URL: "{+url}"}
	if err := split.CheckReading(Options{Null: true, Columns: []string{"id", "url"}, Delimiter: "\t"}); err != nil {
		t.Error(err)
	}
	for want, run := range map[string]Options{
		"the list was split with --null, so add it":             {Columns: split.Columns, Delimiter: `\t`},
		"the list was split with --delimiter '\\t', so add it":  {Null: true, Columns: split.Columns},
		"the list was split with --columns 'id,url', so add it": {Null: true, Columns: []string{"id"}, Delimiter: `\t`},
	} {
		if err := split.CheckReading(run); err == nil || err.Error() != want {
			t.Errorf("%+v: %v, want %s", run, err, want)
		}
	}
	err := (Options{}).CheckReading(Options{Null: true})
	if err == nil || err.Error() != "the list was split without --null, so leave it out" {
		t.Error(err)
	}
}

// A run must make the codes as hoist split has made them.
func TestCheckCodes(t *testing.T) {
	split := Options{Code: "{id}", IgnoreQuery: []string{"sig"}}
	if err := split.CheckCodes(Options{Code: "{id}", IgnoreQuery: []string{"sig"}}); err != nil {
		t.Error(err)
	}
	for want, run := range map[string]Options{
		`the list was split with --code '{id}', so add it`:        {IgnoreQuery: split.IgnoreQuery},
		`the list was split with --ignore-query 'sig', so add it`: {Code: "{id}"},
	} {
		if err := split.CheckCodes(run); err == nil || err.Error() != want {
			t.Errorf("%+v: %v, want %s", run, err, want)
		}
	}
}

package parts

import "testing"

// A run must read the parts as hoist split has read the list.
func TestCheckRun(t *testing.T) {
	split := Options{Format: "csv", Null: true, Columns: []string{"id", "url"}, Delimiter: ";", URL: "{+url}"}
	if err := split.CheckRun(Options{Null: true, Columns: []string{"id", "url"}, Delimiter: ";"}); err != nil {
		t.Error(err)
	}
	for want, run := range map[string]Options{
		"the list was split with --null, so add it":               {Columns: split.Columns, Delimiter: ";"},
		"the list was split with --delimiter \";\", so add it":    {Null: true, Columns: split.Columns},
		"the list was split with --columns \"id,url\", so add it": {Null: true, Columns: []string{"id"}, Delimiter: ";"},
	} {
		if err := split.CheckRun(run); err == nil || err.Error() != want {
			t.Errorf("%+v: %v, want %s", run, err, want)
		}
	}
	err := (Options{}).CheckRun(Options{Null: true})
	if err == nil || err.Error() != "the list was split without --null, so leave it out" {
		t.Error(err)
	}
}

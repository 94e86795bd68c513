package units

import "testing"

func TestResume(t *testing.T) {
	for text, want := range map[string]struct {
		Resume
		shown string
	}{
		"true": {Resume{On: true}, "true"}, "Yes": {Resume{On: true}, "true"}, "0": {Resume{}, "false"},
		"log": {Resume{On: true, ByLog: true}, "log"},
	} {
		r := &Resume{On: true, ByLog: true} // a later value replaces an earlier one
		if err := r.Set(text); err != nil || *r != want.Resume || r.String() != want.shown {
			t.Errorf("%q: got %+v, %q, %v", text, *r, r.String(), err)
		}
	}
	for _, text := range []string{"", "run.jsonl", "Log"} {
		if err := new(Resume).Set(text); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}

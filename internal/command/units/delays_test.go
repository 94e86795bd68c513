package units

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDelays(t *testing.T) {
	for _, tt := range []struct {
		set  []string
		want Delays // nil if the last is refused
		text string
	}{
		{[]string{"BR=2"}, Delays{"BR": 2 * time.Second}, "BR=2s"},
		{[]string{"br=0, cn = 500ms"}, Delays{"BR": 0, "CN": 500 * time.Millisecond}, "BR=0s,CN=500ms"},
		{[]string{"BR=1", "CN=2,BR=3"}, Delays{"BR": 3 * time.Second, "CN": 2 * time.Second}, "BR=3s,CN=2s"},
		{[]string{""}, nil, ""},
		{[]string{"2"}, nil, ""},
		{[]string{"=2"}, nil, ""},
		{[]string{"BR="}, nil, ""},
		{[]string{"BR=-1"}, nil, ""},
		{[]string{"BR=1,"}, nil, ""},
	} {
		var d Delays
		var err error
		for _, text := range tt.set {
			err = d.Set(text)
		}
		if tt.want == nil {
			if err == nil {
				t.Errorf("%q: got %v", tt.set, d)
			}
			continue
		}
		if diff := cmp.Diff(tt.want, d); err != nil || diff != "" || d.String() != tt.text {
			t.Errorf("%q: %v, %s, %v", tt.set, err, d.String(), diff)
		}
	}
}

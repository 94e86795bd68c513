package stages

import "testing"

func TestErrorLimit(t *testing.T) {
	for _, tt := range []struct {
		limit         ErrorLimit
		errors, total uint64
		want          bool
	}{
		{ErrorLimit{Count: 0}, 0, 100, false},
		{ErrorLimit{Count: 0}, 1, 1, true},
		{ErrorLimit{Count: 10}, 10, 10, false},
		{ErrorLimit{Count: 10}, 11, 5000, true},
		{ErrorLimit{Percent: 5}, 99, 99, false},
		{ErrorLimit{Percent: 5}, 5, 100, false},
		{ErrorLimit{Percent: 5}, 6, 100, true},
		{ErrorLimit{Percent: 0.5}, 5, 1000, false},
		{ErrorLimit{Percent: 0.5}, 6, 1000, true},
		{ErrorLimit{Percent: 100}, 1000, 1000, false},
	} {
		l := errorLimit{ErrorLimit: &tt.limit, seen: TooManyErrors{Errors: tt.errors, Total: tt.total}}
		if got := l.passed(); got != tt.want {
			t.Errorf("--max-errors %v, %d errors of %d: %v", tt.limit, tt.errors, tt.total, got)
		}
	}
}

package command

import "testing"

func TestFindRoom(t *testing.T) {
	for _, tt := range []struct {
		limit, open uint64
		serving     bool
		want        room // none for an error
	}{
		{1 << 20, 4, false, room{100, 64}},
		{1024, 4, false, room{100, 64}},
		{1024, 804, false, room{26, 25}},
		{256, 4, false, room{30, 29}},
		{80, 4, false, room{8, 7}},
		{80, 4, true, room{5, 7}},
		{40, 4, true, room{2, 2}},
		{27, 4, false, room{1, 1}},
		{26, 4, false, room{}},
		{28, 4, true, room{}},
		{27, 5, false, room{}},
		{20, 30, false, room{}},
	} {
		got, err := roomWithin(100, tt.limit, tt.open, tt.serving)
		if got != tt.want || (err != nil) != (tt.want == room{}) {
			t.Errorf("%+v: %d, %v", tt, got, err)
		}
	}
}

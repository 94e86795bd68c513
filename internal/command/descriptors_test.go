package command

import "testing"

func TestFindRoom(t *testing.T) {
	for _, tt := range []struct {
		limit, open uint64
		serving     bool
		want        room // with one list; none for an error
	}{
		{1 << 20, 4, false, room{100, 64}},
		{1024, 4, false, room{100, 64}},
		{1024, 804, false, room{26, 17}},
		{256, 4, false, room{31, 19}},
		{80, 4, false, room{7, 5}},
		{80, 4, true, room{5, 5}},
		{40, 4, true, room{2, 1}},
		{28, 4, false, room{1, 1}},
		{27, 4, false, room{}},
		{30, 4, true, room{1, 1}},
		{29, 4, true, room{}},
		{28, 5, false, room{}},
		{20, 30, false, room{}},
	} {
		got, err := roomWithin(100, 1, tt.limit, tt.open, tt.serving)
		if got != tt.want || (err != nil) != (tt.want == room{}) {
			t.Errorf("%+v: %d, %v", tt, got, err)
		}
	}
	for lists, least := range []uint64{25, 28, 31} {
		if got, err := roomWithin(100, lists, least, 4, false); got != (room{1, 1}) || err != nil {
			t.Errorf("%d lists: %d, %v", lists, got, err)
		}
		if got, err := roomWithin(100, lists, least-1, 4, false); err == nil {
			t.Errorf("%d lists, one file less: %d", lists, got)
		}
	}
}

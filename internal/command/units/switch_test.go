package units

import "testing"

func TestSwitch(t *testing.T) {
	for text, want := range map[string]string{
		"yes": "true", "ON": "true", "1": "true", "True": "true", "no": "false", "off": "false", "0": "false",
		"F": "false",
	} {
		s := new(Switch)
		if err := s.Set(text); err != nil || s.String() != want {
			t.Errorf("%q: %v, %v", text, s, err)
		}
	}
	for _, text := range []string{"", "maybe", "2", " yes"} {
		if err := new(Switch).Set(text); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}

package download

import "testing"

func TestParseStatuses(t *testing.T) {
	for _, tt := range []struct {
		text, want string // want is an error if it begins with a quote
		has, lacks []int
	}{
		{"403", "403", []int{403}, []int{402, 404, 200}},
		{"403,404,5xx", "403,404,5xx", []int{403, 404, 500, 501, 599}, []int{499, 402, 600, 200}},
		{" 404 , 4XX", "404,4xx", []int{400, 404, 499}, []int{399, 500}},
		{"202", "202", []int{202}, []int{200, 201}},
		{"", `"" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"403,", `"" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"403 404", `"403 404" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"200", `"200" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"203", `"203" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"206", `"206" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"2xx", `"2xx" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"302", `"302" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"304", `"304" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"3xx", `"3xx" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"100", `"100" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"600", `"600" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"0403", `"0403" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"+40", `"+40" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"4x", `"4x" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"40x", `"40x" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
		{"99999999999999999999", `"99999999999999999999" is not the status of an error; write a list such as 403,404,5xx`, nil, nil},
	} {
		s, err := ParseStatuses(tt.text)
		got := s.String()
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.text, got, tt.want)
		}
		for _, status := range tt.has {
			if !s.has(status) {
				t.Errorf("%q has no %d", tt.text, status)
			}
		}
		for _, status := range tt.lacks {
			if s.has(status) {
				t.Errorf("%q has %d", tt.text, status)
			}
		}
	}
}

func FuzzParseStatuses(f *testing.F) {
	for _, seed := range []string{"403,404,5xx", " 4XX ,202", "", ",", "2xx", "٤٠٤"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseStatuses(text)
		if err != nil {
			return
		}
		again, err := ParseStatuses(s.String())
		if err != nil || again.String() != s.String() {
			t.Errorf("%q became %q, then %q (%v)", text, s, again, err)
		}
		for _, status := range []int{100, 200, 203, 206, 302, 304, 600} {
			if s.has(status) {
				t.Errorf("%q has %d", text, status)
			}
		}
	})
}

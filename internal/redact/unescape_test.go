package redact

import "testing"

func TestUnescape(t *testing.T) {
	for text, want := range map[string]string{
		`https:\/\/h\/?a\u0026b\u003d`:      "https://h/?a&b=",
		`"https:\\/\\/h\\u0040\\\\/"`:       `"https://h@/"`,
		`\"\\ \n \u0022 \u005c \u0000 \u7f`: `\"\\ \n \u0022 \u005c \u0000 \u7f`,
		`\u00e9 \u007F \u2026 \u00`:         `\u00e9 \u007F \u2026 \u00`,
		"https://h/":                        "https://h/",
	} {
		if got := Unescape(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

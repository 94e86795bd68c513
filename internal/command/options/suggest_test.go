package options

import "testing"

func TestDidYouMean(t *testing.T) {
	words := []string{"server", "serve", "quiet", "retries", "retry-on", "url", "v"}
	for word, want := range map[string]string{
		"servr": "; did you mean server?", "sever": "; did you mean server?",
		"sevrer": "; did you mean server?", "quite": "; did you mean quiet?",
		"retrys": "; did you mean retries?", "ulr": "; did you mean url?", "x": "", "nonsense": "", "": "", "URL": "",
	} {
		if got := DidYouMean(word, words); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"ab", "ba", 1}, {"abc", "acb", 1}, {"kitten", "sitting", 3},
		{"é", "e", 1}, {"abcd", "abcd", 0},
	} {
		if got := Distance(tt.a, tt.b); got != tt.want {
			t.Errorf("%s, %s: %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := Distance(tt.b, tt.a); got != tt.want {
			t.Errorf("%s, %s: %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}

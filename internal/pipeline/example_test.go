package pipeline_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/hoist/hoist/internal/pipeline"
)

// A stage turns words into upper case. Each word that goes in comes out. An empty word comes out as
// an error.
func ExampleStage() {
	upper := pipeline.Stage[string, string]{
		Name: "upper", Workers: 1,
		Do: func(_ context.Context, _ int, word string) (string, error) {
			if word == "" {
				panic("no word")
			}
			return strings.ToUpper(word), nil
		},
		Pass:   func(word string, cause error) string { return word + " was not seen: " + cause.Error() },
		Rescue: func(string, error) string { return "(empty)" },
	}
	in, out := make(chan string, 3), make(chan string, 3)
	for _, word := range []string{"flag", "", "code"} {
		in <- word
	}
	close(in)
	if err := upper.Run(context.Background(), func(error) {}, in, out); err != nil {
		fmt.Println(err)
	}
	for word := range out {
		fmt.Println(word)
	}
	// Output:
	// FLAG
	// (empty)
	// CODE
}

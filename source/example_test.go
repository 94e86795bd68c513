package source_test

import (
	"fmt"
	"strings"

	"github.com/hoist/hoist/source"
)

func Example() {
	list := strings.NewReader("# colours\nred\n\ngreen\nred\nblue\n")
	for job, err := range source.Limit(3, source.Unique(source.Lines(list, source.Text))) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if job.Err != nil {
			fmt.Println(job.Input, job.Err)
			continue
		}
		fmt.Println(job.Code)
	}
	// Output:
	// red
	// green
	// red was seen before
}

func ExampleWords() {
	list := strings.NewReader("br cn # and so on\nß\n")
	for job := range source.Words(list, source.Flag) {
		fmt.Println(job.Input, job.Code, job.Err)
	}
	// Output:
	// br BR <nil>
	// cn CN <nil>
	// ß ß a flag code is two letters, A to Z
}

package cmdline_test

import (
	"fmt"

	"github.com/hoist/hoist/internal/cmdline"
)

func ExampleSort() {
	options := func(name string) (long string, takesValue, known bool) {
		switch name {
		case "q", "quiet":
			return "quiet", false, true
		case "w", "workers":
			return "workers", true, true
		}
		return "", false, false
	}
	args, _, err := cmdline.Sort([]string{"BR", "-qw5", "CN", "--", "-q"}, options)
	fmt.Printf("%q %v", args, err)
	// Output: ["--quiet" "--workers" "5" "--" "BR" "CN" "-q"] <nil>
}

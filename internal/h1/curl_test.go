package h1_test

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// The Transport and curl get the same result from each answer, unless the table gives a reason why
// curl is not compared. curl is a second reference, because net/http has faults of its own.
func TestCurl(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Skip("curl, the second oracle, is not installed")
	}
	for _, rule := range rules() {
		for _, tt := range rule.answers {
			if tt.curl != "" {
				continue
			}
			t.Run(rule.section+", "+tt.name, func(t *testing.T) {
				t.Parallel()
				want := tt.want[:strings.LastIndex(tt.want, ", ")]
				if got := runCurl(t, curl, tt); !agrees(got, want) {
					t.Errorf("curl: %.100q, want %.100q", got, want)
				}
			})
		}
	}
}

// agrees reports whether the result of curl matches want: a whole body, a body that is cut off, or
// an error.
func agrees(got, want string) bool {
	if strings.HasPrefix(want, "whole ") || want == "cut off" {
		return got == want
	}
	return strings.HasPrefix(got, "exit status ")
}

const partialFile = 18 // exit status of curl for a partial file

// runCurl returns the result of curl for an answer: "whole" and the body, "cut off", or the exit
// status.
func runCurl(t *testing.T, curl string, answer rawAnswer) string {
	t.Helper()
	args := []string{
		"-q", "--silent", "--noproxy", "*", "--max-time", "20",
		"http://" + serve(t, answer.raw, answer.hold).Host + "/x",
	}
	if answer.head {
		args = append(args, "--head", "--output", "/dev/null")
	}
	cmd := exec.CommandContext(t.Context(), curl, args...)
	var body bytes.Buffer
	cmd.Stdout = &body
	err := cmd.Run()
	exit, failed := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil:
		return "whole " + body.String()
	case !failed:
		t.Fatal(err)
	case exit.ExitCode() == partialFile:
		return "cut off"
	}
	return fmt.Sprintf("exit status %d", exit.ExitCode())
}

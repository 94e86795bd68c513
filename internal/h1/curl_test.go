package h1_test

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// What curl makes of answers is what we make of them, where it goes by the same rules: a second
// oracle, since net/http has faults of its own.
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

// agrees reports whether curl found a body whole, cut off or not to be had, as want says.
func agrees(got, want string) bool {
	if strings.HasPrefix(want, "whole ") || want == "cut off" {
		return got == want
	}
	return strings.HasPrefix(got, "exit status ")
}

const partialFile = 18 // of curl(1), EXIT CODES

// runCurl returns what curl makes of an answer: whole and the body, cut off, or its exit status.
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

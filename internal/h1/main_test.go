package h1_test

import (
	"io"
	"log"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// No goroutine may be left. http.Transport logs what a server sends unasked.
func TestMain(m *testing.M) {
	log.SetOutput(io.Discard)
	goleak.VerifyTestMain(m, goleak.Cleanup(os.Exit))
}

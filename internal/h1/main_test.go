package h1_test

import (
	"io"
	"log"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// No test may leave a goroutine. Logging is off because http.Transport logs unsolicited bytes from
// a server.
func TestMain(m *testing.M) {
	log.SetOutput(io.Discard)
	goleak.VerifyTestMain(m, goleak.Cleanup(os.Exit))
}

// Package loglinetest checks lines of the log against their schema.
package loglinetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Schema returns the schema in docs/log.schema.json.
func Schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		if filepath.Dir(root) == root {
			t.Fatal("no go.mod above the test")
		}
		root = filepath.Dir(root)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.AssertContent()
	schema, err := c.Compile(filepath.Join(root, "docs", "log.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// Moment returns a time that is not in UTC and has nanoseconds.
func Moment() time.Time {
	return time.Date(2026, time.February, 3, 0, 5, 6, 7_891_999, time.FixedZone("", 3600))
}

// MomentUTC is Moment as a line shows it.
const MomentUTC = "2026-02-02T23:05:06.007891Z"

// Fields checks one line against the schema and returns its fields.
func Fields(t testing.TB, schema *jsonschema.Schema, line string) map[string]any {
	t.Helper()
	if strings.Count(line, "\n") != 1 || !strings.HasSuffix(line, "\n") {
		t.Errorf("not one line: %q", line)
	}
	var fields map[string]any
	if err := json.Unmarshal([]byte(line), &fields); err != nil {
		t.Fatalf("%v: %q", err, line)
	}
	if err := schema.Validate(fields); err != nil {
		t.Errorf("%s%v", line, err)
	}
	return fields
}

// ErrFull is the error of a Full.
var ErrFull = errors.New("no space left on device")

// A Full is a writer to a full disk: each write fails midway.
type Full struct{ Calls int }

// Write writes half of p and returns ErrFull.
func (f *Full) Write(p []byte) (int, error) {
	f.Calls++
	return len(p) / 2, fmt.Errorf("write %d: %w", f.Calls, ErrFull)
}

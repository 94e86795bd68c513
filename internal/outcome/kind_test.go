package outcome

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKindsAreTheSchemas(t *testing.T) {
	text, err := os.ReadFile("../../docs/log.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Defs struct {
			Kind struct{ Enum []Kind } `json:"error_kind"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	kinds := []Kind{
		BadInput, BadURL, DNS, Connect, TLS, Timeout, Stalled, Reset, Truncated, Protocol, Redirect,
		HTTP, TooLarge, BadContent, Mismatch, Blocked, Storage, TooManyErrors, Panic, Internal,
	}
	if diff := cmp.Diff(kinds, schema.Defs.Kind.Enum); diff != "" {
		t.Errorf("kind.go, the schema:\n%s", diff)
	}
}

package records

import (
	"bufio"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
)

// After a bad record the reading continues at its second line. The next record is the same as that
// of a reader that begins at this line.
func TestReaderGoesBack(t *testing.T) {
	pieces := []string{`"`, `"`, `,`, "a", `""`, "\r", strings.Repeat("x", 100), strings.Repeat("y", 9_000),
		strings.Repeat("z", 50_000)}
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 0))
		var b strings.Builder
		for b.Len() < 500_000 {
			b.WriteString(pieces[int(random.ExpFloat64()*2)%len(pieces)])
			if random.IntN(3) == 0 {
				b.WriteByte('\n')
			}
		}
		table := Table{Format: CSV, Columns: []string{"a", "b"}}
		r := NewReader(bufio.NewReader(strings.NewReader(b.String())), table)
		rest, line, next := b.String(), int64(1), int64(1)
		for {
			got, err := r.Read()
			began, text, lines := int64(0), "", int64(1)
			if bad, ok := errors.AsType[*BadRecord](err); ok {
				began, text = bad.Line, bad.Error()
			} else if err == nil {
				began, text, lines = got.Line, got.Raw, 1+int64(strings.Count(got.Raw, "\n"))
			}
			for ; line < began || err == io.EOF && rest != ""; line++ { // the further lines of a record, and empty ones
				var skipped string
				skipped, rest, _ = strings.Cut(rest, "\n")
				if line >= next && strings.TrimSuffix(skipped, "\r") != "" {
					t.Fatalf("seed %d: line %d is skipped", seed, line)
				}
			}
			next = began + lines
			one := NewReader(bufio.NewReader(iotest.HalfReader(strings.NewReader(rest))), table)
			one.lines.line = began - 1
			want, wantErr := one.Read()
			if err == io.EOF && wantErr == io.EOF {
				break
			}
			wantText := ""
			if wantErr != nil {
				wantText = wantErr.Error()
			} else {
				wantText = want.Raw
			}
			if text != wantText {
				t.Fatalf("seed %d, line %d: got %.100q, want %.100q", seed, began, text, wantText)
			}
		}
	}
}

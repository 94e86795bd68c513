package source

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hoist/hoist/source/records"
)

// BenchmarkTable reads tables of the same 100,000 rows in each format.
func BenchmarkTable(b *testing.B) {
	const rows = 100_000
	for format, row := range map[records.Format]string{
		records.Lines: "https://example.org/img/%d/a.jpg",
		records.CSV:   "%d,https://example.org/img/a.jpg,\"Buzzard, common\"," + strings.Repeat("0f", 32),
		records.TSV:   "%d\thttps://example.org/img/a.jpg\tBuzzard, common\t" + strings.Repeat("0f", 32),
		records.JSONL: `{"id":%d,"url":"https://example.org/img/a.jpg","species":"Buzzard, common","sha":"` +
			strings.Repeat("0f", 32) + `"}`,
		records.Sums: strings.Repeat("0f", 32) + "  img/%d/a.jpg",
	} {
		b.Run(string(format), func(b *testing.B) {
			var text strings.Builder
			switch format {
			case records.CSV:
				text.WriteString("id,url,species,sha\n")
			case records.TSV:
				text.WriteString("id\turl\tspecies\tsha\n")
			}
			for i := range rows {
				fmt.Fprintf(&text, row+"\n", i)
			}
			path := filepath.Join(b.TempDir(), "list")
			if err := os.WriteFile(path, []byte(text.String()), 0o666); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(text.Len()))
			b.ReportAllocs()
			for b.Loop() {
				s, err := Select(Spec{Files: []string{path}, Format: format})
				if err != nil {
					b.Fatal(err)
				}
				n := 0
				for job, err := range s.Jobs {
					if err != nil || job.Err != nil {
						b.Fatal(err, job.Err)
					}
					n++
				}
				if n != rows {
					b.Fatal(n)
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

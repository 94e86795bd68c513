package filekind

import (
	"strings"
	"testing"
)

func TestOf(t *testing.T) {
	for _, tt := range []struct {
		name, head string
		null       bool
		is         string // part of the text; empty for a list
	}{
		{"nothing", "", false, ""},
		{"codes", "BR\nCN\n", false, ""},
		{"UTF-8 with a byte order mark", "\ufeffBR\n", false, ""},
		{"not UTF-8", "caf\xe9\nBR\n", false, ""},
		{"control characters", "a\x00b\nBR\n", false, ""},
		{"one NUL", "\x00", false, ""},
		{"one letter and NUL", "a\x00", false, ""},
		{"one-letter codes that end in NUL", "a\x00b\x00c\x00", true, ""},
		{"a country", "MZ\nBM\n", false, ""},
		{"a country, and NUL", "MZ\x00BM\x00", true, ""},
		{"names of formats", "GIF89a\nRIFF\nPAR1\nBZh\n", false, ""},
		{"PK", "PK\nCN\n", false, ""},

		{"UTF-16 without a byte order mark", "B\x00R\x00\n\x00", false, "UTF-16"},
		{"UTF-16 without a byte order mark, big-endian", "\x00B\x00R\x00\n", false, "UTF-16"},
		{"UTF-32", "\xff\xfe\x00\x00B\x00\x00\x00", false, "UTF-32"},
		{"gzip in gzip", "\x1f\x8b\x08\x00", false, "twice"},
		{"gzip in gzip, where codes end in NUL", "\x1f\x8b\x08\x00", true, "twice"},
		{"zstd in gzip", "\x28\xb5\x2f\xfd\x04", false, "twice"},
		{"compress", "\x1f\x9d\x90", false, "gzip -dc"},
		{"xz", "\xfd7zXZ\x00\x00", false, "xz -dc"},
		{"bzip2", "BZh91AY&SY\x12\x00", false, "bzip2 -dc"},
		{"zip", "PK\x03\x04\x14\x00", false, "zip archive"},
		{"PNG", "\x89PNG\r\n\x1a\n\x00", false, "picture (PNG)"},
		{"JPEG", "\xff\xd8\xff\xe0", false, "picture (JPEG)"},
		{"GIF", "GIF89a\x01\x00\x01\x00", false, "picture (GIF)"},
		{"ELF", "\x7fELF\x02\x01", false, "executable (ELF)"},
		{"Windows", "MZ\x90\x00\x03\x00", false, "executable (Windows)"},
		{"Mach-O", "\xcf\xfa\xed\xfe\x07\x00", false, "executable (Mach-O)"},
		{"ar", "!<arch>\ndebian-binary   1342943816  0     0     100644  4         `\n", false, "ar archive"},
		{"ar, where codes end in NUL", "!<arch>\nx", true, "ar archive"},
		{"what an ar archive begins with, on a longer line", "!<arch>x\n", false, ""},
		{"tar, POSIX", tarHeader("ustar\x0000"), false, "tar archive"},
		{"tar, GNU", tarHeader("ustar  \x00"), false, "tar archive"},
		{"tar, where codes end in NUL", tarHeader("ustar\x0000"), true, "tar archive"},
		{"tar, cut after its magic", tarHeader("ustar\x0000")[:265], false, "tar archive"},
		{"as long as the header of tar, and cut before its magic", tarHeader("ustar\x0000")[:257], false, ""},
		{"codes with ustar where tar has it", strings.Repeat("x", 256) + "\nustar\n", false, ""},
		{"PDF", "%PDF-1.7\n", false, "PDF"},
		{"SQLite", "SQLite format 3\x00\x10\x00", false, "SQLite"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Of([]byte(tt.head), tt.null)
			if tt.is == "" && got != "" || !strings.Contains(got, tt.is) {
				t.Errorf("%q, want %q", got, tt.is)
			}
		})
	}
}

// tarHeader is the first header of an archive, with a magic and version.
func tarHeader(magic string) string {
	header := "ids.txt" + strings.Repeat("\x00", 93) + "0000644\x000001750\x000001750\x0000000000014\x0014712345670\x00012345\x00 0"
	return header + strings.Repeat("\x00", 257-len(header)) + magic + strings.Repeat("\x00", 512-257-len(magic))
}

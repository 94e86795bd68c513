package mediatype

import (
	"strings"
	"testing"
)

func TestExtension(t *testing.T) {
	const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	for _, tt := range []struct{ name, header, encoding, first, want string }{
		{"signature and type agree", "image/jpeg", "", jpegStart, ".jpg"},
		{"a JPEG as a page", "text/html", "", jpegStart, ".jpg"},
		{"a JPEG as text", "text/plain", "", jpegStart, ".jpg"},
		{"a JPEG as bytes", "application/octet-stream", "", jpegStart, ".jpg"},
		{"a JPEG without a type", "", "", jpegStart, ".jpg"},
		{"a GIF as PNG", "image/png", "", gifStart, ".gif"},
		{"a page as an image", "image/png", "", html, ".html"},
		{"a PDF", "", "", pdfStart, ".pdf"},
		{"a ZIP", "application/octet-stream", "", zipStart, ".zip"},
		{"a document in a ZIP", docx, "", zipStart, ".docx"},
		{"an image that is a ZIP", "image/png", "", zipStart, ".zip"},
		{"CSV", "text/csv; charset=utf-8", "", "a,b\n1,2\n", ".csv"},
		{"CSV with parameters that are none", "text/csv; ;=", "", "a,b\n1,2\n", ".csv"},
		{"CSV as plain text", "text/plain", "", "a,b\n1,2\n", ".txt"},
		{"text with commas and no type", "", "", "Hello, world\nBye, world\n", ".txt"},
		{"JSON", "application/json", "", `{"a":1}`, ".json"},
		{"JSON of a kind", "application/vnd.api+json", "", `{"a":1}`, ".json"},
		{"JSON without a type", "", "", `{"a":1}`, ".json"},
		{"JSON as plain text", "text/plain", "", `{"a":1}`, ".txt"},
		{"XML", "application/xml", "", `<?xml version="1.0"?><a/>`, ".xml"},
		{"SVG", "image/svg+xml", "", svg, ".svg"},
		{"HTML", "text/html", "", html, ".html"},
		{"Markdown", "text/markdown", "", "# A title\n", ".md"},
		{"style sheet", "text/css", "", "a { color: red }", ".css"},
		{"plain", "text/plain; charset=iso-8859-1", "", "caf\xe9", ".txt"},
		{"text that begins with BM", "text/csv", "", "BMW,AUDI\n", ".csv"},
		{"text that begins like a program", "", "", "MZ is no program", ".txt"},
		{"a type without a known signature", "image/heic", "", "\x00\x01\x02", ".heic"},
		{"another name of a type", "image/jpg", "", "\x00\x01\x02", ".jpg"},
		{"bytes as a page", "text/html", "", "\x00\x01\x02", ""},
		{"bytes", "application/octet-stream", "", "\x00\x01\x02", ""},
		{"a type that nobody knows", "application/x-mine", "", "\x00\x01\x02", ""},
		{"no type and no signature", "", "", "\x00\x01\x02", ""},
		{"a type that is none", "*/*", "", "\x00\x01\x02", ""},
		{"empty", "image/png", "", "", ".png"},
		{"empty without a type", "", "", "", ""},
		{"gzip as a coding: the file is what came", "text/csv", "gzip", gzipStart, ".gz"},
		{"a coding without a signature", "text/csv", "br", "\x00\x01\x02", ""},
		{"no coding", "text/csv", "identity", "a,b\n", ".csv"},
	} {
		if got := Extension(tt.header, tt.encoding, []byte(tt.first)); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Whatever a server sends, an extension is nothing, or a dot and a few letters or digits.
func FuzzExtension(f *testing.F) {
	for _, first := range []string{pngStart, zipStart, html, svg, "a,b\n1,2\n", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", mp4Start} {
		f.Add("text/csv", "", []byte(first))
	}
	f.Fuzz(func(t *testing.T, header, encoding string, first []byte) {
		got := Extension(header, encoding, first[:min(len(first), TypeBytes)])
		letters := strings.Trim(got, "abcdefghijklmnopqrstuvwxyz0123456789")
		if got != "" && (letters != "." || got[0] != '.' || len(got) < 2 || len(got) > 11) {
			t.Errorf("%q", got)
		}
	})
}

func BenchmarkExtension(b *testing.B) {
	for _, tt := range []struct{ name, first string }{
		{"jpeg", jpegStart + strings.Repeat("\x9c", TypeBytes-20)}, {"csv", strings.Repeat("a,b,c\n", TypeBytes/6)},
		{"bytes", strings.Repeat("\x01\x9c\x22", TypeBytes/3)},
	} {
		b.Run(tt.name, func(b *testing.B) {
			for b.Loop() {
				Extension("image/jpeg", "", []byte(tt.first))
			}
		})
	}
}

package mediatype

import (
	"strings"
	"testing"
)

const (
	pngStart  = "\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR"
	gifStart  = "GIF89a\x01\x00\x01\x00"
	jpegStart = "\xff\xd8\xff\xe0\x00\x10JFIF"
	zipStart  = "PK\x03\x04\x14\x00"
	gzipStart = "\x1f\x8b\x08\x00"
	bmpStart  = "BM\x3a\x00\x00\x00\x00\x00"
	pdfStart  = "%PDF-1.7\n"
	mp4Start  = "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42mp41"
	webmStart = "\x1a\x45\xdf\xa3"
	svg       = `<svg xmlns="http://www.w3.org/2000/svg"/>`
	html      = "<!DOCTYPE html><html>"
)

func TestExpectType(t *testing.T) {
	for _, tt := range []struct {
		name             string
		expect, header   string
		encoding, first  string
		wantHeader, want bool
	}{
		{"type and subtype", "image/png", "image/png", "", pngStart, true, true},
		{"any subtype", "image/*", "image/gif", "", gifStart, true, true},
		{"one of several", "text/csv,image/gif", "image/gif", "", gifStart, true, true},
		{"letters of either case", "Image/PNG", "IMAGE/png", "", pngStart, true, true},
		{"parameters", "text/csv", "text/csv; charset=utf-8", "", "a,b", true, true},
		{"parameters that are none", "text/csv", "text/csv; ;=", "", "a,b", true, true},
		{"anything", "*/*", "", "", html, true, true},
		{"no header", "image/*", "", "", gifStart, false, true},
		{"no type", "image/*", "image", "", gifStart, false, true},
		{"a pattern as type", "image/png", "*/*", "", pngStart, false, true},
		{"another header", "image/*", "text/html", "", gifStart, false, true},
		{"nothing in it", "image/*", "image/png", "", "", true, true},

		{"HTML where an image should be", "image/*", "image/png", "", html, true, false},
		{"HTML after blanks", "image/*", "image/png", "", "\r\n  <html>", true, false},
		{"HTML after a byte order mark", "image/*", "image/png", "", "\xef\xbb\xbf" + html, true, false},
		{"HTML after a comment", "image/*", "image/png", "", "<!-- error --><html>", true, false},
		{"HTML that is XML", "image/*", "image/svg+xml", "", `<?xml version="1.0"?>` + html, true, false},
		{"HTML in place of bytes", "application/octet-stream", "application/octet-stream", "", html, true, false},
		{"HTML in place of JSON", "application/json", "application/json", "", html, true, false},
		{"HTML in place of what is compressed", "image/*", "image/svg+xml", "gzip", html, true, false},
		{"HTML", "text/html", "text/html", "", html, true, true},
		{"HTML as one of several", "image/*,text/*", "text/html", "", html, true, true},
		{"XHTML", "application/xhtml+xml", "application/xhtml+xml", "", `<?xml version="1.0"?>` + html, true, true},
		{"XHTML as XML", "application/xml", "application/xml", "", `<?xml version="1.0"?>` + html, true, true},

		{"another image", "image/png", "image/png", "", gifStart, true, false},
		{"another image, where any will do", "image/*", "image/png", "", gifStart, true, true},
		{"PDF as an image", "image/*", "image/png", "", pdfStart, true, false},
		{"zip as an image", "image/*", "image/png", "", zipStart, true, false},
		{"image as text", "text/*", "text/plain", "", jpegStart, true, false},
		{"image as bytes", "application/octet-stream", "application/octet-stream", "", jpegStart, true, true},
		{"image as JSON", "application/json", "application/json", "", jpegStart, true, false},
		{"video as audio/wav", "audio/wav", "audio/wav", "", mp4Start, true, true}, // an MP4 may contain sound only

		{"gzip by either name", "application/gzip", "application/x-gzip", "", gzipStart, true, true},
		{"wave by another name", "audio/wav", "audio/x-wav", "", "RIFF\x00\x00\x00\x00WAVE", true, true},
		{"avi by another name", "video/x-msvideo", "video/x-msvideo", "", "RIFF\x00\x00\x00\x00AVI ", true, true},
		{"icon", "image/vnd.microsoft.icon", "image/x-icon", "", "\x00\x00\x01\x00", true, true},
		{"bitmap", "image/x-ms-bmp", "image/x-ms-bmp", "", bmpStart, true, true},
		{"bitmap as PNG", "image/png", "image/png", "", bmpStart, true, false},
		{"text that begins with BM", "text/csv", "text/csv", "", "BMW,AUDI\n", true, true},
		{"text with LP where a font would have it", "text/plain", "text/plain", "", strings.Repeat("x", 34) + "LP", true, true},
		{"Ogg sound", "audio/ogg", "audio/ogg", "", "OggS\x00", true, true},
		{"Ogg video", "video/ogg", "video/ogg", "", "OggS\x00", true, true},
		{"Ogg as an image", "image/*", "image/png", "", "OggS\x00", true, false},
		{"Word document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
			"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "", zipStart, true, true},
		{"epub", "application/epub+zip", "application/epub+zip", "", zipStart, true, true},
		{"sound in MP4", "audio/mp4", "audio/mp4", "", mp4Start, true, true},
		{"Matroska", "video/x-matroska", "video/x-matroska", "", webmStart, true, true},
		{"SVG", "image/svg+xml", "image/svg+xml", "", svg, true, true},
		{"SVG with an XML declaration", "image/*", "image/svg+xml", "", `<?xml version="1.0"?>` + svg, true, true},
		{"SVG after a comment", "image/*", "image/svg+xml", "", "<!-- drawn by me -->" + svg, true, true},
		{"SVG after a comment without end", "image/*", "image/svg+xml", "", "<!-- drawn by me", true, true},
		{"font by an old name", "font/*", "application/font-woff", "", "wOFF\x00\x01\x00\x00", true, true},
		{"font as an image", "image/*", "image/png", "", "wOFF\x00\x01\x00\x00", true, false},
		{"compressed by the server", "image/svg+xml", "image/svg+xml", "gzip", gzipStart, true, true},
		{"compressed, and not said so", "image/svg+xml", "image/svg+xml", "", gzipStart, true, false},
		{"said to be as it is", "image/png", "image/png", "identity", gifStart, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ranges, err := Parse(tt.expect)
			if err != nil {
				t.Fatal(err)
			}
			for _, check := range []struct {
				what string
				err  error
				want bool
			}{
				{"header", ranges.CheckHeader(tt.header), tt.wantHeader},
				{"first bytes", ranges.CheckFirst(tt.header, tt.encoding, []byte(tt.first)), tt.want},
			} {
				if (check.err == nil) != check.want {
					t.Errorf("%s: %v", check.what, check.err)
				}
			}
		})
	}
}

func TestExpectTypeSays(t *testing.T) {
	ranges, err := Parse("image/*, text/csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{ranges.CheckHeader("text/html"), `expected image/*,text/csv, got Content-Type "text/html"`},
		{ranges.CheckHeader(""), `expected image/*,text/csv, got no Content-Type`},
		{
			ranges.CheckFirst("image/png", "", []byte(html)),
			`expected image/*,text/csv, got Content-Type "image/png" with a body that begins like text/html`,
		},
	} {
		if tt.err == nil || tt.err.Error() != tt.want {
			t.Errorf("got %v, want %s", tt.err, tt.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"image/*", "image/*"},
		{"image/PNG , text/csv", "image/png,text/csv"},
		{"*/*", "*/*"},
		{"application/vnd.a-b.c+xml", "application/vnd.a-b.c+xml"},
		{"", ""}, {"image", ""}, {"image/", ""}, {"/png", ""}, {"*/png", ""}, {"*", ""}, {"image/p*", ""}, {"image/png/x", ""},
		{"image/png;q=1", ""}, {"image /png", ""}, {"image/png,", ""}, {"image/png image/gif", ""},
		{"image/pñg", ""}, {"image/\x00", ""},
	} {
		got, err := Parse(tt.text)
		if got.String() != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%q: %v, %v", tt.text, got, err)
		}
	}
}

package mediatype

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// FirstBytes is the number of bytes that show the type of a body (WHATWG MIME Sniffing, section
// 5.2, as in net/http).
const FirstBytes = 512

// If the first bytes of a body are HTML or the signature of a type that is not within the ranges,
// CheckFirst returns an error. If a body has a Content-Encoding, or may be any bytes, only HTML is
// refused.
func (m Ranges) CheckFirst(contentType, encoding string, first []byte) error {
	if m.any() {
		return nil
	}
	name := signature(first)
	if name == "" || m.has(mayBe(name)...) {
		return nil
	}
	encoded := encoding != "" && !strings.EqualFold(encoding, "identity")
	anyBytes := slices.Contains(m, Range{"application", "octet-stream"})
	if (encoded || anyBytes) && name != "text/html" && name != "application/xhtml+xml" {
		return nil
	}
	return fmt.Errorf("expected %v, got Content-Type %.100q with a body that begins like %s", m, contentType, name)
}

// signature returns the type that the first bytes of a body prove. If they prove nothing, it
// returns an empty string.
func signature(first []byte) string {
	text := bytes.TrimPrefix(first, []byte("\xef\xbb\xbf"))
	text, isXML := afterProlog(text)
	if text == nil {
		return ""
	}
	name, _, _ := strings.Cut(http.DetectContentType(text), ";")
	switch name {
	case "text/html":
		if isXML {
			return "application/xhtml+xml"
		}
	case "text/plain", "text/xml", "application/octet-stream":
		return ""
	case "application/vnd.ms-fontobject": // two letters, in the midst of any text
		return ""
	case "image/bmp", "audio/mpeg", "font/otf", "font/collection", "font/woff", "font/woff2":
		if !slices.ContainsFunc(first, isBinary) { // a text can begin with these letters, as with `BM`
			return ""
		}
	}
	return name
}

// afterProlog skips an XML declaration and comments, since both an SVG and an HTML page may begin
// with them. If they don't end, it returns nil.
func afterProlog(text []byte) (rest []byte, isXML bool) {
	for {
		text = bytes.TrimLeft(text, "\t\n\f\r ")
		var end string
		switch {
		case bytes.HasPrefix(text, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(text, []byte("<?xml")):
			end, isXML = "?>", true
		default:
			return text, isXML
		}
		_, after, found := bytes.Cut(text, []byte(end))
		if !found {
			return nil, isXML
		}
		text = after
	}
}

// isBinary finds bytes that are in no text (WHATWG MIME Sniffing, section 3).
func isBinary(b byte) bool {
	return b <= 0x08 || b == 0x0b || b >= 0x0e && b <= 0x1a || b >= 0x1c && b <= 0x1f
}

// mayBe returns the types that something with the signature of name can be. A container may hold
// many.
func mayBe(name string) []string {
	switch name {
	case "text/html":
		return []string{name, "application/xhtml+xml"}
	case "application/xhtml+xml":
		return []string{name, "text/html", "text/xml", "application/xml"}
	case "application/pdf":
		return append(alsoKnownAs(name), "application/illustrator")
	case "application/postscript":
		return []string{name, "application/eps", "application/x-eps", "image/eps", "image/x-eps", "application/illustrator"}
	case "image/png":
		return append(alsoKnownAs(name), "image/apng", "image/vnd.mozilla.apng")
	case "image/x-icon":
		return append(alsoKnownAs(name), "image/x-win-bitmap")
	case "audio/mpeg": // an ID3 tag, which may come before other formats too
		return []string{"audio/*"}
	case "application/ogg":
		return []string{name, "audio/*", "video/*"}
	case "video/mp4":
		return []string{"video/*", "audio/*", "application/mp4"}
	case "video/webm": // Matroska
		return []string{"video/*", "audio/*", "application/x-matroska"}
	case "application/zip", "application/x-gzip", "application/x-rar-compressed":
		return []string{"application/*", "model/3mf"}
	}
	if strings.HasPrefix(name, "font/") {
		return append(alsoKnownAs(name), "font/*", "application/font-sfnt", "application/vnd.ms-opentype")
	}
	return alsoKnownAs(name)
}

// alsoKnownAs returns the names of a type. The first is the name in net/http.
func alsoKnownAs(name string) []string {
	for _, names := range [][]string{
		{"application/x-gzip", "application/gzip"},
		{"application/zip", "application/x-zip-compressed"},
		{"application/x-rar-compressed", "application/vnd.rar", "application/x-rar"},
		{"application/pdf", "application/x-pdf"},
		{"image/jpeg", "image/jpg", "image/pjpeg"},
		{"image/png", "image/x-png"},
		{"image/bmp", "image/x-ms-bmp", "image/x-bmp"},
		{"image/x-icon", "image/vnd.microsoft.icon", "image/ico"},
		{"audio/wave", "audio/wav", "audio/x-wav", "audio/vnd.wave"},
		{"audio/aiff", "audio/x-aiff"},
		{"audio/midi", "audio/mid", "audio/x-midi"},
		{"audio/mpeg", "audio/mp3"},
		{"video/avi", "video/x-msvideo", "video/msvideo", "video/vnd.avi"},
		{"font/ttf", "application/x-font-ttf", "application/x-font-truetype"},
		{"font/otf", "application/x-font-otf", "application/x-font-opentype"},
		{"font/woff", "application/font-woff", "application/x-font-woff"},
		{"font/woff2", "application/font-woff2"},
		{"text/xml", "application/xml"},
		{"text/javascript", "application/javascript", "application/x-javascript"},
	} {
		if slices.Contains(names, name) {
			return names
		}
	}
	return []string{name}
}

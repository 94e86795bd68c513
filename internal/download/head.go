package download

import (
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode"
)

// A Head has the fields of an answer's header that are kept.
type Head struct {
	ContentType     string
	ContentEncoding string
	ETag            string
	LastModified    string
	Filename        string // of Content-Disposition, if it is wanted: one part of a path; empty for none
	Extension       string // for the type of a whole body, if it is wanted, with its dot; empty if it is not known
	contentRange    string
}

// longestHeader is the length of the longest header field that is kept. A longer value is of no use
// to a reader of the log, and a cut value would be wrong.
const longestHeader = 1024

func headOf(resp *http.Response) Head {
	field := func(name string) string {
		value := first(resp.Header, name)
		if len(value) > longestHeader {
			return ""
		}
		return value
	}
	return Head{
		ContentType:     field("Content-Type"),
		ContentEncoding: field("Content-Encoding"),
		ETag:            field("Etag"),
		LastModified:    field("Last-Modified"),
		contentRange:    field("Content-Range"),
	}
}

// first returns the first value of a field. The name must be canonical; Header.Get would
// canonicalize it at each call.
func first(h http.Header, name string) string {
	if values := h[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// Modified returns the time in the Last-Modified field. If there is none, it is not a date of HTTP
// (RFC 9110, section 5.6.7), or it is before 1970, Modified returns the zero time. A time in the
// future is returned as it is.
func (h Head) Modified() time.Time {
	at, err := http.ParseTime(h.LastModified)
	if err != nil || at.Unix() < 0 {
		return time.Time{}
	}
	return at
}

// longestDisposition is the length of the longest Content-Disposition that is read. The field may
// have a name twice, and each byte of a name as %XX.
const longestDisposition = 4096

// filename returns the file name of a Content-Disposition (RFC 6266): the last part of a path,
// without control characters. filename* wins over filename. If the field is malformed or has no
// name, it returns "".
func filename(h http.Header) string {
	field := first(h, "Content-Disposition")
	if field == "" || len(field) > longestDisposition {
		return ""
	}
	_, params, err := mime.ParseMediaType(field)
	if err != nil {
		return ""
	}
	name := params["filename"]
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, name)
	if name = strings.TrimSpace(name); name == "." || name == ".." {
		return ""
	}
	return name
}

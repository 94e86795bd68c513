package download

import (
	"mime"
	"net/http"
	"strings"
	"unicode"
)

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

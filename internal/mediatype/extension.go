package mediatype

import (
	"mime"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// TypeBytes is the number of bytes at the beginning of a body that Extension reads.
const TypeBytes = 3072

// Extension returns the extension of files like a body, with its dot, such as `.jpg`. If the type
// of the body is not known, it returns "". first are the first TypeBytes of the body, or all if it
// has fewer.
//
// A signature wins over the Content-Type. If the body is text, or the signature is that of a
// container, a Content-Type of that kind wins.
func Extension(contentType, encoding string, first []byte) string {
	declared := declaredType(contentType)
	if encoding != "" && !strings.EqualFold(encoding, "identity") {
		declared = "" // the type of the body after decoding
	}
	named := extensionOf(declared)
	if len(first) == 0 {
		return named
	}
	found := mimetype.Detect(first)
	if isText := within(found, "text/plain"); isText || isLikeText(found, first) {
		switch {
		case isTextType(declared) && named != "":
			return named
		case !isText, found.Is("text/csv"), found.Is("text/tab-separated-values"): // a guess by the commas
			return ".txt"
		}
		return found.Extension()
	}
	if found.Is("application/octet-stream") {
		if isTextType(declared) {
			return ""
		}
		return named
	}
	if known := mimetype.Lookup(declared); known != nil && within(known, found.String()) {
		return named
	}
	return found.Extension()
}

// declaredType returns the type of a Content-Type, in lower case and without its parameters.
func declaredType(contentType string) string {
	name, _, err := mime.ParseMediaType(contentType)
	if err != nil { // with any parameters
		name, _, _ = strings.Cut(contentType, ";")
		name = strings.ToLower(strings.TrimSpace(name))
	}
	return name
}

// extensionOf returns the extension for a type by its name. If it is not known, extensionOf returns
// "".
func extensionOf(name string) string {
	if ext, ok := moreTypes[name]; ok {
		return ext
	}
	for _, known := range alsoKnownAs(name) {
		if m := mimetype.Lookup(known); m != nil {
			return m.Extension()
		}
	}
	switch {
	case strings.HasSuffix(name, "+json"):
		return ".json"
	case strings.HasSuffix(name, "+xml"):
		return ".xml"
	}
	return ""
}

// moreTypes are types that mimetype does not name, since they have no signature.
var moreTypes = map[string]string{
	"text/markdown": ".md", "text/x-markdown": ".md", "text/css": ".css", "text/calendar": ".ics", "text/x-rst": ".rst",
	"text/yaml": ".yaml", "text/x-yaml": ".yaml", "application/yaml": ".yaml", "application/x-yaml": ".yaml",
	"application/toml": ".toml", "application/sql": ".sql", "application/jsonl": ".jsonl", "application/xhtml+xml": ".xhtml",
	"text/turtle": ".ttl", "application/n-triples": ".nt", "application/x-tex": ".tex", "application/parquet": ".parquet",
}

// isTextType reports whether bodies of a type are text.
func isTextType(name string) bool {
	if strings.HasPrefix(name, "text/") || strings.HasSuffix(name, "+json") || strings.HasSuffix(name, "+xml") {
		return true
	}
	if m := mimetype.Lookup(name); m != nil {
		return within(m, "text/plain")
	}
	return strings.HasPrefix(name, "application/") && moreTypes[name] != "" && moreTypes[name] != ".parquet"
}

// within reports whether a type is the type of that name, or a kind of it: a docx is a kind of ZIP
// file.
func within(m *mimetype.MIME, name string) bool {
	for ; m != nil; m = m.Parent() {
		if m.Is(name) {
			return true
		}
	}
	return false
}

// isLikeText reports whether a signature is of letters alone, in a body that may be text: `MZ`.
func isLikeText(found *mimetype.MIME, first []byte) bool {
	for _, name := range []string{"application/octet-stream", "application/pdf", "application/postscript"} {
		if found.Is(name) {
			return false
		}
	}
	return !slices.ContainsFunc(first, isBinary)
}

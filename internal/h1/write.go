package h1

import (
	"bufio"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"slices"
)

// maxPlain is the largest number of header fields for writePlain, apart from the fields that hoist
// writes itself.
const maxPlain = 16

// writeRequest writes the same bytes as Request.Write, at less cost for common requests.
func writeRequest(w *bufio.Writer, req *http.Request, trace *httptrace.ClientTrace) error {
	var names [maxPlain]string
	uri := req.URL.RequestURI()
	if !isPlain(req, trace) || !isText(uri) {
		return req.Write(w)
	}
	return writePlain(w, req, uri, extraFields(req.Header, names[:0]))
}

// isPlain reports whether writePlain can write req: it has nothing special but the URI, the header
// and a host in ASCII.
func isPlain(req *http.Request, trace *httptrace.ClientTrace) bool {
	return len(req.Header) <= maxPlain && isHost(hostOf(req)) && !req.Close && req.URL.Opaque == "" &&
		req.ContentLength == 0 && len(req.TransferEncoding) == 0 && len(req.Trailer) == 0 &&
		(trace == nil || trace.WroteHeaderField == nil && trace.WroteHeaders == nil && trace.WroteRequest == nil)
}

func hostOf(req *http.Request) string {
	if req.Host != "" {
		return req.Host
	}
	return req.URL.Host
}

// isHost reports whether host is a name or an IPv4 address, with or without a port, that needs no
// conversion.
func isHost(host string) bool {
	for i := range len(host) {
		switch c := host[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '.', c == ':', c == '_':
		default:
			return false
		}
	}
	return host != ""
}

// isText reports whether uri has no control characters.
func isText(uri string) bool {
	for i := range len(uri) {
		if uri[i] < ' ' || uri[i] == 0x7f {
			return false
		}
	}
	return true
}

// extraFields appends the names of the fields that are written unchanged from the header, and sorts
// them.
func extraFields(header http.Header, names []string) []string {
	for name := range header {
		switch name {
		case "Host", "User-Agent", "Content-Length", "Transfer-Encoding", "Trailer":
		default:
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// writePlain writes a plain request. A bufio.Writer keeps an error until Flush.
func writePlain(w *bufio.Writer, req *http.Request, uri string, names []string) error {
	method := req.Method
	if method == "" {
		method = http.MethodGet
	}
	w.WriteString(method)
	w.WriteByte(' ')
	w.WriteString(uri)
	w.WriteString(" HTTP/1.1\r\n")
	writeField(w, "Host", hostOf(req))
	if agent := userAgent(req.Header); agent != "" {
		writeField(w, "User-Agent", agent)
	}
	for _, name := range names {
		for _, value := range req.Header[name] {
			writeField(w, name, value)
		}
	}
	_, err := w.WriteString("\r\n")
	return err
}

// userAgent returns the User-Agent; "" if none is sent.
func userAgent(header http.Header) string {
	values, ok := header["User-Agent"]
	switch {
	case !ok:
		return "Go-http-client/1.1"
	case len(values) == 0:
		return ""
	}
	return values[0]
}

// writeField writes a field whose name and value have passed check.
func writeField(w *bufio.Writer, name, value string) {
	w.WriteString(name)
	w.WriteString(": ")
	w.WriteString(textproto.TrimString(value))
	w.WriteString("\r\n")
}

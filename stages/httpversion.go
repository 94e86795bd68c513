package stages

import "net/http"

// An HTTPVersion says which versions of HTTP are spoken.
type HTTPVersion string

const (
	HTTPAuto HTTPVersion = "auto" // HTTP/2 where a server offers it over TLS, else 1.1; so is the zero value
	HTTP1    HTTPVersion = "1.1"
	HTTP2    HTTPVersion = "2" // nothing else: without TLS by prior knowledge (RFC 9113, section 3.3)
)

func (v HTTPVersion) protocols() *http.Protocols {
	p := &http.Protocols{}
	p.SetHTTP1(v != HTTP2)
	p.SetHTTP2(v != HTTP1)
	p.SetUnencryptedHTTP2(v == HTTP2)
	return p
}

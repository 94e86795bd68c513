package httpclient

import "net/http"

// A Version says which versions of HTTP may be used.
type Version string

const (
	Auto  Version = "auto" // HTTP/2 if a server offers it over TLS, else 1.1; also the zero value
	HTTP1 Version = "1.1"
	HTTP2 Version = "2" // only HTTP/2; without TLS by prior knowledge (RFC 9113, section 3.3)
)

func (v Version) protocols() *http.Protocols {
	p := &http.Protocols{}
	p.SetHTTP1(v != HTTP2)
	p.SetHTTP2(v != HTTP1)
	p.SetUnencryptedHTTP2(v == HTTP2)
	return p
}

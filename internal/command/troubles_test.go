package command

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/net/http2"
)

// startTroubles starts servers whose errors need a helpful text, and sets their URLs in the
// environment of a session:
//
//   - $HALFCHAIN does not send the intermediate certificate, which is in middle.pem and middle.der.
//     root.pem has the root above it.
//   - $OLDTLS has TLS 1.1 and no later version, $RSAONLY only RSA key exchange.
//   - $HUGEHEADER answers over HTTP/2 with a header of 300 KB.
//   - $REFUSES refuses every stream of HTTP/2.
func startTroubles(env *testscript.Env) error {
	halfChain, err := halfChain(env.WorkDir)
	if err != nil {
		return err
	}
	for name, server := range map[string]*httptest.Server{
		"HALFCHAIN": secureServer(&tls.Config{Certificates: []tls.Certificate{halfChain}}, nil),
		"OLDTLS":    secureServer(&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, nil),
		"RSAONLY": secureServer(&tls.Config{
			MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256},
		}, nil),
		"HUGEHEADER": secureServer(&tls.Config{NextProtos: []string{"h2", "http/1.1"}}, func(w http.ResponseWriter, _ *http.Request) {
			for i := range 300 {
				w.Header().Set("X-"+strconv.Itoa(i), strings.Repeat("x~", 500))
			}
		}),
	} {
		env.Defer(server.Close)
		env.Setenv(name, server.URL)
	}
	refusing, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	env.Defer(func() { refusing.Close() })
	env.Setenv("REFUSES", "http://"+refusing.Addr().String())
	go serveEach(refusing, refuseStreams)
	return nil
}

func secureServer(config *tls.Config, answer http.HandlerFunc) *httptest.Server {
	if answer == nil {
		answer = func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "an answer\n") }
	}
	server := httptest.NewUnstartedServer(answer)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // failed handshakes are intended
	server.EnableHTTP2 = len(config.NextProtos) > 0
	server.TLS = config
	server.StartTLS()
	return server
}

// halfChain returns the certificate of a server at 127.0.0.1 without the intermediate that issued
// it. It writes the certificates above it to files in dir.
func halfChain(dir string) (tls.Certificate, error) {
	root, err := issue(nil, &x509.Certificate{Subject: pkix.Name{CommonName: "the root"}, IsCA: true})
	if err != nil {
		return tls.Certificate{}, err
	}
	middle, err := issue(root, &x509.Certificate{Subject: pkix.Name{CommonName: "the intermediate"}, IsCA: true})
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := issue(middle, &x509.Certificate{
		Subject: pkix.Name{CommonName: "server"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IssuingCertificateURL: []string{"http://ca.example/middle.der"},
	})
	if err != nil {
		return tls.Certificate{}, err
	}
	for name, text := range map[string][]byte{
		"root.pem":   pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate[0]}),
		"middle.pem": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: middle.Certificate[0]}),
		"middle.der": middle.Certificate[0],
	} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			return tls.Certificate{}, err
		}
	}
	return *leaf, nil
}

// issue returns a certificate for a template. It is signed by an issuer, or self-signed if the
// issuer is nil.
func issue(by *tls.Certificate, template *x509.Certificate) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	template.BasicConstraintsValid = true
	template.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign
	parent, signer := template, key
	if by != nil {
		parent, signer = by.Leaf, by.PrivateKey.(*ecdsa.PrivateKey)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, err
}

// serveEach calls serve for each connection, until the listener is closed.
func serveEach(listener net.Listener, serve func(net.Conn)) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			serve(conn)
		}()
	}
}

// refuseStreams serves an HTTP/2 connection without TLS and refuses each stream.
func refuseStreams(conn net.Conn) {
	if _, err := io.ReadFull(conn, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	framer := http2.NewFramer(conn, conn)
	framer.WriteSettings()
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			return
		}
		switch frame := frame.(type) {
		case *http2.SettingsFrame:
			if !frame.IsAck() {
				framer.WriteSettingsAck()
			}
		case *http2.HeadersFrame:
			framer.WriteRSTStream(frame.StreamID, http2.ErrCodeRefusedStream)
		}
	}
}

// challenge answers 401, or another status in the query, with each WWW-Authenticate and
// Proxy-Authenticate of the query.
func challenge(w http.ResponseWriter, r *http.Request) {
	for _, c := range r.URL.Query()["c"] {
		w.Header().Add("WWW-Authenticate", c)
		w.Header().Add("Proxy-Authenticate", c)
	}
	status, err := strconv.Atoi(r.URL.Query().Get("status"))
	if err != nil {
		status = http.StatusUnauthorized
	}
	w.WriteHeader(status)
}

// refusal answers with the status, the Content-Type and the text of the query.
func refusal(w http.ResponseWriter, r *http.Request) {
	status, err := strconv.Atoi(r.URL.Query().Get("status"))
	if err != nil {
		status = http.StatusForbidden
	}
	w.Header()["Content-Type"] = r.URL.Query()["type"]
	w.WriteHeader(status)
	io.WriteString(w, r.URL.Query().Get("text"))
}

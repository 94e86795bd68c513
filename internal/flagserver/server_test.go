package flagserver

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// client is a client that leaves no connection open.
func client(t *testing.T) *http.Client {
	transport := &http.Transport{DisableKeepAlives: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func start(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(0, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestServer(t *testing.T) {
	s, c := start(t, some()), client(t)
	site, err := url.Parse(s.URL)
	if err != nil || site.Scheme != "http" || site.Hostname() != "127.0.0.1" || site.Port() == "0" || site.Path != "" {
		t.Errorf("URL %s, %v", s.URL, err)
	}
	answer, err := c.Get(s.URL + "/flags/br/br.gif")
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != 200 || string(content) != string(Draw("BR")) {
		t.Errorf("%d, %d bytes, %v", answer.StatusCode, len(content), err)
	}
	answer.Body.Close()
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if answer, err := c.Get(s.URL); err == nil {
		answer.Body.Close()
		t.Errorf("answers after Close: %d", answer.StatusCode)
	}
	goleak.VerifyNone(t)
}

func TestStartRefuses(t *testing.T) {
	s := start(t, Options{})
	defer s.Close()
	site, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	taken, err := strconv.Atoi(site.Port())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	save(t, file, "")
	for _, tt := range []struct {
		name    string
		port    int
		options Options
		is      error
	}{
		{"a port that is taken", taken, Options{}, nil},
		{"a port that there is not", 65536, Options{}, nil},
		{"a directory that is missing", 0, Options{Dir: file + "s"}, fs.ErrNotExist},
		{"a directory that is a file", 0, Options{Dir: file}, fs.ErrInvalid},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Start(tt.port, tt.options)
			if err == nil {
				s.Close()
				t.Fatal("started")
			}
			if s != nil || tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("%v, %v", s, err)
			}
		})
	}
}

// Close ends requests at once, although their answers would take an hour.
func TestCloseEndsRequestsThatWait(t *testing.T) {
	const n = 5
	s := start(t, Options{Countries: some().Countries, MinDelay: time.Hour, MaxDelay: time.Hour})
	c := client(t)
	sent, ended := make(chan bool, n), make(chan bool, n)
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		WroteRequest: func(httptrace.WroteRequestInfo) { sent <- true },
	})
	for range n {
		go func() {
			get(ctx, t, c, s.URL+"/flags/br/br.gif")
			ended <- true
		}()
	}
	for range n {
		<-sent
	}
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	for range n {
		<-ended
	}
	goleak.VerifyNone(t)
}

func get(ctx context.Context, t *testing.T, c *http.Client, url string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Error(err)
		return
	}
	answer, err := c.Do(r)
	if err == nil {
		answer.Body.Close()
		t.Errorf("an answer, %s, from a server that was closed before it gave one", answer.Status)
	}
}

package flagserver

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// A site answers requests for flags. It draws each flag once.
type site struct {
	options Options
	faults  *faults
	mu      sync.Mutex
	drawn   map[string]file
}

// A file is something to serve.
type file struct {
	content     []byte
	contentType string
	etag        string
	modified    time.Time
}

func newSite(o Options) *site {
	return &site{options: o, faults: newFaults(o), drawn: map[string]file{}}
}

// modified is when all that the site makes itself was last changed.
var modified = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

func (s *site) handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.faults.spoils(w, r) {
			s.flag(w, r)
		}
	})
}

// flag serves /flags/xx/xx.gif and /flags/xx/metadata.json, with ETag, Last-Modified and ranges.
func (s *site) flag(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	lower, name, ok := parsePath(r.URL.Path)
	if !ok {
		http.NotFound(w, r)
		return
	}
	f, ok := s.find(lower, name)
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("ETag", f.etag)
	w.Header().Set("Content-Type", f.contentType)
	http.ServeContent(w, r, "", f.modified, bytes.NewReader(f.content))
}

// parsePath takes a path apart that may be a flag's: /flags/xx/xx.gif or /flags/xx/metadata.json.
func parsePath(path string) (lower, name string, ok bool) {
	rest, found := strings.CutPrefix(path, "/flags/")
	lower, name, _ = strings.Cut(rest, "/")
	return lower, name, found && isCode(lower) && (name == lower+".gif" || name == "metadata.json")
}

// isCode reports whether text is two lower-case letters, and so no way to another directory.
func isCode(text string) bool {
	return len(text) == 2 && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz") == ""
}

func (s *site) find(lower, name string) (file, bool) {
	contentType := "image/gif"
	if name == "metadata.json" {
		contentType = "application/json"
	}
	if s.options.Dir != "" {
		return read(s.options.Dir, filepath.Join(lower, name), contentType)
	}
	country, ok := s.options.Countries[strings.ToUpper(lower)]
	if !ok {
		return file{}, false
	}
	if name == "metadata.json" {
		return newFile(metadata(lower, country), contentType, modified), true
	}
	return s.draw(lower, contentType), true
}

// read reads a file of the directory; a link that leads out of it is not followed.
func read(dir, path, contentType string) (file, bool) {
	f, err := os.OpenInRoot(dir, path)
	if err != nil {
		return file{}, false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return file{}, false
	}
	content, err := io.ReadAll(f)
	if err != nil {
		return file{}, false
	}
	return newFile(content, contentType, info.ModTime()), true
}

func (s *site) draw(lower, contentType string) file {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.drawn[lower]
	if !ok {
		f = newFile(Draw(strings.ToUpper(lower)), contentType, modified)
		s.drawn[lower] = f
	}
	return f
}

func metadata(lower, country string) []byte {
	content, err := json.Marshal(map[string]string{"country": country, "iso_cc": strings.ToUpper(lower)})
	if err != nil {
		panic(err) // two strings
	}
	return append(content, '\n')
}

func newFile(content []byte, contentType string, at time.Time) file {
	sum := sha256.Sum256(content)
	return file{content, contentType, fmt.Sprintf("%q", hex.EncodeToString(sum[:8])), at}
}

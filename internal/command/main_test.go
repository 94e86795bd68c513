package command

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	testscript.Main(suite{m}, map[string]func(){"hoist": func() { os.Exit(Run(os.Args[1:])) }})
}

// A suite runs the tests of the package, and then checks that no goroutine is left.
type suite struct{ tests *testing.M }

func (s suite) Run() int {
	flag.Parse()
	if !isGiven("test.parallel") { // a script mostly waits
		flag.Set("test.parallel", strconv.Itoa(max(6, runtime.GOMAXPROCS(0))))
	}
	status := s.tests.Run()
	if err := goleak.Find(); err != nil && status == 0 {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return status
}

func isGiven(name string) (given bool) {
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	return given
}

// TestScripts runs the terminal sessions under testdata/script against the built command. Each
// session has a site of its own at $SITE, the same site with a self-signed certificate at $SECURE,
// a port at $SILENT that accepts connections and sends nothing, and the commands below.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:      "../../testdata/script",
		Deadline: time.Now().Add(8 * time.Minute),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"schema":  schema,
			"await":   await,
			"nothing": nothing,
			"durable": durable,
		},
		Condition: func(name string) (bool, error) {
			switch name {
			case "mount":
				return canMount(), nil
			case "immutable":
				return canFix(), nil
			case "root":
				return os.Geteuid() == 0, nil
			case "cgo":
				return builtWithCgo(), nil
			case "strace":
				return canTrace(), nil
			case "nohup":
				return signal.Ignored(syscall.SIGHUP), nil
			}
			return false, fmt.Errorf("unknown condition: %s", name)
		},
		Setup: func(env *testscript.Env) error {
			server := httptest.NewServer(testSite(env.WorkDir))
			env.Defer(server.Close)
			env.Setenv("SITE", server.URL)
			secure := httptest.NewUnstartedServer(testSite(env.WorkDir))
			secure.Config.ErrorLog = log.New(io.Discard, "", 0) // failed handshakes are intended
			secure.StartTLS()
			env.Defer(secure.Close)
			env.Setenv("SECURE", secure.URL)
			silent, err := net.Listen("tcp", "127.0.0.1:0") // the system accepts connections, and nothing answers
			if err != nil {
				return err
			}
			env.Defer(func() { silent.Close() })
			env.Setenv("SILENT", silent.Addr().String())
			if err := startTroubles(env); err != nil {
				return err
			}
			env.Setenv("GORACE", "atexit_sleep_ms=0") // a command under -race would sleep at its end
			return nil
		},
	})
}

// builtWithCgo reports whether the command is linked to the C library.
func builtWithCgo() bool {
	info, _ := debug.ReadBuildInfo()
	return info == nil || slices.Contains(info.Settings, debug.BuildSetting{Key: "CGO_ENABLED", Value: "1"})
}

// canMount reports whether the tests can mount a small file system. Root can, outside of most
// containers.
func canMount() bool {
	dir, err := os.MkdirTemp("", "hoist")
	if err != nil {
		return false
	}
	defer os.Remove(dir)
	if exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", dir).Run() != nil {
		return false
	}
	return exec.Command("umount", dir).Run() == nil
}

// canFix reports whether files can be made immutable, as by root on ext4.
func canFix() bool {
	f, err := os.CreateTemp("", "hoist")
	if err != nil {
		return false
	}
	defer os.Remove(f.Name())
	defer f.Close()
	return exec.Command("chattr", "+i", f.Name()).Run() == nil && exec.Command("chattr", "-i", f.Name()).Run() == nil
}

// testSite returns a site for scripts:
//
//   - /first/N/STATUS/X answers with that status the first N times, and /status/STATUS/N always, with
//     a Retry-After of N.
//   - /broken sends half of its body the first time, and then the rest if that is requested. /half
//     always sends half.
//   - /hang never answers.
//   - /to/X redirects to X, and /go?URL to URL.
//   - /echo answers with the header of the request, and /answer/X?named=N&type=T&body=B with the
//     Content-Disposition N, the Content-Type T and the body B.
//   - /gzip has a Content-Encoding.
//   - /challenge and /refusal refuse the request (troubles_test.go).
//
// All other files come from the directory `site` of the script. As a proxy it answers in the same
// way for every host, and answers CONNECT to STATUS.example with that status.
func testSite(dir string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/half", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000000")
		w.Write(make([]byte, 500000))
	})
	mux.HandleFunc("/to/", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.TrimPrefix(r.URL.Path, "/to"), http.StatusFound)
	})
	mux.HandleFunc("/go", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.RawQuery, http.StatusFound)
	})
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("Host", r.Host)
		for _, name := range slices.Sorted(maps.Keys(r.Header)) {
			fmt.Fprintf(w, "%s: %s\n", name, r.Header.Get(name))
		}
	})
	mux.HandleFunc("/answer/", func(w http.ResponseWriter, r *http.Request) {
		if named := r.FormValue("named"); named != "" {
			w.Header().Set("Content-Disposition", named)
		}
		w.Header().Set("Content-Type", r.FormValue("type"))
		io.WriteString(w, r.FormValue("body"))
	})
	mux.HandleFunc("/gzip", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		io.WriteString(w, "sent as gzip")
	})
	mux.HandleFunc("/first/{n}/{status}/{name}", firstFail())
	mux.HandleFunc("/status/{status}/{after}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", r.PathValue("after"))
		w.WriteHeader(number(r, "status"))
	})
	mux.HandleFunc("/broken", breaking())
	mux.HandleFunc("/challenge", challenge)
	mux.HandleFunc("/refusal", refusal)
	mux.Handle("/", http.FileServer(http.Dir(filepath.Join(dir, "site"))))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status, _, _ := strings.Cut(r.Host, "."); r.Method == http.MethodConnect {
			if n, err := strconv.Atoi(status); err == nil {
				w.WriteHeader(n)
				return
			}
		}
		mux.ServeHTTP(w, r)
	})
}

func number(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.PathValue(name))
	if err != nil {
		panic(err)
	}
	return n
}

func firstFail() http.HandlerFunc {
	var mu sync.Mutex
	asked := map[string]int{}
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.URL.Path]++
		n := asked[r.URL.Path]
		mu.Unlock()
		if n <= number(r, "n") {
			w.WriteHeader(number(r, "status"))
		}
		fmt.Fprintln(w, r.PathValue("name"))
	}
}

func breaking() http.HandlerFunc {
	var broke atomic.Bool
	text := strings.Repeat("0123456789", 100_000)
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		if broke.Swap(true) {
			http.ServeContent(w, r, "", time.Time{}, strings.NewReader(text))
			return
		}
		w.Header().Set("Accept-Ranges", "bytes")
		w.Header().Set("Content-Length", strconv.Itoa(len(text)))
		io.WriteString(w, text[:len(text)/2])
	}
}

// schema FILE ... checks every line of the files against docs/log.schema.json.
func schema(ts *testscript.TestScript, neg bool, files []string) {
	wd := filepath.Join(rootDir, "docs", "log.schema.json")
	compiled, err := jsonschema.NewCompiler().Compile(wd)
	ts.Check(err)
	for _, file := range files {
		count := 0
		for line := range strings.Lines(ts.ReadFile(file)) {
			value, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
			if err == nil {
				err = compiled.Validate(value)
			}
			if err != nil != neg {
				ts.Fatalf("%s: %s%v", file, line, err)
			}
			count++
		}
		if count == 0 {
			ts.Fatalf("%s: no line", file)
		}
	}
}

var rootDir = func() string {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	return filepath.Join(dir, "..", "..")
}()

// await FILE REGEXP waits until the file has text that matches.
func await(ts *testscript.TestScript, _ bool, args []string) {
	pattern := regexp.MustCompile(args[1])
	for deadline := time.Now().Add(time.Minute); ; {
		text, err := os.ReadFile(ts.MkAbs(args[0]))
		if err == nil && pattern.Match(text) {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%s has no %s after a minute: %s", args[0], args[1], bytes.TrimSpace(text))
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// nothing DIR checks that there is no file in or under the directory, not even a hidden file.
func nothing(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			ts.Fatalf("there is %s", path)
		}
		return err
	}))
}

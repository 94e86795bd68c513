package command

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// imports are the packages of the project, each with the packages that it may import, from the
// words at the bottom to the command at the top. All other imports are forbidden.
var imports = map[string][]string{
	"internal/outcome":   {},
	"internal/redact":    {},
	"internal/mediatype": {},
	"internal/address":   {},
	"internal/filelock":  {},
	"internal/hosts":     {},
	"internal/terminal":  {},
	"internal/challenge": {},
	"internal/tlsoffer":  {},
	"internal/chunked":   {},
	"internal/jsontext":  {},
	"internal/country":   {},
	"internal/filekind":  {},
	"internal/digest":    {},
	"internal/integrity": {"internal/digest"},
	"internal/unpack":    {},
	"internal/percent":   {},
	"internal/origin":    {"internal/redact"},
	"internal/netrc":     {"internal/origin"},
	"internal/parts":     {"internal/naming", "internal/origin"},
	"internal/split":     {"internal/disk", "internal/filelock", "internal/parts"},
	"internal/expect":    {"internal/digest", "internal/integrity", "internal/naming"},
	"internal/naming":    {"internal/origin", "internal/outcome", "internal/percent", "internal/redact"},
	"internal/fdlimit":   {"internal/outcome"},
	"internal/h1":        {"internal/origin"},
	"internal/h2":        {"internal/origin"},
	"internal/tunnel":    {"internal/h1"},
	"internal/httpclient": {
		"internal/address", "internal/challenge", "internal/h1", "internal/h2", "internal/netrc",
		"internal/origin", "internal/outcome", "internal/tlsoffer", "internal/tunnel",
	},
	"internal/notices": {"internal/hosts", "internal/httpclient", "internal/outcome"},
	"internal/spool":   {"internal/digest", "internal/outcome"},
	"internal/download": {
		"internal/challenge", "internal/h1", "internal/httpclient", "internal/integrity",
		"internal/mediatype", "internal/origin", "internal/outcome", "internal/percent",
		"internal/redact", "internal/spool",
	},
	"internal/disk":     {"internal/fdlimit", "internal/filelock"},
	"internal/pipeline": {"internal/outcome"},
	"internal/logline": {
		"internal/digest", "internal/integrity", "internal/jsontext", "internal/outcome", "internal/redact",
	},
	"internal/tally": {
		"internal/chunked", "internal/journal", "internal/logline", "internal/outcome", "internal/parts",
		"internal/unpack",
	},
	"internal/journal": {
		"internal/chunked", "internal/disk", "internal/filelock", "internal/logline", "internal/redact",
		"internal/terminal", "internal/unpack",
	},
	"internal/store": {"internal/spool"},
	"internal/store/local": {
		"internal/disk", "internal/fdlimit", "internal/filelock", "internal/naming", "internal/outcome",
		"internal/pipeline", "internal/spool", "internal/store",
	},
	"internal/listfile":            {"internal/disk", "internal/journal", "internal/store/local"},
	"internal/failedlist":          {"internal/listfile", "internal/logline"},
	"internal/manifest":            {"internal/listfile", "internal/logline"},
	"internal/flagserver":          {},
	"internal/badserver":           {},
	"internal/heaptest":            {},
	"internal/packtest":            {},
	"internal/engines":             {},
	"bench/gauge":                  {},
	"internal/clienttest":          {"internal/origin"},
	"internal/logline/loglinetest": {},
	"internal/disk/disktest":       {"internal/disk"},
	"internal/storetest":           {"internal/fdlimit", "internal/spool"},
	"source": {
		"internal/country", "internal/filekind", "internal/naming", "internal/parts", "internal/redact",
		"internal/terminal", "internal/unpack", "source/records",
	},
	"source/records":      {"internal/jsontext"},
	"sink":                {"internal/logline", "internal/outcome", "internal/redact"},
	"internal/errorlimit": {"internal/logline", "internal/outcome"},
	"internal/existing": {
		"internal/digest", "internal/integrity", "internal/logline", "internal/naming",
		"internal/outcome", "internal/redact", "internal/store",
	},
	"stages": {
		"internal/download", "internal/errorlimit", "internal/existing", "internal/expect",
		"internal/fdlimit", "internal/hosts", "internal/httpclient", "internal/logline",
		"internal/naming", "internal/notices", "internal/origin", "internal/outcome", "internal/parts",
		"internal/pipeline", "internal/redact", "internal/spool", "internal/store", "sink", "source",
	},
	"internal/command/garbage": {},
	"internal/command/units":   {},
	"internal/command/options": {"internal/command/units", "source/records"},
	"internal/command/signals": {},
	"internal/command/help":    {"internal/command/options"},
	"internal/command": {
		"internal/command/garbage", "internal/command/help", "internal/command/options",
		"internal/command/signals", "internal/command/units", "internal/country", "internal/download",
		"internal/errorlimit", "internal/existing", "internal/expect", "internal/failedlist",
		"internal/fdlimit", "internal/flagserver", "internal/hosts", "internal/httpclient",
		"internal/journal", "internal/logline", "internal/manifest", "internal/mediatype",
		"internal/naming", "internal/netrc", "internal/notices", "internal/outcome", "internal/parts",
		"internal/redact", "internal/split", "internal/store", "internal/store/local",
		"internal/tally", "internal/terminal", "internal/unpack", "sink", "source", "source/records", "stages",
	},
	"": {"internal/command"},
}

// Imports go one way, and the table lists no import that is not there.
func TestImports(t *testing.T) {
	list := exec.Command("go", "list", "-pgo=off", "-json=ImportPath,Imports", "./...")
	list.Dir = rootDir
	list.Env = append(list.Environ(), "GOOS=linux") // internal/disk imports less elsewhere
	text, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	const module = "github.com/hoist/hoist"
	within := func(path string) string { return strings.TrimPrefix(strings.TrimPrefix(path, module), "/") }
	found := 0
	for packages := json.NewDecoder(strings.NewReader(string(text))); ; found++ {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := packages.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name := within(p.ImportPath)
		may, listed := imports[name]
		if !listed {
			t.Errorf("%s is not in the table", name)
		}
		for _, imported := range p.Imports {
			if (imported == module || strings.HasPrefix(imported, module+"/")) && !slices.Contains(may, within(imported)) {
				t.Errorf("%s must not import %s", name, within(imported))
			}
		}
		for _, path := range may {
			if !slices.Contains(p.Imports, module+"/"+path) {
				t.Errorf("%s does not import %s", name, path)
			}
		}
	}
	if found != len(imports) {
		t.Errorf("%d packages, and %d in the table", found, len(imports))
	}
}

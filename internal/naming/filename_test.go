package naming

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, tt := range []struct{ name, template, ext, code, want string }{
		{"a flag", "{code}{ext}", ".gif", "BR", "BR.gif"},
		{"no extension", "{code}{ext}", "", "BR", "BR"},
		{"directories are the template's", "{shard}/{code}{ext}", ".gif", "BR", "bb/BR.gif"},
		{"up and out", "{code}", "", "../x", "%2E.%2Fx"},
		{"absolute", "{code}", "", "/etc/passwd", "%2Fetc%2Fpasswd"},
		{"dot", "{code}", "", ".", "%2E"},
		{"dots", "{code}", "", "..", "%2E%2E"},
		{"hidden", "{code}", "", ".bashrc", "%2Ebashrc"},
		{"an option to other tools", "{code}", "", "-rf", "%2Drf"},
		{"trailing dot", "{code}", "", "a.", "a%2E"},
		{"trailing blank", "{code}", "", "a ", "a%20"},
		{"blank inside", "{code}", "", "a b", "a%20b"},
		{"backslash", "{code}", "", `a\b`, "a%5Cb"},
		{"drive", "{code}", "", "C:x", "C%3Ax"},
		{"percent", "{code}", "", "%2F", "%252F"},
		{"tilde, which marks a cut name", "{code}", "", "a~b", "a%7Eb"},
		{"beyond ASCII", "{code}", "", "é", "%C3%A9"},
		{"device", "{code}", "", "CON", "%43ON"},
		{"device, lower case, with extension", "{code}{ext}", ".gif", "nul", "%6Eul.gif"},
		{"device with an extension of the code's", "{code}", "", "com1.txt", "%63om1.txt"},
		{"device made by the template", "C{code}", "", "ON", "%43ON"},
		{"no device", "{code}", "", "CONSOLE", "CONSOLE"},
		{"like a temporary name", ".{code}", "", "hoist-0001.tmp", "%2Ehoist-0001.tmp"},
		{"a URL", "{code}", "", "https://h/a?b=c", "https%3A%2F%2Fh%2Fa%3Fb%3Dc"},
		{"as long as a name may be", "{code}", "", strings.Repeat("x", 255), strings.Repeat("x", 255)},
		{
			"too long, the hash is sha256 of the code", "{code}.gif", "", long,
			strings.Repeat("x", 218) + "~0d4e2ca9e9cbced7a7a5380eb29e1a37.gif",
		},
		{"seq", "{seq}-{code}", "", "a", "7-a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n, err := parseNameFor(tt.template, tt.ext, testVars)
			if err != nil {
				t.Fatal(err)
			}
			if got := expandName(t, n, values(7, tt.code)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// parseNameFor parses a template of names whose {ext} is ext. It returns an error also if two codes
// may have the same name.
func parseNameFor(text, ext string, vars Variables) (nameTemplate, error) {
	urls, err := parseTemplate("http://h/x"+ext+"?{code}", &vars, vars.Names)
	if err != nil {
		return nameTemplate{}, err
	}
	n, err := parseName(text, urls, &vars, false)
	if err == nil {
		err = n.unproven
	}
	return n, err
}

// expandName expands a template that names no column.
func expandName(t *testing.T, n nameTemplate, value Values) string {
	t.Helper()
	name, err := n.expand(&nameValues{value: value})
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func TestParseNameRefuses(t *testing.T) {
	for _, tt := range []struct{ name, template string }{
		{"all codes in one file", "flag.gif"},
		{"empty", ""},
		{"lower does not tell A from a", "{lower}"},
		{"country tells flags apart only", "{country}"},
		{"up and out", "../{code}"},
		{"up in the middle", "a/../{code}"},
		{"absolute", "/{code}"},
		{"empty part", "a//{code}"},
		{"directory only", "{code}/"},
		{"nothing but an extension that may be none", "{code}/{ext}"},
		{"temporary names", ".hoist-{code}"},
		{"backslash", `a\{code}`},
		{"control character", "a\x00{code}"},
		{"seq beside code: 1 + 1a is 11 + a", "{seq}{code}"},
		{"code beside seq", "{code}{seq}"},
		{"nothing between but an extension that is none", "{code}{ext}{seq}"},
		{"a digit beside seq", "{code}0{seq}"},
		{"a digit behind seq", "{seq}0{code}"},
		{"reserved operator", "{+code}"},
		{"unknown variable", "{code}{x}"},
		{"literal text that leaves no room", "{code}" + strings.Repeat("x", 200)},
	} {
		if _, err := parseNameFor(tt.template, "", testVars); err == nil {
			t.Errorf("%s: %q is accepted", tt.name, tt.template)
		}
	}
	if _, err := parseNameFor("flag.gif", "", testVars); !strings.Contains(err.Error(), "needs {code} or {seq}, ") {
		t.Errorf("got %v", err)
	}
	flags := Variables{Names: testVars.Names, Unique: []string{"code", "lower", "upper", "country", "seq"}}
	for _, template := range []string{"{country}.gif", "{lower}{ext}", "{upper}"} {
		if _, err := parseNameFor(template, ".gif", flags); err != nil {
			t.Errorf("for flags: %v", err)
		}
	}
}

func TestExtension(t *testing.T) {
	for template, want := range map[string]string{
		"https://example.org/img/{code}.jpg":         ".jpg",
		"https://example.org/img/{code}.jpg?w=1.png": ".jpg",
		"https://example.org/{code}.jpg#x.png":       ".jpg",
		"https://example.org/{lower}/{lower}.gif":    ".gif",
		"https://example.org/{code}":                 "",
		"https://example.org/a.b/{code}":             "",
		"https://{code}.example.org":                 "",
		"https://{code}.example.org/":                "",
		"https://example.org/get.php?id={code}":      ".php",
		"https://example.org/x.{code}":               "",
		"https://example.org/x.a{code}":              "",
		"https://example.org/{code}.":                "",
		"{+code}":                                    "",
		"{+code}.jpg":                                ".jpg",
	} {
		parsed, err := parseTemplate(template, &testVars, testVars.Names)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := extension(parsed); got != want {
			t.Errorf("%s: got %q, want %q", template, got, want)
		}
	}
}

// Every code has a portable name of its own inside the destination.
func FuzzNames(f *testing.F) {
	f.Add("BR", "br")
	f.Add("../x", "%2E.%2Fx")
	f.Add("CON", "%43ON")
	f.Add(strings.Repeat("x", 300), strings.Repeat("x", 301))
	f.Add(strings.Repeat("é", 100), strings.Repeat("é", 99))
	var templates []nameTemplate
	for _, text := range []string{"{code}", "{shard}/{code}.gif", "{seq}-{code}", "a{code}b{lower}"} {
		n, err := parseNameFor(text, "", testVars)
		if err != nil {
			f.Fatal(err)
		}
		templates = append(templates, n)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if a == "" || b == "" {
			return
		}
		for _, n := range templates {
			first := expandName(t, n, values(1, a))
			checkPortable(t, first)
			if second := expandName(t, n, values(2, b)); a != b && first == second {
				t.Errorf("%q and %q are both %q", a, b, first)
			}
		}
	})
}

func checkPortable(t *testing.T, name string) {
	t.Helper()
	if !filepath.IsLocal(name) {
		t.Errorf("%q leaves the destination", name)
	}
	for part := range strings.SplitSeq(name, "/") {
		portable := strings.Trim(part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-%~") == ""
		if !portable || len(part) > 255 || strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".") ||
			strings.HasPrefix(part, "-") {
			t.Errorf("%q is not portable", part)
		}
	}
}

package naming

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// uniquePieces are pieces of templates that may give two codes one name.
var uniquePieces = []string{
	"{code}", "{+code}", "{seq}", "{hash}", "{lower}", "{shard}", "{a}", "{+a}", "{b}", "{+b}", "{id}", "{ext}",
	"{type}", "{filename}",
	"{base}", "{path}", "{host}", "-", ".", "1", "x", "/", "~", "_a.b", "%",
}

// uniqueValues are values that resemble those of other variables and literals.
var uniqueValues = []string{
	"a", "b", "A", "ab", "a-b", "a.b", "b.1", "1", "11", "1.1", "x", "ax", "a1.1", "a/b", "/a", "./a", "a/", "a//b", ".",
	"..", "~", "%", "%2E",
	".b", "-", "-1", "a-1", "x1", "1x", "CON", "con.b", ".hoist-", "é", "\xff", "a~b", "K", "k", "_a.b", "a_a.b",
	"ca978112ca1bbdcafac231b39a23dc4d", strings.Repeat("x", 255), strings.Repeat("x", 256), strings.Repeat("x", 255) + ".b",
	strings.Repeat("x", 222) + "~ca978112ca1bbdcafac231b39a23dc4d", strings.Repeat("%", 90),
}

// A uniqueJob has the values of which a name is made.
type uniqueJob struct{ name, code, seq string }

// randomName returns the name of a job with random values.
func randomName(r *rand.Rand, n nameTemplate) (uniqueJob, error) {
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	any := func() string { return pick(uniqueValues...) }
	job := uniqueJob{code: any(), seq: pick("1", "11", "5", "15", "12", "2")}
	if r.IntN(4) == 0 {
		job.code += any()
	}
	columns := map[string]string{"a": any(), "b": pick("", any()), "id": job.code}
	value := func(name string) (string, bool) {
		if name == "seq" {
			return job.seq, true
		}
		return valuesWith(0, job.code, columns)(name)
	}
	ext := pick("", "", ".b", ".1", ".11", ".b1", ".x", ".gif")
	u := &url.URL{Scheme: "http", Host: pick("h", "h:81", "a.b"), Path: "/" + pick("a", "a/b", "1", "x-1") + ext,
		RawQuery: pick("", "", "q", "a/b")}
	answer := Answer{Filename: pick("", any()), Type: pick("", "", ".b", ".1", ".x", ".jpg")}
	var err error
	job.name, err = n.expand(&nameValues{value: value, url: u, answer: &answer})
	return job, err
}

// uniqueTemplate returns a random template. If it is malformed or does not prove that names are
// unique, ok is false.
func uniqueTemplate(r *rand.Rand) (text string, n nameTemplate, ok bool) {
	for range 1 + r.IntN(5) {
		text += uniquePieces[r.IntN(len(uniquePieces))]
	}
	vars := Variables{
		Names: []string{"code", "lower", "seq", "shard", "hash"}, Unique: []string{"code", "seq", "hash", "col:id"},
		Columns: []string{"a", "b", "id"},
	}
	urls, err := parseTemplate("http://h/{a}{code}", &vars, vars.Names)
	if err != nil {
		panic(err)
	}
	n, err = parseName(text, urls, &vars, r.IntN(4) == 0)
	return text, n, err == nil && n.unproven == nil
}

// If a template proves that names are unique, no two codes have one name, whatever the other
// variables are.
func FuzzProvenNames(f *testing.F) {
	for seed := range uint64(3000) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 0))
		text, n, ok := uniqueTemplate(r)
		if !ok {
			return
		}
		seen := map[string]uniqueJob{}
		for range 200 {
			job, err := randomName(r, n)
			if err != nil {
				continue
			}
			before, ok := seen[job.name]
			if ok && before.code != job.code && before.seq != job.seq {
				t.Fatalf("%s (verbatim %v): the codes %.300q and %.300q are both %q", text, n.verbatim, before.code, job.code, job.name)
			}
			seen[job.name] = job
			if !filepath.IsLocal(filepath.FromSlash(job.name)) {
				t.Fatalf("%s: %q leaves the destination", text, job.name)
			}
		}
	})
}

// The reason why names are not unique names the variable, if there is one.
func TestUnproven(t *testing.T) {
	vars := Variables{
		Names: []string{"code", "lower", "seq", "hash"}, Unique: []string{"code", "seq", "hash", "col:id"},
		Columns: []string{"a", "id"},
	}
	const beside, needs = "{%s} has other variables beside it", "needs {code}, {seq}, {hash} or {id}, "
	of := func(name string) string { return strings.ReplaceAll(beside, "%s", name) }
	for _, tt := range []struct{ template, want string }{
		{"{code}", ""}, {"{a}/{code}", ""}, {"{code}/{a}", ""}, {"{hash}-{base}", ""}, {"{base}-{hash}", ""}, {"{a}-{seq}", ""},
		{"{id}{ext}", ""}, {"{+a}/{id}", ""}, {"{id}/{+a}", ""}, {"{code}{type}", ""}, {"{seq}-{filename}", ""}, {"{hash}{type}", ""},
		{"{type}/{hash}", ""}, {"{seq}-{a}{type}", ""}, {"{col:id}", ""}, {"{host}/{hash}-{base}", ""},
		{"{a}", needs}, {"{base}", needs}, {"{path}", needs}, {"{filename}", needs}, {"{lower}{ext}", needs}, {"{+id}", needs},
		{"x", needs},
		{"{a}-{code}", of("code")}, {"{code}-{a}", of("code")}, {"{a}{id}", of("id")}, {"{a}-{hash}-{base}", of("hash")},
		{"{a}-{seq}-{base}", of("seq")}, {"{+a}/{code}/{+a}", of("code")}, {"{id}{ext}{type}", of("id")}, {"{ext}{code}", of("code")},
		{"{code}1{ext}", of("code")},
	} {
		urls, err := parseTemplate("{+a}{code}", &vars, vars.Names) // so that the extension depends on the job
		if err != nil {
			t.Fatal(err)
		}
		n, err := parseName(tt.template, urls, &vars, false)
		if err != nil {
			t.Errorf("%s: %v", tt.template, err)
			continue
		}
		if got := fmt.Sprint(n.unproven); tt.want == "" && n.unproven != nil || !strings.Contains(got, tt.want) {
			t.Errorf("%s: got %s, want %q", tt.template, got, tt.want)
		}
	}
}

// Only {seq} proves that names are unique within one list, and no further.
func TestBySeq(t *testing.T) {
	for name, want := range map[string]bool{
		"{seq}": true, "{seq}-{lower}{ext}": true, "{shard}/{seq}": true, "{seq}/{code}": false, "{code}-{seq}": false,
		"{code}": false, "{base}": false,
	} {
		p, err := New(Templates{URL: "http://h/{code}", Name: name}, testVars)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.BySeq(); got != want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

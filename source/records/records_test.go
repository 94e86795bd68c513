package records

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// An item is a record, or the text of the error of a bad one.
type item struct {
	Names, Values, JSON []string
	Bad                 string
	Raw                 string // of a bad record
}

// read reads all of a table. It returns the last error, unless that is io.EOF.
func read(t *testing.T, in io.Reader, table Table) ([]item, error) {
	t.Helper()
	var items []item
	r := NewReader(bufio.NewReader(in), table)
	for {
		rec, err := r.Read()
		if bad, ok := errors.AsType[*BadRecord](err); ok && rec == nil {
			items = append(items, item{Bad: bad.Error(), Raw: bad.Raw})
			continue
		}
		if header, ok := errors.AsType[*HeaderError](err); ok {
			return append(items, item{Bad: header.Error()}), nil
		}
		if err == io.EOF {
			return items, nil
		}
		if err != nil {
			return items, err
		}
		if len(rec.Names) != len(rec.Values) {
			t.Fatalf("%d names and %d values", len(rec.Names), len(rec.Values))
		}
		items = append(items, item{Names: rec.Names, Values: rec.Values, JSON: rec.JSON})
	}
}

// check reads a table at once, byte by byte, and with its end beside its last bytes.
func check(t *testing.T, text string, table Table, want []item) {
	t.Helper()
	for name, in := range map[string]io.Reader{
		"at once":           strings.NewReader(text),
		"byte by byte":      iotest.OneByteReader(strings.NewReader(text)),
		"end with the data": iotest.DataErrReader(strings.NewReader(text)),
	} {
		got, err := read(t, in, table)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

// row returns a record of the columns a, b, … with values.
func row(values ...string) item {
	names := strings.Split("abcdefgh"[:len(values)], "")
	return item{Names: names, Values: values}
}

func bad(raw, err string) item { return item{Bad: err, Raw: raw} }

func TestCSV(t *testing.T) {
	long := strings.Repeat("x", MaxSize)
	for _, tt := range []struct {
		name, in string
		want     []item
	}{
		{"nothing", "", nil},
		{"a header alone", "a,b\n", nil},
		{"rows", "a,b\n1,2\n3,4\n", []item{row("1", "2"), row("3", "4")}},
		{"no line break at the end", "a,b\n1,2", []item{row("1", "2")}},
		{"CRLF", "a,b\r\n1,2\r\n", []item{row("1", "2")}},
		{"CRLF, quoted at the end", "a,b\r\n1,\"2\"\r\n", []item{row("1", "2")}},
		{"CR at the end of the input", "a,b\n1,\"2\"\r", []item{row("1", "2")}},
		{"CR within a line is text", "a,b\n1\r,2\n", []item{row("1\r", "2")}},
		{"byte order mark", "\ufeffa,b\n1,2\n", []item{row("1", "2")}},
		{"byte order mark before a quote", "\ufeff\"a\",b\n1,2\n", []item{row("1", "2")}},
		{"byte order mark alone", "\ufeff", nil},
		{"empty lines", "\n\r\na,b\n\n1,2\n\r\n\n3,4\n\n", []item{row("1", "2"), row("3", "4")}},
		{"empty fields", "a,b\n,\n", []item{row("", "")}},
		{"empty field in quotes on a line of its own", "a\n\"\"\n", []item{row("")}},
		{"blanks are text", "a,b\n 1 , 2\n", []item{row(" 1 ", " 2")}},
		{"quotes", "a,b\n\"1,x\",\"say \"\"no\"\"\"\n", []item{row("1,x", `say "no"`)}},
		{"quotes alone", "a,b\n\"\"\"\",\"\"\"\"\"\"\n", []item{row(`"`, `""`)}},
		{"line break in quotes", "a,b\n\"1\n\n2\",x\n3,4\n", []item{row("1\n\n2", "x"), row("3", "4")}},
		{"CRLF in quotes is kept", "a,b\r\n\"1\r\n2\",x\r\n", []item{row("1\r\n2", "x")}},
		{"line break in quotes at the end", "a,b\n1,\"2\n\"", []item{row("1", "2\n")}},
		{"tabs, other control characters", "a,b\n\t,\v\n", []item{row("\t", "\v")}},
		{"not ASCII", "a,b\né,日本\n", []item{row("é", "日本")}},

		{"too few fields", "a,b\n1\n3,4\n", []item{bad("1", "line 2: 1 field, and the header has 2"), row("3", "4")}},
		{"too many fields", "a,b\n1,2,3\n3,4\n", []item{bad("1,2,3", "line 2: 3 fields, and the header has 2"), row("3", "4")}},
		{"a wrong number of fields over several lines", "a,b\n\"1\n2,3\n4\"\n5,6\n", []item{
			bad("\"1", "line 2: 1 field, and the header has 2"), row("2", "3"),
			bad("4\"", "line 4: field 1 has a quote, and does not begin with one"), row("5", "6"),
		}},
		{"quote within a field", "a,b\n1,2\"3\"\n3,4\n", []item{
			bad("1,2\"3\"", "line 2: field 2 has a quote, and does not begin with one"), row("3", "4"),
		}},
		{"text after a closing quote", "a,b\n\"1\"x,2\n3,4\n", []item{
			bad("\"1\"x,2", "line 2: field 1 has text after its closing quote"), row("3", "4"),
		}},
		{"blank after a closing quote", "a,b\n\"1\" ,2\n3,4\n", []item{
			bad("\"1\" ,2", "line 2: field 1 has text after its closing quote"), row("3", "4"),
		}},
		{"no closing quote", "a,b\n1,\"2\n3,4\n5,6\n", []item{
			bad("1,\"2", "line 2: field 2 has no closing quote"), row("3", "4"), row("5", "6"),
		}},
		{"no closing quote on the last line", "a,b\n1,\"2", []item{bad("1,\"2", "line 2: field 2 has no closing quote")}},
		{"no closing quote, and another such line", "a,b\n1,\"2\n3,4\n5,\"6\n7,8\n", []item{
			bad("1,\"2", "line 2: field 2 has text after its closing quote"), row("3", "4"),
			bad("5,\"6", "line 4: field 2 has no closing quote"), row("7", "8"),
		}},
		{"no closing quote within 64 KiB", "a,b\n1,\"2\n3,4\n" + strings.Repeat("5,6\n", MaxSize/4) + "7,8\n9,\"0\"\n", repeat(
			bad("1,\"2", "line 2: field 2 has no closing quote within 64 KiB"), row("3", "4"), row("5", "6"), MaxSize/4,
			row("7", "8"), row("9", "0"),
		)},
		{"no closing quote, and then a line that is too long", "a,b\n1,\"2\n3,4\n" + long + long + "\n5,6\n", []item{
			bad("1,\"2", "line 2: field 2 has no closing quote within 64 KiB"), row("3", "4"),
			bad((long + long)[:maxLine], "line 4: is longer than 64 KiB"), row("5", "6"),
		}},
		{"not UTF-8", "a,b\n1,\xff\n3,4\n", []item{bad("1,\xff", "line 2: is not valid UTF-8"), row("3", "4")}},
		{"NUL", "a,b\n1,\x00\n3,4\n", []item{bad("1,\x00", "line 2: has a NUL character"), row("3", "4")}},
		{"64 KiB", "a,b\n," + long[1:] + "\n3,4\n", []item{row("", long[1:]), row("3", "4")}},
		{"64 KiB and a byte order mark", "\ufeff" + strings.Repeat("a,", MaxSize/2-1) + "bc\nx", []item{
			bad("", `the header: line 1: two columns have the name "a"`),
		}},
		{"64 KiB and one", "a,b\n," + long + "\n3,4\n", []item{bad(","+long, "line 2: is longer than 64 KiB"), row("3", "4")}},
		{"10 MB", "a,b\n" + strings.Repeat(long, 160) + "\n3,4\n", []item{
			bad((long + long)[:maxLine], "line 2: is longer than 64 KiB"), row("3", "4"),
		}},
		{"10 MB at the end", "a,b\n" + strings.Repeat(long, 160), []item{
			bad((long + long)[:maxLine], "line 2: is longer than 64 KiB"),
		}},
		{"64 KiB and one over several lines", "a,b\n\"1\n2\",\"" + long[5:] + "\"\n3,4\n", []item{
			bad("\"1", "line 2: the record is longer than 64 KiB"),
			bad("2\",\""+long[5:]+"\"", "line 3: field 1 has a quote, and does not begin with one"), row("3", "4"),
		}},

		{"a column twice", "a,b,a\n", []item{bad("", `the header: line 1: two columns have the name "a"`)}},
		{"a column without a name", "a,,b\n", []item{bad("", "the header: line 1: column 2 has no name")}},
		{"a column with a brace", "a,{b}\n", []item{
			bad("", `the header: line 1: column "{b}" has a brace in its name, and templates name columns in braces`),
		}},
	} {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.in, Table{Format: CSV}, tt.want) })
	}
}

// repeat returns first, second, n times third, and rest.
func repeat(first, second, third item, n int, rest ...item) []item {
	items := []item{first, second}
	for range n {
		items = append(items, third)
	}
	return append(items, rest...)
}

func TestCSVOtherForms(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		table    Table
		want     []item
	}{
		{"semicolons", "a;b\n1,5;\"2;3\"\n", Table{Format: CSV, Delimiter: ';'}, []item{row("1,5", "2;3")}},
		{"tabs", "a\tb\n1\t\"2\"\n", Table{Format: CSV, Delimiter: '\t'}, []item{row("1", "2")}},
		{"columns given", "1,2\n3\n", Table{Format: CSV, Columns: []string{"a", "b"}}, []item{
			row("1", "2"), bad("3", "line 2: 1 field, and there are 2 columns"),
		}},
	} {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.in, tt.table, tt.want) })
	}
}

func TestTSV(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     []item
	}{
		{"rows", "a\tb\n1\t2\n3\t4", []item{row("1", "2"), row("3", "4")}},
		{"CRLF, a byte order mark, empty lines", "\ufeffa\tb\r\n\r\n1\t2\r\n", []item{row("1", "2")}},
		{"quotes are text", "a\tb\n\"1\t2\"\n", []item{row("\"1", "2\"")}},
		{"empty values", "a\tb\n\t\n", []item{row("", "")}},
		{"too few", "a\tb\n1\n3\t4\n", []item{bad("1", "line 2: 1 field, and the header has 2"), row("3", "4")}},
		{"NUL", "a\tb\n1\t\x00\n", []item{bad("1\t\x00", "line 2: has a NUL character")}},
	} {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.in, Table{Format: TSV}, tt.want) })
	}
}

func TestJSONLines(t *testing.T) {
	ab := []string{"a", "b"}
	one := item{Names: []string{"a"}, Values: []string{"1"}, JSON: []string{"1"}}
	deep := strings.Repeat("[", 1000) + strings.Repeat("]", 1000)
	for _, tt := range []struct {
		name, in string
		want     []item
	}{
		{"strings", `{"a":"x","b":"\"\n\u00e9\ud83d\ude00\/"}`, []item{
			{ab, []string{"x", "\"\né😀/"}, []string{`"x"`, `"\"\n\u00e9\ud83d\ude00\/"`}, "", ""},
		}},
		{"numbers by their own text", `{"a":1.50,"b":12345678901234567890}`, []item{
			{ab, []string{"1.50", "12345678901234567890"}, []string{"1.50", "12345678901234567890"}, "", ""},
		}},
		{"true and null", `{"a":true,"b":null}`, []item{{ab, []string{"true", ""}, []string{"true", "null"}, "", ""}}},
		{"an array and an object", `{"a":[1, "x"],"b":{"c":[]}}`, []item{
			{ab, []string{`[1, "x"]`, `{"c":[]}`}, []string{`[1, "x"]`, `{"c":[]}`}, "", ""},
		}},
		{"blanks, blank lines, a byte order mark, CRLF", "\ufeff\r\n \t{ \"a\" : 1 } \r\n \t\r\n", []item{one}},
		{"an escaped key", `{"\u0061":1}`, []item{one}},
		{"other keys in each record", "{\"a\":1}\n{\"b\":1}\n", []item{
			one, {Names: []string{"b"}, Values: []string{"1"}, JSON: []string{"1"}},
		}},

		{"no JSON", "{a:1}\n{\"a\":1}\n", []item{bad("{a:1}", "line 1: is not valid JSON"), one}},
		{"two values", "{\"a\":1}{\"a\":1}\n", []item{bad(`{"a":1}{"a":1}`, "line 1: is not valid JSON")}},
		{"no object", "1\n{\"a\":1}\n[1]\n", []item{
			bad("1", "line 1: is not a JSON object"), one, bad("[1]", "line 3: is not a JSON object"),
		}},
		{"an object over lines, later", "{\"a\":1}\n{\n\"a\":1}\n", []item{
			one, bad("{", "line 2: is not valid JSON"), bad("\"a\":1}", "line 3: is not valid JSON"),
		}},
		{"an empty object", "{}", []item{bad("{}", "line 1: is an empty object")}},
		{"a key twice", `{"a":1,"\u0061":2}`, []item{bad(`{"a":1,"\u0061":2}`, `line 1: has the key "a" twice`)}},
		{"NUL", `{"a":"\u0000"}`, []item{bad(`{"a":"\u0000"}`, "line 1: has a NUL character")}},
		{"half of a surrogate pair", `{"a":"\ud800"}` + "\n" + `{"a":"\uDFFF"}` + "\n" + `{"a":{"\ud83d\ud83d\ude00":1}}`, []item{
			bad(`{"a":"\ud800"}`, "line 1: is not valid UTF-8"), bad(`{"a":"\uDFFF"}`, "line 2: is not valid UTF-8"),
			bad(`{"a":{"\ud83d\ud83d\ude00":1}}`, "line 3: is not valid UTF-8"),
		}},
		{"a surrogate pair, and an escaped backslash before ud800", `{"a":"\ud83D\uDe00\n\\ud800\u00e9"}`, []item{
			{ab[:1], []string{"\U0001f600\n\\ud800é"}, []string{`"\ud83D\uDe00\n\\ud800\u00e9"`}, "", ""},
		}},
		{"an escaped backslash before u0000", `{"a":"\\u0000"}`, []item{
			{ab[:1], []string{`\u0000`}, []string{`"\\u0000"`}, "", ""},
		}},
		{"control character", "{\"a\":\"\x01\"}", []item{bad("{\"a\":\"\x01\"}", "line 1: is not valid JSON")}},
		{"deep", `{"a":` + deep[1:1999] + `}`, []item{{ab[:1], []string{deep[1:1999]}, []string{deep[1:1999]}, "", ""}}},
		{"too deep", `{"a":` + deep + `}`, []item{bad(`{"a":`+deep+`}`, "line 1: is nested deeper than 1000 levels")}},
	} {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.in, Table{Format: JSONL}, tt.want) })
	}
}

// A key that is there twice is found among many keys too.
func TestJSONLinesManyKeys(t *testing.T) {
	var b strings.Builder
	for i := range 100 {
		b.WriteString(`"` + strings.Repeat("k", i+1) + `":1,`)
	}
	for text, good := range map[string]bool{"{" + b.String() + `"x":1}`: true, "{" + b.String() + `"kkk":1}`: false} {
		got, err := read(t, strings.NewReader(text), Table{Format: JSONL})
		if err != nil || len(got) != 1 || (got[0].Bad == "") != good {
			t.Errorf("got %+v, %v", got, err)
		}
	}
}

// An array is not JSON Lines, and neither is one object over several lines.
func TestArray(t *testing.T) {
	for in, want := range map[string]error{
		"[": ErrArray, "\n [{\"a\":1}]": ErrArray, "\ufeff[]": ErrArray, "[" + strings.Repeat("1,", MaxSize) + "1]": ErrArray,
		"{\n\"a\":1\n}\n": ErrIndented,
	} {
		if items, err := read(t, strings.NewReader(in), Table{Format: JSONL}); err != want || items != nil {
			t.Errorf("%.20q: got %v, %v", in, items, err)
		}
	}
}

func TestSums(t *testing.T) {
	md5, sha1 := strings.Repeat("0f", 16), strings.Repeat("1e", 20)
	sha256, sha512 := strings.Repeat("2d", 32), strings.Repeat("3c", 64)
	sum := func(name, algorithm, hash string) item {
		return item{Names: []string{"code", "algorithm", "hash"}, Values: []string{name, algorithm, hash}}
	}
	for _, tt := range []struct {
		name, in string
		want     []item
	}{
		{"each algorithm", md5 + "  a\n" + sha1 + "  b\n" + sha256 + "  c\n" + sha512 + "  d\n", []item{
			sum("a", "md5", md5), sum("b", "sha1", sha1), sum("c", "sha256", sha256), sum("d", "sha512", sha512),
		}},
		{"binary", md5 + " *a\n", []item{sum("a", "md5", md5)}},
		{"blanks in a name", md5 + "   a b \n", []item{sum(" a b ", "md5", md5)}},
		{"one blank", md5 + " a\n", []item{sum("a", "md5", md5)}},
		{"upper case", strings.ToUpper(md5) + "  a\n", []item{sum("a", "md5", md5)}},
		{"CRLF", md5 + "  a\r\n", []item{sum("a", "md5", md5)}},
		{"./ and /", md5 + "  ./a/b\n" + md5 + "  /a\n" + md5 + "  .//./a\n" + md5 + "  .a\n" + md5 + "  ../a\n", []item{
			sum("a/b", "md5", md5), sum("a", "md5", md5), sum("a", "md5", md5), sum(".a", "md5", md5), sum("../a", "md5", md5),
		}},
		{"comments, blank lines", "# md5\n\n" + md5 + "  a\n", []item{sum("a", "md5", md5)}},
		{"escaped", `\` + md5 + `  a\\b\nc\rd` + "\n", []item{sum("a\\b\nc\rd", "md5", md5)}},
		{"a backslash that is not escaped", md5 + `  a\nb` + "\n", []item{sum(`a\nb`, "md5", md5)}},
		{"tag", "SHA256 (a (b) = c) = " + sha256 + "\nMD5 (a) = " + md5 + "\n", []item{
			sum("a (b) = c", "sha256", sha256), sum("a", "md5", md5),
		}},
		{"tag, escaped", `\SHA1 (a\\b\n) = ` + sha1 + "\n", []item{sum("a\\b\n", "sha1", sha1)}},
		{"OpenSSL", "SHA512(a)= " + sha512 + "\nSHA2-256(b c)= " + sha256 + "\nSHA2-512(d)= " + sha512 + "\nMD5(e)= " +
			md5 + "\n", []item{
			sum("a", "sha512", sha512), sum("b c", "sha256", sha256), sum("d", "sha512", sha512), sum("e", "md5", md5),
		}},

		{"no sum", "a b\n", []item{bad("a b", "line 1: is not a line of sha256sum, sha512sum, sha1sum or md5sum")}},
		{"a hash alone", md5 + "\n", []item{bad(md5, "line 1: is not a line of sha256sum, sha512sum, sha1sum or md5sum")}},
		{"no name", md5 + "  ./\n", []item{bad(md5+"  ./", "line 1: has no name of a file")}},
		{"another length", md5[:30] + "  a\n", []item{
			bad(md5[:30]+"  a", "line 1: a hash of 30 hex digits: md5 has 32, sha1 40, sha256 64, sha512 128"),
		}},
		{"another length, tag", "MD5 (a) = " + sha1 + "\n", []item{
			bad("MD5 (a) = "+sha1, `line 1: "`+sha1+`" is not a hash of md5`),
		}},
		{"another algorithm", "BLAKE2b (a) = " + sha512 + "\n", []item{
			bad("BLAKE2b (a) = "+sha512, "line 1: is not a line of sha256sum, sha512sum, sha1sum or md5sum"),
		}},
		{"a bad escape", `\` + md5 + `  a\tb` + "\n", []item{
			bad(`\`+md5+`  a\tb`, `line 1: has a backslash before another character than \, n or r`),
		}},
		{"not UTF-8", md5 + "  \xff\n", []item{bad(md5+"  \xff", "line 1: is not valid UTF-8")}},
	} {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.in, Table{Format: Sums}, tt.want) })
	}
}

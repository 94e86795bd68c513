package source

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// readers are the three ways to read codes, each with the byte that ends a code.
var readers = []struct {
	name string
	read func(io.Reader, Parse) iter.Seq2[Job, error]
	end  string
}{
	{"Words", Words, "\n"},
	{"Lines", Lines, "\n"},
	{"Null", Null, "\x00"},
}

func TestWords(t *testing.T) {
	br, cn, us := good("BR"), good("CN"), good("US")
	for _, tt := range []struct {
		name, in string
		want     []Job
	}{
		{"empty", "", nil},
		{"one a line", "BR\nCN\n", []Job{br, cn}},
		{"no newline at the end", "BR\nCN", []Job{br, cn}},
		{"several on a line", "BR CN\nUS\n", []Job{br, cn, us}},
		{"blanks and tabs around and between", " \tBR \t CN\t\n", []Job{br, cn}},
		{"neither sorted nor unique", "US BR US", []Job{us, br, us}},
		{"upper-cased, the input kept", "br", []Job{{Input: "br", Code: "BR"}}},
		{"CRLF", "BR\r\nCN US\r\n", []Job{br, cn, us}},
		{"CRLF, blank lines", "\r\n\r\nBR\r\n", []Job{br}},
		{"BOM", "\ufeffBR\n", []Job{br}},
		{"BOM alone", "\ufeff", nil},
		{"BOM before a comment", "\ufeff# flags\nBR", []Job{br}},
		{"BOM on a later line is no BOM", "BR\n\ufeffCN\n", []Job{br, bad("\ufeffCN", ErrNotFlag)}},
		{"second BOM is no BOM", "\ufeff\ufeffBR", []Job{bad("\ufeffBR", ErrNotFlag)}},
		{"blank lines", "\n\nBR\n \t\n\nCN\n\n", []Job{br, cn}},
		{"line of a comment", "# flags\nBR\n", []Job{br}},
		{"comment after blanks", " \t# flags\nBR\n", []Job{br}},
		{"comment after codes", "BR CN # US\nUS\n", []Job{br, cn, us}},
		{"comment right after a code", "BR#CN\nUS", []Job{br, us}},
		{"comment in a comment", "BR # CN # US", []Job{br}},
		{"comment without text", "#\nBR #\n", []Job{br}},
		{"comment with a control character", "BR # \x00\xff\n", []Job{br}},
		{"a letter stands for itself", "B\n", []Job{bad("B", ErrNotFlag)}},
		{"sharp s", "ß\nBR\n", []Job{bad("ß", ErrNotFlag), br}},
		{"bad among good", "BR BRA CN", []Job{br, bad("BRA", ErrNotFlag), cn}},
		{"NUL", "BR\x00CN US", []Job{bad("BR\x00CN", ErrControl), us}},
		{"escape", "\x1bB\nBR", []Job{bad("\x1bB", ErrControl), br}},
		{"DEL", "B\x7f\nBR", []Job{bad("B\x7f", ErrControl), br}},
		{"C1", "B\u0085R\nBR", []Job{bad("B\u0085R", ErrControl), br}},
		{"invalid UTF-8", "\xff\xfe\nBR", []Job{bad("\xff\xfe", ErrUTF8), br}},
		{"no-break space separates nothing", "BR\u00a0CN", []Job{bad("BR\u00a0CN", ErrNotFlag)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checkJobs(t, Words(strings.NewReader(tt.in), Flag), tt.want, nil)
		})
	}
}

func TestLines(t *testing.T) {
	a, b := good("a"), good("b")
	for _, tt := range []struct {
		name, in string
		want     []Job
	}{
		{"empty", "", nil},
		{"one a line", "a\nb\n", []Job{a, b}},
		{"no newline at the end", "a\nb", []Job{a, b}},
		{"neither sorted nor unique", "b\na\nb\n", []Job{b, a, b}},
		{"blanks inside are kept", "a  b\tc\n", []Job{good("a  b\tc")}},
		{"blanks around are cut", " \ta\t \nb \n", []Job{a, b}},
		{"CRLF", "a\r\nb\r\n", []Job{a, b}},
		{"CRLF after blanks", "a \t\r\n", []Job{a}},
		{"CRLF, blank lines", "\r\n \r\na\r\n", []Job{a}},
		{"CR inside", "a\rb\n", []Job{bad("a\rb", ErrControl)}},
		{"BOM", "\ufeffa\n", []Job{a}},
		{"BOM alone", "\ufeff", nil},
		{"BOM and a line end", "\ufeff\r\na", []Job{a}},
		{"BOM before a comment", "\ufeff# codes\na", []Job{a}},
		{"BOM on a later line is text", "a\n\ufeffb\n", []Job{a, good("\ufeffb")}},
		{"second BOM is text", "\ufeff\ufeffa", []Job{good("\ufeffa")}},
		{"blank lines", "\n\na\n \t\n\nb\n\n", []Job{a, b}},
		{"comment", "# codes\na\n", []Job{a}},
		{"comment without text", "#\na\n", []Job{a}},
		{"comment with a control character", "#\x00\xff\na\n", []Job{a}},
		{"# further on is text", "a#b\na #b\n", []Job{good("a#b"), good("a #b")}},
		{"URL with a fragment", "https://h/p?q=1#f\n", []Job{good("https://h/p?q=1#f")}},
		{"NUL", "a\x00b\nb", []Job{bad("a\x00b", ErrControl), b}},
		{"DEL", "a\x7f\nb", []Job{bad("a\x7f", ErrControl), b}},
		{"C1", "a\u009bb\nb", []Job{bad("a\u009bb", ErrControl), b}},
		{"form feed is no blank", "\fa\nb", []Job{bad("\fa", ErrControl), b}},
		{"invalid UTF-8", "caf\xe9\nb", []Job{bad("caf\xe9", ErrUTF8), b}},
		{"UTF-16", "\xff\xfea\x00\n\x00", []Job{bad("\xff\xfea\x00", ErrUTF8), bad("\x00", ErrControl)}},
		{"beyond ASCII", "ß €\n", []Job{good("ß €")}},
		{"no-break space is text", "\u00a0a\n", []Job{good("\u00a0a")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checkJobs(t, Lines(strings.NewReader(tt.in), Text), tt.want, nil)
		})
	}
}

func TestNull(t *testing.T) {
	a, b := good("a"), good("b")
	for _, tt := range []struct {
		name, in string
		want     []Job
	}{
		{"empty", "", nil},
		{"each ends in NUL", "a\x00b\x00", []Job{a, b}},
		{"the last need not", "a\x00b", []Job{a, b}},
		{"empty codes", "\x00\x00a\x00\x00", []Job{a}},
		{"blanks around are part of it", " a\x00b\t\x00", []Job{good(" a"), good("b\t")}},
		{"blanks alone", " \x00\t", []Job{good(" "), good("\t")}},
		{"# is part of it", "# a\x00#\x00", []Job{good("# a"), good("#")}},
		{"BOM is part of it", "\ufeffa\x00", []Job{good("\ufeffa")}},
		{"line ends are control characters", "a\nb\x00a\r\x00b", []Job{bad("a\nb", ErrControl), bad("a\r", ErrControl), b}},
		{"invalid UTF-8", "\xff\x00b", []Job{bad("\xff", ErrUTF8), b}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checkJobs(t, Null(strings.NewReader(tt.in), Text), tt.want, nil)
		})
	}
}

func TestNullFlags(t *testing.T) {
	want := []Job{{Input: "br", Code: "BR"}, bad(" CN", ErrNotFlag), bad("US # x", ErrNotFlag), good("US")}
	checkJobs(t, Null(strings.NewReader("br\x00 CN\x00US # x\x00US"), Flag), want, nil)
}

func TestLineOf64KiB(t *testing.T) {
	code := strings.Repeat("x", MaxCode)
	for _, rd := range readers {
		t.Run(rd.name, func(t *testing.T) {
			in := strings.NewReader(code + rd.end + "b" + rd.end + code)
			checkJobs(t, rd.read(in, Text), []Job{good(code), good("b"), good(code)}, nil)
		})
	}
}

func TestLineTooLong(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   func() io.Reader
	}{
		{"64 KiB and a byte", func() io.Reader { return &repeat{'x', MaxCode + 1} }},
		{"10 MB", func() io.Reader { return &repeat{'x', 10_000_000} }},
		{"its beginning is cut between characters", func() io.Reader {
			return strings.NewReader("ab" + strings.Repeat("€", MaxCode))
		}},
	} {
		for _, rd := range readers {
			t.Run(rd.name+", "+tt.name, func(t *testing.T) {
				in := io.MultiReader(strings.NewReader("a"+rd.end), tt.in(), strings.NewReader(rd.end+"b"+rd.end), tt.in())
				jobs, err := collect(t, rd.read(in, Text))
				if err != nil || len(jobs) != 4 {
					t.Fatalf("%d jobs, error %v; want 4", len(jobs), err)
				}
				line, _ := io.ReadAll(tt.in())
				checkTooLong(t, jobs[1], line)
				checkTooLong(t, jobs[3], line)
				if diff := cmp.Diff([]Job{good("a"), good("b")}, []Job{jobs[0], jobs[2]}); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
			})
		}
	}
}

// Flag codes are separated in a line of any length, and so are the codes after a comment.
func TestLongLineOfFlags(t *testing.T) {
	const codes = 100_000
	in := strings.Repeat("CN ", codes) + "# " + strings.Repeat("US ", codes) + "\nBR\n"
	jobs, err := collect(t, Words(strings.NewReader(in), Flag))
	if err != nil || len(jobs) != codes+1 {
		t.Fatalf("%d jobs, error %v; want %d", len(jobs), err, codes+1)
	}
	for i, job := range jobs[:codes] {
		if job.Err != nil || job.Code != "CN" {
			t.Fatalf("job %d is %q, %v", i, job.Code, job.Err)
		}
	}
	if diff := cmp.Diff(good("BR"), jobs[codes]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// checkTooLong checks that job reports a line that is too long, with only the beginning of the
// line.
func checkTooLong(t *testing.T, job Job, line []byte) {
	t.Helper()
	start := strings.TrimSuffix(job.Input, "…")
	if !errors.Is(job.Err, ErrTooLong) || job.Code != job.Input {
		t.Errorf("got %.200q, error %v", job.Code, job.Err)
	}
	if len(start) < 20 || len(start) > 200 || !bytes.HasPrefix(line, []byte(start)) || !utf8.ValidString(start) {
		t.Errorf("input %.200q is no beginning of %.80q", job.Input, line)
	}
}

func TestReadError(t *testing.T) {
	for _, tt := range []struct {
		name, cutOff string
	}{
		{"between codes", ""},
		{"within a code", "U"},
		{"where a code might be whole", "US"},
		{"within a line too long", strings.Repeat("x", MaxCode+2)},
	} {
		for _, rd := range readers {
			t.Run(rd.name+", "+tt.name, func(t *testing.T) {
				in := io.MultiReader(strings.NewReader("BR"+rd.end+"CN"+rd.end+tt.cutOff), iotest.ErrReader(errBoom))
				checkJobs(t, rd.read(in, Flag), []Job{good("BR"), good("CN")}, errBoom)
			})
		}
	}
}

func TestReadErrorAtOnce(t *testing.T) {
	for _, rd := range readers {
		t.Run(rd.name, func(t *testing.T) {
			checkJobs(t, rd.read(iotest.ErrReader(io.ErrUnexpectedEOF), Flag), nil, io.ErrUnexpectedEOF)
		})
	}
}

func TestCodesComeWhileThePipeIsOpen(t *testing.T) {
	for _, rd := range readers {
		t.Run(rd.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // synctest ends a test that would wait for ever
				in, out := io.Pipe()
				got := make(chan Job)
				go func() {
					defer close(got)
					for job := range rd.read(in, Flag) {
						got <- job
					}
				}()
				for _, code := range []string{"BR", "CN"} {
					io.WriteString(out, code+rd.end)
					if diff := cmp.Diff(good(code), <-got); diff != "" {
						t.Errorf("(-want +got)\n%s", diff)
					}
				}
				out.Close()
				if job, ok := <-got; ok {
					t.Errorf("got %+v as well", job)
				}
			})
		})
	}
}

func TestMillionLines(t *testing.T) {
	const lines = 1_000_000
	count := 0
	for job, err := range Lines(&counter{last: lines}, Text) {
		if count++; err != nil || job.Err != nil || job.Code != strconv.Itoa(count) {
			t.Fatalf("line %d: got %+v, error %v", count, job, err)
		}
	}
	if count != lines {
		t.Errorf("%d jobs, want %d", count, lines)
	}
}

// counter is a reader of the lines 1, 2, … last.
type counter struct {
	n, last int
	line    []byte
}

func (c *counter) Read(p []byte) (int, error) {
	if len(c.line) == 0 {
		if c.n == c.last {
			return 0, io.EOF
		}
		c.n++
		c.line = append(strconv.AppendInt(nil, int64(c.n), 10), '\n')
	}
	n := copy(p, c.line)
	c.line = c.line[n:]
	return n, nil
}

var streams = []string{
	"BR CN\nUS\n", "br\r\n\r\n# x\r\nCN", "\ufeffBR # x", "a b\n #c\n", "ß\n\xff\n\x00\n", "\u0085 \u00a0\t\n", "x\ry",
}

// Long lines are too slow to fuzz with.
func TestLongLinesByteByByte(t *testing.T) {
	for _, size := range []int{MaxCode - 1, MaxCode, MaxCode + 1, 2 * MaxCode} {
		in := strings.Repeat("x", size) + "\nBR\n" + strings.Repeat("x", size)
		checkStream(t, Words, Flag, in, flagOf)
		checkStream(t, Lines, Text, in, textOf)
	}
}

func FuzzWords(f *testing.F) {
	for _, seed := range streams {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		checkStream(t, Words, Flag, in, flagOf)
	})
}

func FuzzLines(f *testing.F) {
	for _, seed := range streams {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		checkStream(t, Lines, Text, in, textOf)
	})
}

// checkStream checks the rules for every input: valid accepts every code, and neither parsing again
// nor other read boundaries change the codes.
func checkStream(t *testing.T, read func(io.Reader, Parse) iter.Seq2[Job, error], parse Parse, in string, valid func(Job) bool) {
	t.Helper()
	jobs, err := collect(t, read(strings.NewReader(in), parse))
	if err != nil {
		t.Fatal(err)
	}
	for _, job := range jobs {
		if job.Err != nil {
			if job.Code != job.Input {
				t.Errorf("refused %.80q as %.80q", job.Input, job.Code)
			}
			continue
		}
		if !valid(job) {
			t.Errorf("accepted %.80q as %.80q", job.Input, job.Code)
		}
		if again, err := parse(job.Code); again != job.Code || err != nil {
			t.Errorf("%.80q became %.80q, error %v", job.Code, again, err)
		}
	}
	bytewise, err := collect(t, read(iotest.OneByteReader(strings.NewReader(in)), parse))
	if diff := cmp.Diff(jobs, bytewise, cmpopts.EquateErrors()); diff != "" || err != nil {
		t.Errorf("byte by byte: error %v (-at once +byte by byte)\n%s", err, diff)
	}
}

// flagOf reports whether job's code is a flag code, and the flag code of its input.
func flagOf(job Job) bool {
	return isFlagCode(job.Code) && strings.ToUpper(job.Input) == job.Code
}

// textOf reports whether job's code is a code of Lines, and its input.
func textOf(job Job) bool {
	for _, c := range job.Code {
		if c < ' ' && c != '\t' || 0x7f <= c && c <= 0x9f {
			return false
		}
	}
	return job.Code == job.Input && job.Code != "" && len(job.Code) <= MaxCode &&
		utf8.ValidString(job.Code) && strings.Trim(job.Code, " \t") == job.Code
}

// Skipped bytes do not count as part of a code.
func TestLineOf64KiBWithMore(t *testing.T) {
	code := strings.Repeat("x", MaxCode)
	for _, in := range []string{code + "\r\n", "\ufeff" + code + "\n", "\ufeff  " + code + "  \r\n"} {
		checkJobs(t, Lines(strings.NewReader(in), Text), []Job{good(code)}, nil)
	}
}

// A CR that ends no line is a control character, not a blank.
func TestWordsLoneCR(t *testing.T) {
	in := "BR\rCN # x\rUS\nUS\r\n"
	checkJobs(t, Words(strings.NewReader(in), Flag), []Job{bad("BR\rCN", ErrControl), good("US")}, nil)
}

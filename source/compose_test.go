package source

import (
	"errors"
	"io"
	"iter"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var errBoom = errors.New("boom")

func TestList(t *testing.T) {
	checkJobs(t, List(nil), nil, nil)
	checkJobs(t, List([]string{"US", "BR", "US"}), []Job{good("US"), good("BR"), good("US")}, nil)
}

func TestConcat(t *testing.T) {
	ab, cd := List([]string{"a", "b"}), List([]string{"c", "d"})
	for _, tt := range []struct {
		name    string
		sources []iter.Seq2[Job, error]
		want    []Job
		err     error
	}{
		{"none", nil, nil, nil},
		{"one", []iter.Seq2[Job, error]{ab}, []Job{good("a"), good("b")}, nil},
		{"in order", []iter.Seq2[Job, error]{cd, ab}, []Job{good("c"), good("d"), good("a"), good("b")}, nil},
		{"an empty one between", []iter.Seq2[Job, error]{ab, List(nil), cd}, []Job{good("a"), good("b"), good("c"), good("d")}, nil},
		{
			"a job's own error stops nothing", []iter.Seq2[Job, error]{of(bad("x", ErrControl)), ab},
			[]Job{bad("x", ErrControl), good("a"), good("b")}, nil,
		},
		{
			"ends at the first error", []iter.Seq2[Job, error]{ab, broken("c"), untouched(t)},
			[]Job{good("a"), good("b"), good("c")}, errBoom,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checkJobs(t, Concat(tt.sources...), tt.want, tt.err)
		})
	}
}

func TestLimit(t *testing.T) {
	for _, tt := range []struct {
		name string
		n    uint64
		src  iter.Seq2[Job, error]
		want []Job
		err  error
	}{
		{"zero does not ask at all", 0, untouched(t), nil, nil},
		{"fewer", 1, List([]string{"a", "b"}), []Job{good("a")}, nil},
		{"as many", 2, List([]string{"a", "b"}), []Job{good("a"), good("b")}, nil},
		{"more", 3, List([]string{"a", "b"}), []Job{good("a"), good("b")}, nil},
		{"more than there can be", ^uint64(0), List([]string{"a", "b"}), []Job{good("a"), good("b")}, nil},
		{"a job with an error counts", 2, of(good("a"), bad("x", ErrControl), good("b")), []Job{good("a"), bad("x", ErrControl)}, nil},
		{"an error is passed on", 3, broken("a"), []Job{good("a")}, errBoom},
		{"an error beyond is not met", 2, broken("a", "b"), []Job{good("a"), good("b")}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checkJobs(t, Limit(tt.n, tt.src), tt.want, tt.err)
		})
	}
}

func TestLimitDoesNotReadOn(t *testing.T) {
	for _, rd := range readers {
		t.Run(rd.name, func(t *testing.T) {
			in := io.MultiReader(strings.NewReader("BR"+rd.end), strings.NewReader("CN"+rd.end), unread{t})
			checkJobs(t, Limit(2, rd.read(in, Flag)), []Job{good("BR"), good("CN")}, nil)
		})
	}
}

func TestUnique(t *testing.T) {
	seen := bad("a", ErrSeen)
	for _, tt := range []struct {
		name     string
		in, want []Job
	}{
		{"none", nil, nil},
		{"all different", []Job{good("a"), good("b")}, []Job{good("a"), good("b")}},
		{"not side by side", []Job{good("a"), good("b"), good("a")}, []Job{good("a"), good("b"), seen}},
		{"each but the first", []Job{good("a"), good("a"), good("a")}, []Job{good("a"), seen, seen}},
		{"the code counts, not the input", []Job{{Input: "br", Code: "BR"}, good("BR")}, []Job{
			{Input: "br", Code: "BR"}, bad("BR", ErrSeen),
		}},
		{"case tells codes apart", []Job{good("a"), good("A")}, []Job{good("a"), good("A")}},
		{"an error is kept", []Job{bad("x", ErrTooLong), bad("x", ErrTooLong)}, []Job{bad("x", ErrTooLong), bad("x", ErrTooLong)}},
		{"an error is kept after a good one", []Job{good("x"), bad("x", ErrTooLong)}, []Job{good("x"), bad("x", ErrTooLong)}},
		{"what had an error was not a code", []Job{bad("x", ErrTooLong), good("x")}, []Job{bad("x", ErrTooLong), good("x")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checkJobs(t, Unique(of(tt.in...)), tt.want, nil)
		})
	}
}

func TestUniquePassesAnErrorOn(t *testing.T) {
	checkJobs(t, Unique(broken("a", "a")), []Job{good("a"), bad("a", ErrSeen)}, errBoom)
}

// If a loop body ends early and the iterator continues regardless, that is a panic.
func TestEarlyBreak(t *testing.T) {
	two := []string{"a", "b"}
	long := func() io.Reader {
		return io.MultiReader(&repeat{'x', MaxCode + 1}, strings.NewReader("\nb\n"))
	}
	for _, tt := range []struct {
		name string
		src  iter.Seq2[Job, error]
	}{
		{"List", List(two)},
		{"Concat", Concat(List(two), untouched(t))},
		{"Concat, at the end of its first", Concat(List(two[:1]), untouched(t))},
		{"Limit", Limit(2, List(two))},
		{"Unique", Unique(List(two))},
		{"Words, two lines", Words(strings.NewReader("a\nb\n"), Text)},
		{"Words, one line", Words(strings.NewReader("a b"), Text)},
		{"Words, no line end", Words(strings.NewReader("a"), Text)},
		{"Words, line too long", Words(long(), Text)},
		{"Words, read error", Words(iotest.ErrReader(errBoom), Text)},
		{"Lines", Lines(strings.NewReader("a\nb\n"), Text)},
		{"Lines, line too long", Lines(long(), Text)},
		{"Null", Null(strings.NewReader("a\x00b\x00"), Text)},
		{"all", Limit(2, Unique(Concat(Lines(strings.NewReader("a\nb\n"), Text), untouched(t))))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			count := 0
			for range tt.src {
				count++
				break
			}
			if count != 1 {
				t.Errorf("%d jobs, want 1", count)
			}
		})
	}
}

func good(code string) Job { return Job{Input: code, Code: code} }

func bad(text string, err error) Job { return Job{Input: text, Code: text, Err: err} }

func of(jobs ...Job) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		for _, job := range jobs {
			if !yield(job, nil) {
				return
			}
		}
	}
}

// broken yields codes, then errBoom.
func broken(codes ...string) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		for job := range List(codes) {
			if !yield(job, nil) {
				return
			}
		}
		yield(Job{}, errBoom)
	}
}

// untouched is a source that must not be asked for anything.
func untouched(t *testing.T) iter.Seq2[Job, error] {
	return func(func(Job, error) bool) { t.Error("a source was begun that is not wanted") }
}

// unread is a reader that must not be read.
type unread struct{ t *testing.T }

func (r unread) Read([]byte) (int, error) {
	r.t.Error("read on")
	return 0, io.EOF
}

// checkJobs runs src to its end. Nothing may follow an error, and an error must have no job.
func checkJobs(t *testing.T, src iter.Seq2[Job, error], want []Job, wantErr error) {
	t.Helper()
	got, err := collect(t, src)
	if diff := cmp.Diff(want, got, cmpopts.EquateErrors()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !errors.Is(err, wantErr) {
		t.Errorf("error %v, want %v", err, wantErr)
	}
}

func collect(t *testing.T, src iter.Seq2[Job, error]) (jobs []Job, last error) {
	t.Helper()
	for job, err := range src {
		if last != nil {
			t.Fatalf("after error %v came %+v, error %v", last, job, err)
		}
		if err != nil {
			if !reflect.ValueOf(job).IsZero() {
				t.Errorf("beside error %v came %+v", err, job)
			}
			last = err
			continue
		}
		jobs = append(jobs, job)
	}
	return jobs, last
}

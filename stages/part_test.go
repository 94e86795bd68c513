package stages

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/source"
)

// taken returns the requests of a part of a list, each as a text with its number.
func taken(t *testing.T, url string, part parts.Part, list []source.Job) (all []string) {
	t.Helper()
	p, err := naming.New(naming.Templates{URL: url, Name: "{seq}"}, naming.Variables{Names: source.Vars(),
		Unique: source.UniqueVars()})
	if err != nil {
		t.Fatal(err)
	}
	jobs := func(yield func(source.Job, error) bool) {
		for _, job := range list {
			if !yield(job, nil) {
				return
			}
		}
	}
	cfg := Config{Fetch: Fetch{Workers: 30}}
	tokens := cfg.tokens()
	in := &intake{
		jobs: source.From(source.Unique(jobs)), ahead: cfg.ahead(), acks: &acks{}, tokens: tokens,
		plan: newPlanner(Source{Planner: p, Part: part}, nil).planMine,
	}
	out := make(chan Request, cfg.ahead())
	go in.run(t.Context(), func(err error) { t.Error(err) }, out)
	order := uint64(0)
	for r := range out {
		if order++; r.Order != order {
			t.Errorf("seq %d is in place %d, want %d", r.Job.Seq, r.Order, order)
		}
		tokens.GiveBack(tokensFor(sizeOf(&r.Job)))
		all = append(all, fmt.Sprintf("%09d %s %v %v", r.Job.Seq, r.Job.Code, r.Get.URL, r.Err))
	}
	return all
}

// All parts together are the run without parts, and no code is in two. That holds for wrong codes
// and for repeated codes too.
func TestPartsAreTheWhole(t *testing.T) {
	random := rand.New(rand.NewPCG(24, 1))
	for _, tt := range []struct {
		url    string
		byCode bool
		code   func() string
	}{
		{"{+code}", false, func() string {
			return fmt.Sprintf("http%s://h%d.example.org/%d", []string{"", "s"}[random.IntN(2)], random.IntN(9), random.IntN(50))
		}},
		{"https://{code}.example.org/{seq}", false, func() string { return fmt.Sprint("a", random.IntN(99)) }},
		{"https://example.org/{code}", true, func() string { return fmt.Sprint(random.IntN(300)) }},
		{"{+code}", false, func() string {
			return []string{"", "no URL", "ftp://h/", "http://u:p@h/", "http://h/\xff"}[random.IntN(5)]
		}},
	} {
		for _, n := range []int{1, 2, 7, 64} {
			var list []source.Job
			for range random.IntN(400) {
				job := source.Job{Code: tt.code()}
				if random.IntN(20) == 0 {
					job.Err = source.ErrControl
				}
				list = append(list, job)
			}
			whole := taken(t, tt.url, parts.Part{}, list)
			var union []string
			for k := range n {
				union = append(union, taken(t, tt.url, parts.Part{K: k + 1, Rule: parts.Rule{N: n, ByCode: tt.byCode}}, list)...)
			}
			slices.Sort(union)
			if diff := cmp.Diff(whole, union); diff != "" {
				t.Errorf("%s in %d parts (-whole +union)\n%s", tt.url, n, diff)
			}
		}
	}
}

// A job keeps the number that its source gives it.
func TestNumbersOfTheSource(t *testing.T) {
	got := taken(t, "https://example.org/{seq}", parts.Part{}, []source.Job{{Code: "a", Seq: 7}, {Code: "b", Seq: 19}})
	want := []string{"000000007 a https://example.org/7 <nil>", "000000019 b https://example.org/19 <nil>"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

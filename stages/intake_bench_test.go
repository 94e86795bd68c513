package stages

import (
	"iter"
	"testing"

	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/source"
)

// planners runs bench with the templates of docs/lists.md and a code for each.
func planners(b *testing.B, bench func(b *testing.B, p *naming.Planner, code string)) {
	for _, tt := range []struct {
		name, url, file, code string
		unique                []string
	}{
		{"flags", "https://www.fluentpython.com/data/flags/{lower}/{lower}.gif", "{code}{ext}", "BR", source.UniqueFlagVars()},
		{"identifiers", "https://example.org/img/{code}.jpg", "{shard}/{code}{ext}", "Q0001234", source.UniqueVars()},
		{"urls", "{+code}", "{shard}/{code}", "https://example.org/img/Q0001234.jpg", source.UniqueVars()},
	} {
		b.Run(tt.name, func(b *testing.B) {
			p, err := naming.New(naming.Templates{URL: tt.url, Name: tt.file}, naming.Variables{Names: source.Vars(), Unique: tt.unique})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			bench(b, p, tt.code)
		})
	}
}

// BenchmarkPlan measures the planning of one request.
func BenchmarkPlan(b *testing.B) {
	planners(b, func(b *testing.B, p *naming.Planner, code string) {
		planner := newPlanner(Source{Planner: p}, nil)
		for job := (source.Job{Seq: 1, Input: code, Code: code}); b.Loop(); {
			if r := planner.plan(job); r.Err != nil {
				b.Fatal(r.Err)
			}
		}
	})
}

// BenchmarkIntake measures the intake with its planning, between a source that never blocks and a
// reader.
func BenchmarkIntake(b *testing.B) {
	planners(b, func(b *testing.B, p *naming.Planner, code string) {
		cfg := Config{Fetch: Fetch{Workers: 30}}
		tokens := cfg.tokens()
		in := &intake{jobs: source.From(again(code, b.N)), ahead: cfg.ahead(), plan: newPlanner(Source{Planner: p},
			nil).planMine, tokens: tokens}
		out := make(chan Request, cfg.ahead())
		b.ResetTimer()
		go in.run(b.Context(), func(err error) { b.Error(err) }, out)
		n := 0
		for r := range out {
			if r.Err == nil && r.Job.Seq == uint64(n+1) {
				n++
			}
			tokens.GiveBack(tokensFor(sizeOf(&r.Job)))
		}
		if n != b.N {
			b.Errorf("%d requests of %d", n, b.N)
		}
	})
}

// again yields one code n times.
func again(code string, n int) iter.Seq2[source.Job, error] {
	return func(yield func(source.Job, error) bool) {
		for range n {
			if !yield(source.Job{Input: code, Code: code}, nil) {
				return
			}
		}
	}
}

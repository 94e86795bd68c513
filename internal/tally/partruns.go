package tally

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hoist/hoist/internal/parts"
)

// A partRun is the outcome of a run of a part of a list.
type partRun struct {
	part    parts.Part
	began   int64 // as openRun.began
	results uint64
	state   string // of Run, or empty if it read its whole part
	run     Run
}

// partRuns has the last run of each part. The run that began last counts: a run of a part continues
// the part, or fetches it anew.
type partRuns struct {
	last    map[parts.Part]partRun
	newest  partRun
	resumed []Run // unfinished runs that a later run of their part followed
}

func (p *partRuns) add(run partRun) {
	if p.last == nil {
		p.last = map[parts.Part]partRun{}
	}
	if run.began >= p.newest.began {
		p.newest = run
	}
	before, ok := p.last[run.part]
	if ok && before.began > run.began {
		before, run = run, before
	}
	if ok && before.state != "" {
		before.run.State = isFollowed
		p.resumed = append(p.resumed, before.run)
	}
	p.last[run.part] = run
}

// Parts are the parts of the list, if the logs have runs of parts.
type Parts struct {
	N          int   // the number of parts, by the newest run of a part; 0 without such a run
	Missing    []int // no log has a run of them
	Unfinished []int // their last run is not finished
	Others     []int // numbers of parts of other runs, which do not count, in ascending order

	finished map[int]partRun // the last runs of the other parts, by number
}

// parts returns the parts that are not done, and their last runs. Runs with another number of parts
// than the newest do not count.
func (p *partRuns) parts() (all Parts, unfinished []Run) {
	all.N, all.finished = p.newest.part.N, map[int]partRun{}
	for k := range all.N {
		run, ok := p.last[parts.Part{K: k + 1, Rule: parts.Rule{N: all.N}}]
		switch {
		case !ok:
			all.Missing = append(all.Missing, k+1)
		case run.state != "":
			all.Unfinished = append(all.Unfinished, k+1)
			unfinished = append(unfinished, run.run)
		default:
			all.finished[k+1] = run
		}
	}
	for part := range p.last {
		if part.N != all.N && !slices.Contains(all.Others, part.N) {
			all.Others = append(all.Others, part.N)
		}
	}
	slices.Sort(all.Others)
	return all, unfinished
}

// Compare compares the parts with those of hoist split. A part without codes has no file, and is
// not missing. A part whose run has another number of codes is not finished. If no log has a run of
// a part, all parts with codes are missing.
func (s *Sum) Compare(index *parts.Index) error {
	p := &s.Parts
	if p.N != 0 && p.N != index.Parts {
		return fmt.Errorf("the newest run of a part has %d parts, and hoist split has made %d; count the logs of these parts alone",
			p.N, index.Parts)
	}
	if p.N == 0 {
		p.N = index.Parts
		for k := range p.N {
			p.Missing = append(p.Missing, k+1)
		}
	}
	p.Missing = slices.DeleteFunc(p.Missing, func(k int) bool { return !index.HasCodes(k) })
	for k := range p.N {
		run, ok := p.finished[k+1]
		if codes := index.Each[k].Codes; ok && run.results != codes {
			run.run.State = fmt.Sprintf(isPartial, run.results, codes)
			s.Unfinished, p.Unfinished = append(s.Unfinished, run.run), append(p.Unfinished, k+1)
		}
	}
	slices.Sort(p.Unfinished)
	return nil
}

// Ranges returns ascending numbers as text: `3,7-9`, as sbatch --array takes it.
func Ranges(numbers []int) string {
	var b strings.Builder
	for i := 0; i < len(numbers); {
		end := i
		for end+1 < len(numbers) && numbers[end+1] == numbers[end]+1 {
			end++
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(numbers[i]))
		if end > i {
			b.WriteString("-" + strconv.Itoa(numbers[end]))
		}
		i = end + 1
	}
	return b.String()
}

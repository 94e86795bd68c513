package source

import (
	"iter"
	"sync/atomic"
)

// A Reading is how far the codes of a Selection were read.
type Reading struct {
	Codes uint64  // that were passed on
	Share float64 // of all codes, from 0 to 1; negative if it is not known
	All   bool    // there are no more codes
}

// A meter counts the jobs of a Selection while they are read. It is safe for use by several
// goroutines.
type meter struct {
	limit *uint64 // nil for none
	read  atomic.Uint64
	ended atomic.Bool
}

// count yields the jobs of src, which are at most limit.
func (m *meter) count(src iter.Seq2[Job, error]) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		for job, err := range src {
			if err == nil {
				m.read.Add(1)
			}
			if !yield(job, err) || err != nil {
				return
			}
		}
		m.ended.Store(true)
	}
}

// Reading returns how far the codes were read. It is safe for use by several goroutines.
//
// With a limit it is not known whether the lists or the limit end first. Each has a share. The
// larger share is the result, since it belongs to the first to end.
func (s *Selection) Reading() Reading {
	r := Reading{Codes: s.meter.read.Load(), Share: s.share()}
	limit := s.meter.limit
	if r.All = s.meter.ended.Load() || limit != nil && r.Codes >= *limit; r.All {
		r.Share = 1
	} else if limit != nil && r.Share >= 0 {
		r.Share = max(r.Share, float64(r.Codes)/float64(*limit))
	}
	return r
}

// share returns the share of the codes that were passed on, from 0 to 1: of their number if the
// lists are parts with an index, and else of the bytes of the lists. If the size of a list is not
// known, it returns a negative number.
func (s *Selection) share() float64 {
	if codes := s.indexed(); codes > 0 {
		return min(float64(s.meter.read.Load())/float64(codes), 1)
	}
	var passed, size int64
	for _, list := range s.lists {
		if list.size < 0 || list.packed.Load() && list.size < mostAhead {
			return -1
		}
		passed, size = passed+list.passed.Load(), size+list.size
	}
	if size == 0 {
		return -1
	}
	return min(float64(passed)/float64(size), 1)
}

// mostAhead is the number of bytes of a compressed list that may be read and unpacked before their
// codes are passed on. The share of a shorter list would be wrong.
const mostAhead = 1 << 20

// indexed returns the number of codes of all lists. If a list has no index, it returns 0.
func (s *Selection) indexed() (codes uint64) {
	for _, list := range s.lists {
		if list.places.index == nil {
			return 0
		}
		codes += list.places.index.codes
	}
	return codes
}

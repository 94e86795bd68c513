package source

import (
	"cmp"
	"errors"
	"fmt"
	"iter"

	"github.com/hoist/hoist/internal/parts"
)

// places are the places of the codes of a list in the whole list, if it is a part of hoist split.
// They come before the text of their codes.
type places struct {
	k, n    int            // the part, and the number of parts; 0 if the list is not a part
	index   *described     // nil without an index beside the list
	single  bool           // the run is the run of part k
	late    bool           // the list is a pipe, so its first bytes are not known before the run
	waiting []parts.Places // of codes whose text may not be read yet
	size    int            // bytes of waiting
	without bool           // a code without a place was read
}

// mostWaiting is the largest number of bytes of frames whose codes are not read yet. A reader is at
// most a buffer ahead.
const mostWaiting = 4 * parts.MaxFrame

var (
	errPiped = errors.New("is a part of hoist split on a pipe, and a run must know its part before it reads; " +
		"give the path by --file")
	errFewPlaces  = errors.New("has codes without a place in the whole list; split the list again")
	errManyPlaces = errors.New("has fewer codes than places in the whole list; split the list again")
)

// A placesError reports that the places of a part can't be used.
type placesError struct{ err error }

func (e *placesError) Error() string { return e.err.Error() }
func (e *placesError) Unwrap() error { return e.err }

// take adds the content of a skippable frame. Its error is a *placesError.
func (p *places) take(content []byte) error {
	if err := p.add(content); err != nil {
		return &placesError{err}
	}
	return nil
}

// add adds the content of a skippable frame. It ignores those of other programs.
func (p *places) add(content []byte) error {
	if !parts.IsPlaces(content) {
		return nil
	}
	frame, err := parts.ParsePlaces(content)
	if err != nil {
		return splitAgain(err)
	}
	if p.size += len(content); p.size > mostWaiting {
		return errManyPlaces
	}
	if p.without {
		return errFewPlaces
	}
	switch {
	case p.n == 0 && p.late:
		return errPiped
	case p.n == 0:
		p.k, p.n = frame.K, frame.N
	case p.single && (frame.K != p.k || frame.N != p.n):
		return fmt.Errorf("has codes of part %d of %d too; give joined parts another name, by --file", frame.K, frame.N)
	}
	p.waiting = append(p.waiting, frame)
	return nil
}

// splitAgain adds advice to an error of places that can't be read.
func splitAgain(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w; split the list again", err)
}

// isPart reports whether the list is a part, as far as it was read.
func (p *places) isPart() bool { return p.n > 0 }

// next returns the next entry. If none is left, ok is false.
func (p *places) next() (e parts.Entry, ok bool, err error) {
	for len(p.waiting) > 0 {
		if e, ok, err = p.waiting[0].Next(); ok || err != nil {
			return e, ok, splitAgain(err)
		}
		p.waiting = p.waiting[1:]
		p.size = 0
		for i := range p.waiting {
			p.size += p.waiting[i].Size()
		}
	}
	return parts.Entry{}, false, nil
}

// placed gives the jobs of a list their places.
func (s *Selection) placed(list *listReader, jobs iter.Seq2[Job, error]) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		fail := func(err error) { yield(Job{}, fmt.Errorf("%s: %w", list.name, &placesError{err})) }
		list.copies.begin()
		codes := uint64(0)
		for job, err := range jobs {
			if err != nil {
				yield(job, err)
				return
			}
			if err := s.checkPlaced(list); err != nil {
				yield(Job{}, err)
				return
			}
			if list.places.isPart() {
				e, ok, err := list.places.next()
				if err == nil && !ok {
					err = errFewPlaces
				}
				if err != nil {
					fail(err)
					return
				}
				job = s.form.place(job, e)
			} else if job.Err != nil && job.Record == nil {
				job.Code = s.form.badCode(job.Input)
			}
			list.places.without = !list.places.isPart()
			codes++
			if !yield(job, nil) {
				return
			}
		}
		switch _, more, err := list.places.next(); {
		case more || err != nil:
			fail(cmp.Or(err, errManyPlaces))
		case list.places.index != nil && list.places.index.codes != codes:
			fail(fmt.Errorf("its number of codes is %d, and by %s it is %d; split the list again",
				codes, list.places.index.path, list.places.index.codes))
		}
	}
}

// checkPlaced refuses a part beside a list that is not a part, since the codes of the other have no
// places.
func (s *Selection) checkPlaced(list *listReader) error {
	switch {
	case s.first == nil:
		s.first = list
	case s.first.places.isPart() != list.places.isPart():
		return mixed(s.first, list)
	}
	return nil
}

// checkSplits refuses parts of different splits, and one part twice, since their codes have the
// same places, and a part beside a file that is not a part.
func (s *Selection) checkSplits() error {
	given := map[int]bool{}
	for _, list := range s.lists {
		first := s.lists[0]
		a, b := &first.places, &list.places
		switch {
		case a.late || b.late:
		case a.isPart() != b.isPart():
			return mixed(first, list)
		case a.n != b.n || a.index.isOther(b.index):
			return fmt.Errorf("%s and %s are parts of different splits; run them separately", first.name, list.name)
		case b.isPart() && list.hasPartName() && given[b.k]:
			return fmt.Errorf("%s: part %d is given twice", list.name, b.k)
		}
		given[b.k] = list.hasPartName()
	}
	return nil
}

// mixed returns the error of a part and a list that is not a part.
func mixed(a, b *listReader) error {
	part, other := a.name, b.name
	if b.places.isPart() {
		part, other = other, part
	}
	return fmt.Errorf("%s is a part of hoist split, and %s is not; run them separately", part, other)
}

// Part returns the number of the part that the lists are, and the number of parts. If the lists are
// several parts, or a file that does not have the name of its part, which may be several parts that
// were joined, k is 0. If they are not parts of hoist split, or if that is not known before they
// are read, n is 0.
func (s *Selection) Part() (k, n int) {
	for i, list := range s.lists {
		p := &list.places
		if i > 0 && (p.k != k || p.n != n) {
			return 0, n
		}
		if k, n = p.k, p.n; !list.hasPartName() {
			k = 0
		}
	}
	return k, n
}

// hasPartName reports whether the list may be the part with its number. A file with another name
// may be several parts that were joined.
func (l *listReader) hasPartName() bool {
	number, _ := parts.Number(l.name)
	return l.name == stdinName || number == l.places.k
}

package stages

import "hash"

// A lane has a large body take up two processors: while one piece of it is hashed, it is written and the next one is
// read. Pieces are large, since each costs a hand-over, and the system copies large ones at less cost.
type lane struct {
	pieces [lanePieces]piece
	free   chan *piece   // neither filled nor hashed
	filled chan []byte   // to be hashed
	hashed chan struct{} // closed when all of them are
	piece  *piece        // that is being filled
}

type piece [512 << 10]byte

const lanePieces = 4

// laneFrom is the size from which a body is worth a lane.
const laneFrom = 1 << 20

// lanes are those that no body is in; nil is one that was not made yet.
type lanes chan *lane

// maxLanes is how many bodies are in lanes, of 2 MiB each, at a time. A lane that was made stays for the next body. Where
// more are large, all processors are busy anyway.
const maxLanes = 4

func newLanes() lanes {
	l := make(lanes, maxLanes)
	for range maxLanes {
		l <- nil
	}
	return l
}

// enter returns a lane that goes on with a hash; nil where none is free. Who enters must leave.
func (l lanes) enter(h hash.Hash) *lane {
	select {
	case free := <-l:
		if free == nil {
			free = newLane()
		}
		free.begin(h)
		return free
	default:
		return nil
	}
}

// leave waits for the hash, and gives the lane back. Of what was filled since the last call of hash nothing is kept.
func (l lanes) leave(left *lane) {
	close(left.filled)
	<-left.hashed
	left.free <- left.piece
	l <- left
}

func newLane() *lane {
	l := &lane{free: make(chan *piece, lanePieces)}
	for i := range l.pieces {
		l.free <- &l.pieces[i]
	}
	return l
}

func (l *lane) begin(h hash.Hash) {
	l.piece, l.filled, l.hashed = <-l.free, make(chan []byte, lanePieces), make(chan struct{})
	go func() {
		defer close(l.hashed)
		for p := range l.filled {
			h.Write(p)
			l.free <- (*piece)(p[:len(piece{})])
		}
	}()
}

// hash begins to hash p, with which the piece begins, and has another piece filled next. Until then p stays as it is.
func (l *lane) hash(p []byte) {
	l.filled <- p
	l.piece = <-l.free // which has been hashed before p
}

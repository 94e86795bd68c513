package stages

// A lane has a large body taken in by several goroutines. Each reads a piece, writes it, and hashes it; while it writes, another
// one reads the next piece. So a piece stays with one processor, which has it at hand from the first step to the last: larger
// pieces are slower, and so are smaller ones, which cost more system calls.
type lane [hands]piece

type piece [128 << 10]byte

const hands = 3

// laneFrom is the size from which a body is worth a lane.
const laneFrom = 1 << 20

// lanes are those that no body is in; nil is one that was not made yet.
type lanes chan *lane

// maxLanes is how many bodies are in lanes, of 384 KiB each, at a time. A lane that was made stays for the next body. Where
// more are large, all processors are busy anyway.
const maxLanes = 4

func newLanes() lanes {
	l := make(lanes, maxLanes)
	for range maxLanes {
		l <- nil
	}
	return l
}

// enter returns a lane; nil where none is free. Who enters must leave.
func (l lanes) enter() *lane {
	select {
	case free := <-l:
		if free == nil {
			free = new(lane)
		}
		return free
	default:
		return nil
	}
}

func (l lanes) leave(left *lane) { l <- left }

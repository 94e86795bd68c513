package stages

import (
	"cmp"
	"hash/maphash"

	"github.com/hoist/hoist/internal/hosts"
)

// Jobs of one file take turns, since a list may have a code several times. A turn lasts from
// dispatch to save. So the jobs have their lines in the order in which they came, and the file has
// the body of the last job that succeeded. If Request.Err is set, the job is not sent, and has no
// turn.

// begins reports whether a job that was read may begin. If another job has the turn of its file, it
// waits.
func (d *dispatch) begins(now hosts.Instant, r *Request) bool {
	r.turn = maphash.String(turnSeed, cmp.Or(r.Name, "\x00"+r.Job.Code)) | 1 // a name may depend on the answer
	r.read = now
	return d.turns.Begin(r.turn, *r)
}

// takeTurns adds the jobs whose turn has come. Their wait for it counts as a wait for their host.
// So the repeated codes of a dead host end when its other codes end, and not one after the other.
func (d *dispatch) takeTurns(now hosts.Instant) {
	for _, r := range d.turns.Ready() {
		d.add(now, r)
	}
}

// endTurn ends the turn of a job whose result was sent.
func (s *saver) endTurn(r *Request) {
	if r.turn != 0 {
		s.turns.End(r.turn)
	}
}

// turnSeed is for the keys of names. If two names have one key, their jobs take turns too.
var turnSeed = maphash.MakeSeed()

package stages

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/hoist/hoist/internal/existing"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/internal/store"
)

// A foreignGuard keeps files that are not known to be of the code that would replace them. If the
// templates prove that names are unique, names is nil, and the name of a code is its own.
type foreignGuard struct {
	names *naming.Memory
	files store.Reader
}

// foreignGuard returns the guard of the run.
func (w *wiring) foreignGuard() foreignGuard {
	if w.cfg.Source.Planner.Unproven() == nil {
		return foreignGuard{}
	}
	return foreignGuard{names: w.names, files: w.cfg.Save.Store}
}

// guards reports whether the guard has something to check.
func (g *foreignGuard) guards() bool { return g.names != nil }

// check returns an error if the file of a result would replace a file that neither the log nor this
// run has as that of the code. A file with the same bytes may be replaced: a run that was killed may
// have saved it before it wrote the line. The error is an *outcome.Failure.
func (g *foreignGuard) check(ctx context.Context, f *Fetched) error {
	if g.names == nil || !g.files.Capabilities().Stat {
		return nil
	}
	name := f.Request.Name
	if info, err := g.files.Stat(ctx, name); err == nil {
		owns, err := g.names.Owns(f.Request.Job.Code, name)
		switch {
		case err != nil:
			return outcome.Fail(outcome.Internal, err)
		case !owns && !g.isSame(ctx, f, info) && ctx.Err() == nil: // else the store does not save it
			return outcome.Fail(outcome.Storage, fmt.Errorf("its file %q is there already, and the log does not have it for this code; "+
				"move that file away, or give --name a variable that tells them apart", redact.Excerpt(name, 200)))
		}
	}
	g.names.Saves(name)
	return nil
}

// isSame reports whether a file has the bytes of a result.
func (g *foreignGuard) isSame(ctx context.Context, f *Fetched, info fs.FileInfo) bool {
	body := &f.Reply.Body
	if !info.Mode().IsRegular() || info.Size() != body.Size || !g.files.Capabilities().Open {
		return false
	}
	sum, err := existing.Hash(ctx, ctx, g.files, f.Request.Name)
	return err == nil && sum == body.SHA256
}

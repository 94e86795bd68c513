package existing

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/internal/store"
)

// A Guard keeps a code from replacing a file that is not known to be its own. If the templates
// prove that names are unique, Names is nil, and the guard has nothing to check.
type Guard struct {
	Names *naming.Memory
	Files store.Reader
}

// A NewFile is a file that is about to be saved.
type NewFile struct {
	Code, Name string
	Size       int64
	SHA256     [32]byte
}

// Guards reports whether the guard has something to check.
func (g *Guard) Guards() bool { return g.Names != nil && g.Files.Capabilities().Stat }

// Check returns an error if a file would replace another, unless the log or this run has that file
// for its code. A file with the same bytes may be replaced too: a run that was killed may have
// saved it before it wrote the line. The error is an *outcome.Failure.
func (g *Guard) Check(ctx context.Context, f NewFile) error {
	if !g.Guards() {
		return nil
	}
	if info, err := g.Files.Stat(ctx, f.Name); err == nil {
		owns, err := g.Names.Owns(f.Code, f.Name)
		switch {
		case err != nil:
			return outcome.Fail(outcome.Internal, err)
		case !owns && !g.isSame(ctx, f, info) && ctx.Err() == nil: // else the store does not save it
			return outcome.Fail(outcome.Storage, fmt.Errorf("its file %q is there already, and the log does not have it for this code; "+
				"move that file away, or give --name another variable", redact.Excerpt(f.Name, 200)))
		}
	}
	g.Names.Saves(f.Name)
	return nil
}

// isSame reports whether the file that is there has the bytes of the new file.
func (g *Guard) isSame(ctx context.Context, f NewFile, info fs.FileInfo) bool {
	if !info.Mode().IsRegular() || info.Size() != f.Size || !g.Files.Capabilities().Open {
		return false
	}
	sum, err := hash(ctx, ctx, g.Files, f.Name)
	return err == nil && sum == f.SHA256
}

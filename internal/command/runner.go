package command

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/failedlist"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/journal"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/manifest"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/stages"
)

// A runner runs a Config, with its files open.
type runner struct {
	run     func(ctx, reading context.Context, cfg stages.Config) (logline.Tally, error)
	log     *journal.Log
	notes   []string       // for people, about the file systems
	discard []func() error // of files that run has closed, unless it was not called
}

// close closes the files. Its error is the log's.
func (r *runner) close() error {
	err := r.log.Close()
	for _, discard := range r.discard {
		discard()
	}
	return err
}

// openRunner opens the files of the run, or of the dry run, on the command line.
func openRunner(c *cli.Context, cfg *stages.Config, room room, earlier *journal.Journal, own []ownFile,
	form source.ListForm) (*runner, error) {
	if c.Bool("dry-run") {
		return openDryRun(c, cfg)
	}
	return openRun(c, cfg, room, earlier, own, form)
}

// openRun opens the destination, the lists and the log for a run.
func openRun(c *cli.Context, cfg *stages.Config, room room, earlier *journal.Journal, own []ownFile,
	form source.ListForm) (*runner, error) {
	r := &runner{run: stages.Run}
	dir, err := openStore(c, cfg, room)
	if err != nil {
		return nil, err
	}
	r.discard = append(r.discard, dir.Close)
	lists, err := openLists(c, form)
	if err != nil {
		return nil, errors.Join(err, r.close())
	}
	r.discard = append(r.discard, lists.close)
	cfg.Report.Lists = lists.report()
	if r.log, err = openLog(c, cfg.Report.Header.Part, earlier); err != nil {
		return nil, errors.Join(err, r.close())
	}
	protect(own, dir, lists)
	r.note(c, dir)
	return r, nil
}

// note notes the effects of file systems without locks on the run.
func (r *runner) note(c *cli.Context, dir *local.Dir) {
	if r.log.IsUnlocked() {
		r.notes = append(r.notes, fmt.Sprintf("log %s: its file system has no locks, so a second run of this part "+
			"is noticed only when it has written", c.String("log")))
	}
	if dir.KeepsLeftovers() {
		r.notes = append(r.notes, fmt.Sprintf("destination %s: its file system has no locks, so the temporary files "+
			"(.hoist-*.tmp) of killed runs stay", c.String("out")))
	}
}

// openStore opens the destination and makes it the store of cfg.
func openStore(c *cli.Context, cfg *stages.Config, room room) (*local.Dir, error) {
	dir, err := local.OpenDir(c.String("out"))
	if err != nil {
		return nil, err
	}
	if cfg.Save.Durable {
		if err := dir.SyncParents(); err != nil {
			return nil, errors.Join(err, dir.Close())
		}
	}
	cfg.Fetch.Descriptors = fdlimit.New(cfg.Fetch.CloseIdleConnections)
	cfg.Save.Store = local.New(dir, local.Options{Durable: cfg.Save.Durable, Group: room.group, Descriptors: cfg.Fetch.Descriptors})
	return dir, nil
}

// openDryRun opens the destination for a dry run, which makes and changes no file. So its lines
// never go to the file of --log: standard output has them, unless it is a terminal.
func openDryRun(c *cli.Context, cfg *stages.Config) (*runner, error) {
	files, err := local.OpenReader(c.String("out"))
	if err != nil {
		return nil, err
	}
	cfg.Save.Existing.Hashes = false // they are for a manifest
	r := &runner{discard: []func() error{files.Close}}
	r.run = func(ctx, reading context.Context, cfg stages.Config) (logline.Tally, error) {
		return stages.DryRun(ctx, reading, cfg, files)
	}
	r.log, err = journal.OpenLog("", os.Stdout)
	return r, err
}

// A list is a file that gets its name at the end of the run.
type list interface {
	stages.List
	Protect(...local.OwnFile)
	Close() error
}

// lists are the lists of a run, by their names in messages.
type lists map[string]list

// listKinds are the kinds of lists, each with the option that sets its path.
var listKinds = []struct {
	what, option string
	open         func(c *cli.Context, form source.ListForm) (list, error)
}{
	{failedlist.What, "failed", openFailedList}, {manifest.What, "manifest", openManifest},
}

// countLists returns the number of lists of the command line.
func countLists(c *cli.Context) (n int) {
	for _, l := range listKinds {
		if c.String(l.option) != "" {
			n++
		}
	}
	return n
}

// openLists begins the lists of the command line. form is that of the list of failed codes.
func openLists(c *cli.Context, form source.ListForm) (lists, error) {
	all := lists{}
	for _, l := range listKinds {
		if c.String(l.option) == "" {
			continue
		}
		opened, err := l.open(c, form)
		if err != nil {
			return nil, errors.Join(err, all.close())
		}
		all[l.what] = opened
	}
	return all, nil
}

// openFailedList begins the list of --failed, in the form in which codes are read.
func openFailedList(c *cli.Context, form source.ListForm) (list, error) {
	return failedlist.Open(c.String("failed"), form)
}

func openManifest(c *cli.Context, _ source.ListForm) (list, error) {
	return manifest.Open(c.String("manifest"))
}

// report returns the lists as a run takes them.
func (l lists) report() (all []stages.List) {
	for _, list := range l {
		all = append(all, list)
	}
	return all
}

// close discards the lists that were not published.
func (l lists) close() (err error) {
	for _, list := range l {
		err = errors.Join(err, list.Close())
	}
	return err
}

// protect keeps codes from replacing own files, and each list from replacing the other own files.
func protect(own []ownFile, store *local.Dir, lists lists) {
	for _, f := range own {
		store.Protect(f.OwnFile)
		for what, list := range lists {
			if f.What != what {
				list.Protect(f.OwnFile)
			}
		}
	}
}

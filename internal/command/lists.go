package command

import (
	"errors"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/failedlist"
	"github.com/hoist/hoist/internal/manifest"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/stages"
)

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

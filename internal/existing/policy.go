// Package existing decides what becomes of a code whose file may be there already: whether it is
// fetched, fetched if it has changed, skipped, or refused. It reads the destination and the records
// of earlier runs, and changes nothing.
package existing

import (
	"errors"
	"fmt"
	"slices"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/store"
)

// A Policy decides what becomes of files that were there before the run. The zero value replaces
// them.
type Policy struct {
	IfExists store.IfExists // store.Overwrite if it is empty
	History  History        // nil if nothing is known
	Verify   bool           // the file of an earlier run must have the same hash, not only the same size

	// If Hashes is set, a result has the hash of each file that is there: a file without a record
	// is read before its code is skipped.
	Hashes bool

	// If TrustHistory is set, a code that the History has is skipped, and its file is not looked
	// at. It excludes Verify and store.Refresh.
	TrustHistory bool
}

// Matters reports whether existing files make a difference.
func (p Policy) Matters() bool { return p.History != nil || !p.replaces() }

// hashesUnknown reports whether files without a record are read for their hash.
func (p Policy) hashesUnknown() bool { return p.Hashes && p.IfExists == store.Skip }

// looks reports whether files are looked at.
func (p Policy) looks() bool { return !p.replaces() || p.History != nil && !p.TrustHistory }

// replaces reports whether an existing file is replaced when its code is fetched.
func (p Policy) replaces() bool { return p.IfExists == store.Overwrite || p.IfExists == "" }

// Check returns an error if a store lacks a capability that is needed.
func (p Policy) Check(c store.Capabilities) error {
	switch {
	case p.TrustHistory && (p.Verify || p.IfExists == store.Refresh):
		return errors.New("without a check of the files they can't be verified or refreshed")
	case p.looks() && !c.Stat:
		return errors.New("this destination does not report which files exist; " +
			"use --if-exists overwrite, without --resume or with --resume=log")
	case !p.replaces() && !slices.Contains(c.IfExists, p.IfExists):
		return fmt.Errorf("this destination does not support --if-exists %s; it supports %v", p.IfExists,
			append([]store.IfExists{store.Overwrite}, c.IfExists...))
	case p.Verify && !c.Open:
		return errors.New("this destination can't read its files, so --verify does not work")
	case p.hashesUnknown() && !c.Open:
		return errors.New("this destination can't read its files, so --manifest does not work with --if-exists skip")
	}
	return nil
}

// History finds the records of files that earlier runs saved. It is safe for use by several
// goroutines.
type History interface {
	// Find returns the last record of the file of a code with a name under the destination. If
	// names depend on the answers, the name is "", and the record is that of the last file of the
	// code. If there is none, Find returns false. The error is fatal.
	Find(code, name string) (logline.Record, bool, error)
}

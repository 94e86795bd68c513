package stages

import (
	"cmp"
	"io/fs"
	"iter"
	"maps"
	"math/rand/v2"
	"path"
	"slices"

	"github.com/hoist/hoist/internal/disk/disktest"
)

// A platter models a disk, with its state after a power cut. A file has the content and the mode of
// its last sync. A directory has the names of its last sync, and any combination of the later
// changes. A rename is one change. Only a sync of its target directory makes it durable, even if
// some file systems do more. The name of a directory belongs to its parent.
type platter struct {
	written map[*disktest.SpiedFile][]byte
	synced  map[*disktest.SpiedFile]int         // number of bytes
	modes   map[*disktest.SpiedFile]fs.FileMode // mode at the last sync, and all bits that were set later

	names   names // as visible before a power cut
	settled names
	pending []change // may be lost
}

// names maps the paths of files and directories to files. The value of a directory is nil.
type names map[string]*disktest.SpiedFile

// A change removes a name, adds a name, or both.
type change struct {
	from, to string // empty for none
	file     *disktest.SpiedFile
}

func (n names) apply(c change) {
	delete(n, c.from)
	if c.to != "" {
		n[c.to] = c.file
	}
}

// in reports whether a sync of directory makes the change durable.
func (c change) in(directory string) bool { return path.Dir(cmp.Or(c.to, c.from)) == directory }

// reached reports whether all directories above a name exist.
func (n names) reached(name string) bool {
	for directory := range parents(name) {
		if file, there := n[directory]; directory != "." && (!there || file != nil) {
			return false
		}
	}
	return true
}

func newPlatter() *platter {
	return &platter{
		map[*disktest.SpiedFile][]byte{}, map[*disktest.SpiedFile]int{}, map[*disktest.SpiedFile]fs.FileMode{},
		names{}, names{}, nil,
	}
}

// seed adds a durable file.
func (p *platter) seed(name, text string) {
	f := &disktest.SpiedFile{}
	p.written[f], p.synced[f] = []byte(text), len(text)
	for directory := range parents(name) {
		p.names[directory], p.settled[directory] = nil, nil
	}
	p.names[name], p.settled[name] = f, f
}

// take applies the effect of a call.
func (p *platter) take(e event) {
	switch e.Op {
	case "WriteAt":
		p.write(e.File, e.Data, e.At)
	case "Sync":
		p.synced[e.File] = len(p.written[e.File])
		p.modes[e.File] = e.mode
	case "Inherit", "Chmod":
		p.modes[e.File] |= e.mode
	case "Create", "Link":
		p.change(change{to: e.Name, file: e.File})
	case "Rename":
		p.change(change{e.Name, e.To, p.names[e.Name]})
	case "Remove":
		p.change(change{from: e.Name})
	case "Mkdir":
		for _, directory := range e.made {
			p.change(change{to: directory})
		}
	case "SyncDir":
		p.settle(e.Name)
	}
}

func (p *platter) write(f *disktest.SpiedFile, data []byte, at int64) {
	text := p.written[f]
	if end := int(at) + len(data); end > len(text) {
		text = append(text, make([]byte, end-len(text))...)
	}
	copy(text[at:], data)
	p.written[f] = text
}

func (p *platter) change(c change) {
	p.names.apply(c)
	p.pending = append(p.pending, c)
}

func (p *platter) settle(directory string) {
	p.pending = slices.DeleteFunc(p.pending, func(c change) bool {
		if !c.in(directory) {
			return false
		}
		p.settled.apply(c)
		return true
	})
}

// cut yields possible sets of names after a power cut: with none of the pending changes, with all,
// and with some random subsets.
func (p *platter) cut(random *rand.Rand, some int, yield func(names)) {
	for i := range some + 2 {
		left := maps.Clone(p.settled)
		for _, c := range p.pending {
			if i == 1 || i > 1 && random.IntN(2) == 0 {
				left.apply(c)
			}
		}
		yield(left)
		if len(p.pending) == 0 {
			return
		}
	}
}

// A loss returns the content that replaces unsynced bytes after a power cut.
type loss func(unsynced []byte) []byte

// losses drop all unsynced bytes, keep half of them, or replace them by zeros.
var losses = []loss{
	func([]byte) []byte { return nil },
	func(b []byte) []byte { return b[:len(b)/2] },
	func(b []byte) []byte { return make([]byte, len(b)) },
}

// text returns the content of a file after a power cut.
func (p *platter) text(f *disktest.SpiedFile, lose loss) string {
	written, synced := p.written[f], p.synced[f]
	if synced == len(written) {
		return string(written)
	}
	return string(written[:synced]) + string(lose(written[synced:]))
}

// parents yields the directory of a name and all directories above it, up to the destination.
func parents(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for name != "." {
			if name = path.Dir(name); !yield(name) {
				return
			}
		}
	}
}

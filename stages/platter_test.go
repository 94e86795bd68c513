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

// A platter is what a disk holds, and what of it stays when the power goes: of a file what its last
// sync found, its mode too; of a directory what names its last sync found, and any of the changes
// since, in any combination. A rename is one change, which only the directory that it goes to makes
// sure, whatever a file system does beyond that. The name of a directory is in the one above it.
type platter struct {
	written map[*disktest.SpiedFile][]byte
	synced  map[*disktest.SpiedFile]int         // bytes
	modes   map[*disktest.SpiedFile]fs.FileMode // as the last sync found them, and what they were changed to since, in one

	names   names // as the system shows them
	settled names
	pending []change // not sure to stay
}

// names are all files and directories by their paths; nil is a directory.
type names map[string]*disktest.SpiedFile

// A change takes a name away or gives one, or both.
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

// in reports whether the sync of a directory makes the change sure.
func (c change) in(directory string) bool { return path.Dir(cmp.Or(c.to, c.from)) == directory }

// reached reports whether the directories above a name are there.
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

// seed puts a file there, for good.
func (p *platter) seed(name, text string) {
	f := &disktest.SpiedFile{}
	p.written[f], p.synced[f] = []byte(text), len(text)
	for directory := range parents(name) {
		p.names[directory], p.settled[directory] = nil, nil
	}
	p.names[name], p.settled[name] = f, f
}

// take does what a call did.
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

// cut yields what names there may be after a power cut: none of the pending changes, all of them,
// and some.
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

// A loss is what becomes of bytes that were written and not synced.
type loss func(unsynced []byte) []byte

// losses are of all bytes, of half of them, and of what they were.
var losses = []loss{
	func([]byte) []byte { return nil },
	func(b []byte) []byte { return b[:len(b)/2] },
	func(b []byte) []byte { return make([]byte, len(b)) },
}

// text is what is left of a file.
func (p *platter) text(f *disktest.SpiedFile, lose loss) string {
	written, synced := p.written[f], p.synced[f]
	if synced == len(written) {
		return string(written)
	}
	return string(written[:synced]) + string(lose(written[synced:]))
}

// parents yields the directory that a name is in, the one above that, and so on, up to the
// destination.
func parents(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for name != "." {
			if name = path.Dir(name); !yield(name) {
				return
			}
		}
	}
}

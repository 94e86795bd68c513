// Package split writes the parts of a list into a directory, for hoist split. It streams: memory
// does not grow with the length of the list, and a thousand parts take some 130 MiB.
//
// A part is a buffer until that is full. Then it is a frame of zstd, which a worker appends to the
// file of the part. So each frame can be compressed on its own, and no part has an encoder or an
// open file. Package parts describes the frames of places between them.
package split

import (
	"runtime"
	"strings"

	"github.com/hoist/hoist/internal/parts"
)

// The sizes of the buffer of a part in bytes.
const (
	mostBuffer  = 64 << 10
	leastBuffer = 2 << 10
	allBuffers  = 256 << 20 // of all parts, if these are many
)

const byteOrderMark = "\ufeff"

// A Writer writes parts. One goroutine uses it.
type Writer struct {
	place   *place
	index   parts.Index
	end     byte
	size    int // of a full buffer; a part keeps no more between two calls of Add
	parts   []part
	hosts   *hostCount // of the whole list, if a host may be in several parts; or nil
	workers []*worker
	free    chan []byte // buffers to use again
}

// A part is the part of a list that is being written.
type part struct {
	text  []byte
	frame parts.Frame
	sum   parts.Sum
	hosts hostCount

	flushed bool // the first buffer was full
}

// Create begins the parts that index describes: Parts, By, Options, Ending and Header are set. end
// ends the header and each input. If the directory has parts already, the error is an *ExistsError.
func Create(dir string, index parts.Index, end byte) (*Writer, error) {
	place, err := openPlace(dir, index.Ending)
	if err != nil {
		return nil, err
	}
	index.Version = parts.IndexVersion
	w := &Writer{
		place: place, index: index, end: end, size: min(max(allBuffers/index.Parts, leastBuffer), mostBuffer),
		parts: make([]part, index.Parts), free: make(chan []byte, 64),
	}
	for i := range w.parts {
		w.parts[i].frame = parts.NewFrame(i+1, index.Parts)
	}
	if index.By == parts.ByCode {
		w.hosts = new(hostCount)
	}
	for range min(runtime.GOMAXPROCS(0), 4) {
		worker, err := newWorker(place, w.free, w.size)
		if err != nil {
			w.Close()
			return nil, err
		}
		w.workers = append(w.workers, worker)
	}
	return w, nil
}

// Add adds an input to part k: its entry and its text without the line break. host is the hash of
// its host by parts.Hash, or 0 if the host is not known. The error may be about an earlier input.
func (w *Writer) Add(k int, e parts.Entry, text string, host uint64) error {
	p := &w.parts[k-1]
	if p.text == nil {
		select {
		case p.text = <-w.free:
		default:
		}
	}
	if p.sum.Codes == 0 {
		w.begin(p, text)
	}
	before := len(p.text)
	p.text = append(p.text, text...)
	if w.end == '\n' && strings.HasSuffix(text, "\r") {
		p.text = append(p.text, '\r') // since the one before a line feed is not part of the input
	}
	p.text = append(p.text, w.end)
	p.frame.Add(e)
	p.sum.Codes++
	p.sum.Bytes += uint64(len(p.text) - before)
	if host != 0 {
		p.hosts.add(host, registersFor(w.index.Parts))
		if w.hosts != nil {
			w.hosts.add(host, manyRegisters)
		}
	}
	if len(p.text)+p.frame.Size() >= w.limit(k) {
		return w.flush(k)
	}
	return nil
}

// limit returns the size of a full buffer of part k. The first buffers are full at different times.
// Otherwise all parts would be full at about the same time, and reading and compressing would wait
// for each other.
func (w *Writer) limit(k int) int {
	const steps = 8
	if w.parts[k-1].flushed {
		return w.size
	}
	return w.size / steps * (k%steps + 1)
}

// begin begins a part with its header. A byte order mark at the beginning of a part would be
// skipped, so a header or a first input with one comes after a blank line, as in the list.
func (w *Writer) begin(p *part, first string) {
	header := w.index.Header
	if header != "" {
		first = header
	}
	if w.end == '\n' && strings.HasPrefix(first, byteOrderMark) {
		p.text = append(p.text, w.end)
	}
	if header != "" {
		p.text = append(append(p.text, header...), w.end)
	}
}

// flush passes the buffer of part k to its worker.
func (w *Writer) flush(k int) error {
	p := &w.parts[k-1]
	worker := w.workers[k%len(w.workers)]
	worker.in <- block{k, p.text, p.frame}
	p.frame = parts.NewFrame(k, w.index.Parts)
	p.text, p.flushed = nil, true
	return worker.failed()
}

// Finish writes the rest, makes all parts durable and gives them their names, and writes the index
// last.
func (w *Writer) Finish(list parts.List) (*parts.Index, error) {
	for i := range w.parts {
		if !w.parts[i].frame.IsEmpty() {
			if err := w.flush(i + 1); err != nil {
				return nil, err
			}
		}
	}
	if err := w.stop(); err != nil {
		return nil, err
	}
	w.index.List = list
	w.sum()
	return &w.index, w.place.publish(&w.index)
}

// sum sets the sums of the parts and of the list.
func (w *Writer) sum() {
	x := &w.index
	for i := range w.parts {
		p := &w.parts[i]
		p.sum.Hosts, p.sum.HostsEstimated = p.hosts.number()
		e := parts.IndexEntry{Part: i + 1, Sum: p.sum}
		if p.sum.Codes > 0 {
			e.Name = parts.Name(i+1, x.Ending)
		}
		x.Each = append(x.Each, e)
		x.Codes += p.sum.Codes
		x.Bytes += p.sum.Bytes
		x.Hosts += p.sum.Hosts
		x.HostsEstimated = x.HostsEstimated || p.sum.HostsEstimated
	}
	if w.hosts != nil {
		x.Hosts, x.HostsEstimated = w.hosts.number()
	}
}

// stop ends the workers. It returns their first error.
func (w *Writer) stop() (err error) {
	for _, worker := range w.workers {
		if failed := worker.stop(); err == nil {
			err = failed
		}
	}
	w.workers = nil
	return err
}

// Close removes the parts that have no names yet.
func (w *Writer) Close() error {
	w.stop() // its error is known, or the parts are not needed
	return w.place.close()
}

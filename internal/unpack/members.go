package unpack

import (
	"bufio"
	"io"

	"github.com/klauspost/compress/gzip"
)

// members reads the members of a gzip file, one after the other. (A gzip.Reader does too, but at
// the end of a member it waits for the next before it returns the last bytes.)
type members struct {
	in     *bufio.Reader
	member *gzip.Reader
	ended  bool // member is read to its end
}

func newMembers(in *bufio.Reader) (*members, error) {
	member, err := gzip.NewReader(in)
	if err != nil {
		return nil, noEOF(err)
	}
	member.Multistream(false)
	return &members{in: in, member: member}, nil
}

func (m *members) Read(p []byte) (int, error) {
	for {
		if m.ended {
			if err := m.next(); err != nil {
				return 0, err
			}
		}
		n, err := m.member.Read(p)
		if err == io.EOF {
			m.ended, err = true, nil
		}
		if n > 0 || err != nil || len(p) == 0 {
			return n, err
		}
	}
}

// next goes to the next member. If there is none, it returns io.EOF.
func (m *members) next() error {
	head, err := m.in.Peek(1)
	switch {
	case err != nil:
		return err
	case head[0] == 0:
		return m.padding()
	}
	if err := m.member.Reset(m.in); err != nil {
		return noEOF(err)
	}
	m.member.Multistream(false)
	m.ended = false
	return nil
}

// padding skips the NULs that fill up the last block of a tape. As for gzip's own command, only
// NULs may follow them.
func (m *members) padding() error {
	for {
		switch b, err := m.in.ReadByte(); {
		case err != nil:
			return err
		case b != 0:
			return gzip.ErrHeader
		}
	}
}

// noEOF returns the error of a header that is not whole.
func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

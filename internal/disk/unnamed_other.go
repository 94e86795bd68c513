//go:build !linux

package disk

import (
	"errors"
	"os"
)

// Unnamed returns an error: on this system a file has a temporary name while it is written.
func (d *Root) Unnamed() (File, error) { return nil, errors.ErrUnsupported }

func (d *Root) CanName(File) error { return errors.ErrUnsupported }

func (d *Root) link(descriptor, *os.File, string) error { return errors.ErrUnsupported }

// WriteBack does nothing.
func (f diskFile) WriteBack() {}

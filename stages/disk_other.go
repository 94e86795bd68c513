//go:build !linux

package stages

import (
	"errors"
	"os"
)

// Unnamed can't be had: what is written here has a temporary name.
func (d *rootDisk) Unnamed() (file, error) { return nil, errors.ErrUnsupported }

func (d *rootDisk) canName(file) error { return errors.ErrUnsupported }

func (d *rootDisk) link(descriptor, *os.File, string) error { return errors.ErrUnsupported }

// WriteBack does nothing.
func (f diskFile) WriteBack() {}

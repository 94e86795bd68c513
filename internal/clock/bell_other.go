//go:build !linux

package clock

import (
	"errors"
	"time"
)

// A bell is not there.
type bell struct{}

func newBell() (bell, error) { return bell{}, errors.ErrUnsupported }

func (bell) set(time.Duration) {}
func (bell) wait()             {}
func (bell) close()            {}

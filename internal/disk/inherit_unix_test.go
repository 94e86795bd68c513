//go:build unix

package disk

import (
	"testing"
)

func TestWithoutGroup(t *testing.T) {
	for mode, want := range map[uint32]uint32{
		0o600: 0o600, 0o640: 0o600, 0o644: 0o644, 0o664: 0o644, 0o604: 0o600, 0o660: 0o600, 0o775: 0o755, 0o751: 0o711, 0o000: 0o000,
	} {
		if got := withoutGroup(mode); got != want {
			t.Errorf("%o: %o, want %o", mode, got, want)
		}
	}
}

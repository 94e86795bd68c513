package disk

import (
	"time"

	"golang.org/x/sys/windows"
)

// setModTime is SetFileTime. It leaves the times of creation and of the last access.
func setModTime(f descriptor, at time.Time) error {
	const epoch = 116444736000000000 // 1970 in FILETIME: units of 100 ns since 1601
	units := at.Unix()*1e7 + epoch
	modified := windows.Filetime{LowDateTime: uint32(units), HighDateTime: uint32(units >> 32)}
	return windows.SetFileTime(windows.Handle(f.Fd()), nil, nil, &modified)
}

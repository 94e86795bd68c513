package command

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/urfave/cli/v2"
)

// checkPlaces finds impossible paths before any file is created: a file in a directory that does
// not exist, a file in the place of a directory, or a directory in the place of a file. The
// destination may be missing, since it is created before the files in it.
func checkPlaces(c *cli.Context) error {
	for _, name := range []string{"log", "failed"} {
		path := c.String(name)
		if path == "" || path == "-" {
			continue
		}
		dir := filepath.Dir(path)
		if err := checkDirectory(dir); err != nil && absolute(dir) != absolute(c.String("out")) {
			return usagef("--%s %s: its directory: %w", name, path, err)
		}
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			return usagef("--%s %s: is a directory", name, path)
		}
	}
	out := c.String("out")
	if err := checkDirectory(out); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
		return usagef("--out %s: %w", out, err)
	}
	return nil
}

// absolute returns an absolute and clean path. If the current directory is unknown, it only cleans
// the path.
func absolute(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return filepath.Clean(path)
	}
	return abs
}

// checkDirectory returns the reason why a path is not a directory.
func checkDirectory(path string) error {
	info, err := os.Stat(path)
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err
	}
	if err == nil && !info.IsDir() {
		return syscall.ENOTDIR
	}
	return err
}

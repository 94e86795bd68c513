package local

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"strings"

	"github.com/hoist/hoist/internal/naming"
)

// crowdDir is the directory in the destination for the temporary names that are not numbered. If
// hundreds of runs share a destination whose file system has no unnamed files, the numbers don't
// suffice. A run uses the directory when it finds `crowd` numbers taken in a row. The directory has
// only temporary names, so it can be read to find leftovers. A run that finds it empty removes it.
const crowdDir = naming.TempPrefix + "more" + tempSuffix

const crowd = 16

// mostAttempts is how often a name in crowdDir is tried. It fails only if another run has removed
// the directory at that moment, or has the same random name.
const mostAttempts = 100

// claimInCrowd is claim with the names in crowdDir.
func claimInCrowd(mkdir func(name string) error, take func(name string) error) (name string, err error) {
	for range mostAttempts {
		name = path.Join(crowdDir, fmt.Sprintf("%016x%s", rand.Uint64(), tempSuffix))
		switch err = take(name); {
		case err == nil:
			return name, nil
		case errors.Is(err, fs.ErrNotExist):
			if err := mkdir(crowdDir); err != nil {
				return "", err
			}
		case !errors.Is(err, fs.ErrExist):
			return "", err
		}
	}
	return "", err
}

// sweepCrowd removes the files in crowdDir that have no lock, and the directory if it is empty
// then.
func sweepCrowd(root *os.Root) {
	directory, err := root.Open(crowdDir)
	if err != nil {
		return
	}
	names, _ := directory.Readdirnames(-1) // the names before an error suffice
	directory.Close()                      // it was only read
	for _, name := range names {
		if strings.HasSuffix(name, tempSuffix) {
			sweepOne(root, path.Join(crowdDir, name))
		}
	}
	root.Remove(crowdDir) // an error means that it is not empty
}

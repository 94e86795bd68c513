// Package local keeps files in a directory of this machine, or in a mounted directory.
//
// A [Store] is the loop of a destination. It keeps files in a [Directory], which has two calls for
// a file: Create starts it, and Pending.Publish names it. A [Dir] is the Directory of a file
// system. It handles files through the interface disk.Disk, so that tests can make calls fail, and
// record and interrupt them.
//
// # Names
//
// On Linux a file has no name while it is written (O_TMPFILE). A link then gives it its name. A
// link can't replace a name that is taken: in that case the file is linked to a temporary name and
// renamed. Other systems and some file systems can't do this, which a test shows when the
// destination is opened. There a file has a temporary name from the beginning.
//
// Temporary names are numbered, .hoist-0000.tmp to .hoist-4095.tmp, and are in the destination
// itself (temps.go). A run that uses a name holds a lock on the file (flock). When a destination is
// opened, the temporary names without a lock are removed. If the directory has few entries, it is
// read; otherwise each of the names is looked up. So leftovers are found without reading a
// directory of millions of entries. If many runs share the destination and the numbers are taken,
// there are further names in a directory of their own (crowd.go). On a file system without locks
// leftovers stay.
//
// os.Root resolves all names, so no link leads out of the destination. A [NameError] is about one
// name. Any other error of a Directory stops the run.
//
// A file that replaces another inherits its access rights (disk.Disk, Inherit) before it gets a
// temporary name. If a file has a temporary name from the beginning, only its owner can read it,
// and it gets its mode when it is published. Both happen only if the name is taken, so a new file
// costs no more.
//
// [Dir.Protect] lists the run's own files, which no code may replace. checkProtected compares them,
// by device and inode, with the file that has the name. A list of failed codes that does not exist
// yet has no inode. For it checkFree compares the name, and then the directories (protect.go).
//
// [Dir.Close] compares the directory that was opened with the directory at its path. If the two
// differ, the locations in the lines do not lead to the files, and Close returns an error.
//
// Too many open files is an error neither of a name nor of the directory. A retryingDir makes the
// worker wait and try again (package fdlimit).
//
// # Durability
//
// If Options.Durable is set, a Store writes files without names, makes them durable in groups, and
// then names them. One group gets its names while the next is synced:
//
//	objects ──▶ [write × Writers] ──entries──▶ sync ──groups──▶ publish ──results──▶
//
// The steps come in this order:
//
//  1. sync takes the files that have come, up to Options.Group. It makes the system begin to write
//     all of them (sync_file_range), and syncs them in parallel. A file system writes its journal
//     once for many syncs at once; a group exists for that. There is no timer: a file that comes
//     alone is a group.
//  2. publish names the files in turn. If a file replaces another and its access rights change by
//     that, it is synced again first. Otherwise a power cut could keep its name and not its access
//     rights.
//  3. syncNames syncs the directories of these names and all above them up to the destination,
//     since a killed run may have made some of them. The directories above the destination are
//     synced by [Dir.SyncParents].
//  4. Only then the results go on. Result.More is false for the last result of a group. The sink
//     writes its line, and the lines before it, at once. So a kill loses the files in flight, and
//     no lines in a buffer.
//
// A failed sync is not tried again: after an error the kernel may take pages for clean that never
// reached the disk. The file is discarded, or its name removed; its object fails, and the run
// stops. Other files of the group, whose own syncs succeeded, go on.
//
// If Options.Durable is not set, the writers name each file themselves, and nothing is synced.
package local

// Package local keeps files in a directory of this machine, or in one that is mounted there.
//
// A [Store] is the loop that a destination is. It keeps files in a [Directory], which has two calls
// for a file: Create starts it, and Pending.Publish names it. A [Dir] is the Directory of a file
// system. Every call that it makes of that goes through the interface disk.Disk, so that tests can
// fail, record and cut them.
//
// # Names
//
// On Linux a file that is being written has no name (O_TMPFILE). It is linked into place, which
// can't replace a name that is taken. If the name is taken, the file is linked to a temporary name
// and renamed. On other systems, and on file systems that can't do this (which shows when the
// destination is opened), a file has a temporary name from the beginning.
//
// Temporary names are numbered, .hoist-0000.tmp to .hoist-2047.tmp, and stand in the destination
// itself (temps.go). Whoever has one holds a lock on the file (flock). Opening a destination
// removes the temporary names that nobody holds. It reads the directory if that has few entries,
// and looks for each of the names otherwise. So leftovers are found without reading a directory of
// millions of entries.
//
// All names are resolved by os.Root, so no link leads out of the destination. A [NameError] is
// about one name. Any other error of a Directory stops the run.
//
// A file that replaces another inherits its access rights (disk.Disk, Inherit) before it has a
// temporary name. A file that has a temporary name from the beginning is made for its owner alone,
// and gets its mode when it is published. Both happen only where the name is taken, so a new file
// costs no more.
//
// [Dir.Protect] says which files are the run's own; no code may replace them. checkProtected
// compares them, by device and inode, with the file that has the name. A list of failed codes that
// is not there yet has no inode: checkFree compares its name, and then the directories
// (protect.go).
//
// [Dir.Close] compares the directory that was opened with what its path leads to. The error says if
// the two differ, so that the locations in the lines do not lead to the files.
//
// Too many open files is neither an error of a name nor one of the directory: a retryingDir lets
// the worker that met it wait and try again (package fdlimit).
//
// # Durability
//
// With Options.Durable a Store writes files without names, makes them durable in groups, and names
// them after that. One group gets its names while the next is synced:
//
//	objects ──▶ [write × Writers] ──entries──▶ sync ──groups──▶ publish ──results──▶
//
// The steps come in this order:
//
//  1. sync takes what has come, up to Options.Group files. It has the system begin to write all of
//     them (sync_file_range), and syncs them in parallel. A file system writes its journal once for
//     many syncs that are asked of it at once; a group exists for that. There is no timer: a file
//     that comes alone is a group.
//  2. publish names the files, one after the other. A file that replaces another and so gets other
//     access rights than it had when it was synced is synced again before that. Otherwise a power
//     cut could keep its name and not its access rights.
//  3. syncNames syncs the directories of these names and all above them up to the destination,
//     since a run that was killed may have made some of them. The directories above the destination
//     are synced when it is opened ([Dir.SyncParents]).
//  4. Only then the results go on. Result.More is false for the last of a group, whose line the
//     sink then writes at once with those before it. So a kill costs what was in flight, and not
//     what waits in a buffer.
//
// A sync that fails is not tried again: after an error the kernel may call pages clean that never
// reached the disk. The file is discarded, or its name removed, its object fails, and the run
// stops. Other files of the group, whose own syncs succeeded, go on.
//
// Without Options.Durable the writers name each file themselves, and nothing is synced.
package local

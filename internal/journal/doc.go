// Package journal keeps the log of runs: it opens and locks the file, repairs its torn end, and
// indexes what earlier runs saved, for --resume.
//
// A [Journal] is the log of earlier runs as an index. For each line that says that a file is there
// it keeps a hash of code and path, and the offset of the line. [Journal.Find] asks for a code and
// a name. It tries the paths that the name has under everything that the run lines call the
// destination, which is one directory, and returns the last line among those. It reads the line
// again. A line that is gone, because something cut the log, is not found.
//
// [Open] checks every line and takes the lock on the log. It is called before anything is made.
// Blocks are read by as many workers as there are processors (replay.go). The run lines must agree
// with the run about to begin on version, site, destination and name template (runs.go).
//
// [Journal.OpenLog] cuts a torn last line off and opens the log for appending; [OpenLog] does so
// without a Journal. Runs that don't resume the log may share it, and a run that resumes it has it
// alone (lock.go). A torn line that hoist did not write is not cut off: Open returns an error, and
// OpenLog ends the line with a line feed (repair.go).
//
// A [Log] is where the lines go. Log.Sync makes the lines durable, and the name of the file.
// Log.InPlace checks that the path leads to the file that was opened.
package journal

// Package journal keeps the log of runs: it opens and locks the file, repairs its torn end, and
// indexes the files that earlier runs saved, for --resume.
//
// A [Journal] is an index of the log of earlier runs. For each line that reports a file it keeps a
// hash of code and name, and the offset of the line. [Journal.Find] looks for a code and a name. If
// several lines have them, it reads the last of these again, and returns its fields. If the line is
// gone, because something cut the log, it is not found. Lines of old versions have no name. For
// these Find tries the path of the name under each spelling of the destination that the run lines
// have. If names depend on the answers, files are found by the code alone ([ByCode]).
//
// [Journal.Owner] looks for the code that has a file name. For it the Journal keeps a hash of the
// path and an offset too. If a run looks for owners only, the log can have runs with other options
// ([NoFind]).
//
// [Open] checks every line and takes the lock on the log. It is called before anything is made.
// Blocks are read by as many workers as there are processors (replay.go). The run lines must agree
// with the run about to begin on version, site, destination and name template (runs.go).
//
// [Journal.OpenLog] cuts a torn last line off and opens the log for appending; [OpenLog] does so
// without a Journal, and [OpenAlone] for a run of a part. Runs that don't resume the log may share
// it (lock.go). A run that resumes the log, or has a part of a list, has it alone, and checks
// before each write that it still has it (alone.go). A torn line that hoist did not write is not
// cut off: Open returns an error, and OpenLog ends the line with a line feed (repair.go).
//
// A [Log] is the destination of the lines. Log.Sync makes the lines and the name of the file
// durable. Log.InPlace checks that the path leads to the file that was opened.
package journal

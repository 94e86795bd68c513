package journal

// Options are the uses of a Journal. The zero value is for a run that calls Find with a code and a
// name, and writes to the log.
type Options struct {
	FindBy FindBy
	Owners bool // Owner is called
	Access Access

	// Former is a name template that earlier runs may have in place of that of `now`; empty for
	// none.
	Former string
}

// FindBy is the key by which Find looks for a file.
type FindBy int

const (
	ByName FindBy = iota // the code and the name
	ByCode               // the code. Find returns the last file of a code, whatever its name is
	NoFind               // Find is not called. The log may have runs with other options
)

// Access is the access of a run to its log.
type Access int

const (
	// Shared keeps other runs that resume the log from writing to it. Runs that do not resume it
	// may write.
	Shared Access = iota

	// Alone keeps all other runs from writing to the log. If one writes to it in spite of that,
	// Log.Write returns an error.
	Alone

	// ReadOnly leaves the log to other runs: the log may be read-only, and a run may
	// write to it meanwhile. The Journal has the lines that were whole when it was opened. OpenLog
	// must not be called.
	ReadOnly
)

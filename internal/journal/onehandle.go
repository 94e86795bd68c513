package journal

// writeByGuard makes the handle that has the lock the handle for writing too, if the system can
// make it append. A client of NFS may send data long after the write, with the locks of the handle
// that wrote it. If the lock was lost meanwhile, it drops the data, and closing reports the error.
// Data of a handle without a lock would overwrite the lines of the run that has the log now.
func (l *Log) writeByGuard() error {
	if !makeAppend(l.guard) {
		return nil
	}
	before := l.file
	l.file = l.guard
	return before.Close()
}

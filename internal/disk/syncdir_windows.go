package disk

import "os"

// SyncDir does nothing: Windows has no such call, and keeps directories in order by NTFS's journal.
func SyncDir(*os.File) error { return nil }

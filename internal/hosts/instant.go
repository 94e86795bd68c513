package hosts

import "time"

// An Instant is the time since the beginning of the run, by the monotonic clock. So setting the
// clock changes no wait.
type Instant = time.Duration

// Never is later than any run.
const Never = Instant(1<<63 - 1)

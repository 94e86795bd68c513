package hosts

import "time"

// An Instant is a time of a run, from its beginning, by the monotonic clock: a clock that is set
// changes no wait.
type Instant = time.Duration

// Never is later than any run.
const Never = Instant(1<<63 - 1)

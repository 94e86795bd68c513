package stages

import (
	"strings"
	"time"
)

// largeSize is the largest body that is kept in memory.
const largeSize = 64 << 10

const patient = time.Minute

var twoKiB = strings.Repeat("hoist!! ", 256)

package stages

import (
	"strings"
	"time"
)

// largeSize is what a body may have in memory.
const largeSize = 64 << 10

const patient = time.Minute

var twoKiB = strings.Repeat("hoist!! ", 256)

package sink

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// printable makes a code or a path harmless to a terminal, and no longer than is good to read.
func printable(text string) string {
	const longest = 200
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "…"
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsPrint(r) }) {
		return strconv.Quote(text)
	}
	return text
}

// size is a number of bytes in decimal units, as disks count them.
func size(n int64) string {
	const units = "kMGTPE"
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	value, unit := float64(n)/1000, 0
	for value >= 999.95 && unit < len(units)-1 {
		value, unit = value/1000, unit+1
	}
	return fmt.Sprintf("%.1f %cB", value, units[unit])
}

// seconds is a duration as the summary prints it.
func seconds(d time.Duration) string { return fmt.Sprintf("%.2fs", d.Seconds()) }

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
	text = shortened(text, longest)
	if strings.ContainsFunc(text, func(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsPrint(r) }) {
		return strconv.Quote(text)
	}
	return text
}

// shortened cuts text to at most longest bytes and an ellipsis. It cuts between two words, unless
// the last word is long.
func shortened(text string, longest int) string {
	if len(text) <= longest {
		return text
	}
	cut := text[:longest]
	if i := strings.LastIndexByte(text[:longest+1], ' '); i > longest/2 {
		cut = strings.TrimRight(text[:i], " ,;:(")
	}
	return strings.ToValidUTF8(cut, "") + "…"
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

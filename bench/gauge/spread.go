//go:build linux

package main

import (
	"fmt"
	"slices"
)

// A spread has the values of several runs. The zero value has no runs.
type spread []float64

// text returns the median, with the smallest and the largest value in brackets.
func (s spread) text(format string) string {
	if len(s) == 0 {
		return "–"
	}
	least, most := fmt.Sprintf(format, slices.Min(s)), fmt.Sprintf(format, slices.Max(s))
	if least == most {
		return least
	}
	return fmt.Sprintf(format, s.median()) + " (" + least + "–" + most + ")"
}

func (s spread) least() float64 { return slices.Min(s) }

func (s spread) median() float64 {
	sorted := slices.Sorted(slices.Values(s))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

package source

import (
	"fmt"
	"slices"
	"strings"
)

// FlagArgs returns the flag codes that args name, unique and sorted. One letter stands for the 26
// codes that begin with it. The error names the first argument that is neither a code nor a letter.
func FlagArgs(args []string) ([]string, error) {
	var codes []string
	for _, arg := range args {
		if len(arg) == 1 && isLetter(arg[0]) {
			codes = append(codes, under(strings.ToUpper(arg))...)
			continue
		}
		code, err := Flag(arg)
		if err != nil {
			return nil, fmt.Errorf("code %.80q: %w", arg, err)
		}
		codes = append(codes, code)
	}
	return sorted(codes), nil
}

// TextArgs returns args, unique and sorted. The error names the first that can't be a code.
func TextArgs(args []string) ([]string, error) {
	for _, arg := range args {
		if _, err := Text(arg); err != nil {
			return nil, fmt.Errorf("code %.80q: %w", arg, err)
		}
	}
	return sorted(slices.Clone(args)), nil
}

// Every returns the 676 codes AA to ZZ.
func Every() []string {
	var codes []string
	for first := 'A'; first <= 'Z'; first++ {
		codes = append(codes, under(string(first))...)
	}
	return codes
}

// under returns the 26 codes that begin with letter.
func under(letter string) []string {
	codes := make([]string, 0, 26)
	for second := 'A'; second <= 'Z'; second++ {
		codes = append(codes, letter+string(second))
	}
	return codes
}

func sorted(codes []string) []string {
	slices.Sort(codes)
	return slices.Compact(codes)
}

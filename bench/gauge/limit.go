//go:build linux

package main

// These are the names of the two halves of the limit, as in bench/files.sh.
const (
	fetchingLimit = "limit: `wrk`, fetching alone"
	savingLimit   = "limit: saving alone"
	bothLimits    = "limit: fetching and then saving, together"
)

// withBothLimits adds a record to each round, for a tool that fetches and saves and does nothing
// else. Fetching and saving both use all cores, so the time for a file is the sum of the two times.
func withBothLimits(all []Record) []Record {
	for _, fetching := range all {
		if fetching.Tool != fetchingLimit || fetching.Failed != "" {
			continue
		}
		for _, saving := range all {
			if saving.Tool == savingLimit && saving.Round == fetching.Round && saving.Failed == "" {
				both := saving
				scale := float64(saving.Files) / float64(fetching.Files)
				both.Tool = bothLimits
				both.Seconds += fetching.Seconds * scale
				both.CPU += fetching.CPU * scale
				all = append(all, both)
			}
		}
	}
	return all
}

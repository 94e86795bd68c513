//go:build linux

package main

// The two halves of the limit, as bench/run calls them.
const (
	fetchingLimit = "limit: `wrk`, fetching alone"
	savingLimit   = "limit: saving alone"
	bothLimits    = "limit: fetching and then saving, together"
)

// withBothLimits adds a record to each round, for a tool that only fetches and saves, at no other
// cost. Fetching and saving both use all cores, so the time for a file is the sum of their times.
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

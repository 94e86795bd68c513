package parts

import (
	"cmp"
	"fmt"
	"strings"
)

// Options are the options of hoist split that decide which code is in which part.
type Options struct {
	Format    string   `json:"format"`
	Null      bool     `json:"null,omitempty"`
	Columns   []string `json:"columns,omitempty"`
	Delimiter string   `json:"delimiter,omitempty"`
	Code      string   `json:"code,omitempty"`
	URL       string   `json:"url,omitempty"`

	// IgnoreQuery are the parameters of URLs that are not part of a code.
	IgnoreQuery []string `json:"ignore_query,omitempty"`
}

// CheckReading returns the reason why a run would read the parts in another way than hoist split
// has read the list.
func (o Options) CheckReading(run Options) error {
	null := map[bool]string{true: "--null"}
	return cmp.Or(
		compare("--null", null[o.Null], null[run.Null]),
		compare("--delimiter", delimiter.Replace(o.Delimiter), delimiter.Replace(run.Delimiter)),
		compare("--columns", strings.Join(o.Columns, ","), strings.Join(run.Columns, ",")),
	)
}

// CheckCodes returns the reason why a run would make other codes than hoist split.
func (o Options) CheckCodes(run Options) error {
	return cmp.Or(
		compare("--code", o.Code, run.Code),
		compare("--ignore-query", strings.Join(o.IgnoreQuery, ","), strings.Join(run.IgnoreQuery, ",")),
	)
}

// delimiter gives each delimiter one spelling. That of a comma is empty, since it is the default.
var delimiter = strings.NewReplacer("\t", `\t`, ",", "")

func compare(option, split, run string) error {
	switch {
	case split == run:
		return nil
	case split == "":
		return fmt.Errorf("the list was split without %s, so leave it out", option)
	case split == option:
		return fmt.Errorf("the list was split with %s, so add it", option)
	}
	return fmt.Errorf("the list was split with %s '%s', so add it", option, split)
}

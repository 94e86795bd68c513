//go:build linux

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

// report executes a template. Each function of the template writes one kind of table. If a table
// has no results, the table of the earlier report stays.
func report(args []string, w io.Writer) error {
	if len(args) != 3 {
		return fmt.Errorf("usage: gauge report RESULTS TEMPLATE EARLIER")
	}
	directory := args[0]
	earlier, err := os.ReadFile(args[2])
	if err != nil {
		return err
	}
	table := func(head string, row func(runs, []Record) string) func(string) (string, error) {
		return func(name string) (string, error) {
			all, err := records(directory, name)
			if len(all) == 0 {
				return mark(name) + earlierTable(string(earlier), name), err
			}
			return mark(name) + render(withBothLimits(all), head, row), err
		}
	}
	functions := template.FuncMap{
		"about": func() (string, error) {
			b, err := os.ReadFile(filepath.Join(directory, "about.md"))
			return string(b), err
		},
		"rates":   table("| | files | files/s | CPU ms per 1,000 | files/s ÷ "+reference+" | CPU ÷ the same |", rateRow),
		"times":   table("| | seconds | CPU ms | largest process, MiB |", timeRow),
		"volumes": table("| | MB/s | CPU seconds per GB | MB/s ÷ `curl` |", volumeRow),
		"peaks":   table("| | codes | MiB | MiB ÷ with the fewest codes | codes done | seconds |", peakRow),
		"messes": table("| | whole files of those available | seconds until 98 % of these "+
			"| wrong files left | seconds | largest process, MiB |", messRow),
		"firsts": table("| | ms |", firstRow),
	}
	t, err := template.New(filepath.Base(args[1])).Funcs(functions).ParseFiles(args[1])
	if err != nil {
		return err
	}
	return t.Execute(w, nil)
}

// mark precedes a table, so that the next report finds it.
func mark(name string) string { return "<!-- " + name + " -->\n\n" }

// earlierTable returns the table of an earlier report, with the text up to the next heading.
func earlierTable(report, name string) string {
	_, rest, found := strings.Cut(report, mark(name))
	if !found {
		return "Not measured."
	}
	table, _, _ := strings.Cut(rest, "\n#")
	return strings.TrimSpace(table)
}

// render returns a table with a row for each tool, in the order of the first records.
func render(all []Record, head string, row func(runs, []Record) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n|---|%s\n", head, strings.Repeat("---:|", strings.Count(head, "|")-2))
	rounds := 0
	var failures []string
	for _, tool := range byTool(all) {
		fmt.Fprintf(&b, "| %s | %s |\n", tool[0].Tool, row(tool.good(), all))
		rounds = max(rounds, len(tool))
		failures = append(failures, tool.failures()...)
	}
	for _, failure := range failures {
		fmt.Fprintf(&b, "\nFailed, and not in the table: %s\n", failure)
	}
	last := all[len(all)-1]
	fmt.Fprintf(&b, "\nRuns of each: %d. hoist at %s, %s.", rounds, last.Hoist, last.Time.Format("2006-01-02"))
	return b.String()
}

// reference is the tool whose work is most like hoist's.
const reference = "`curl -Z -w '%{json}'`"

func rateRow(tool runs, all []Record) string {
	rate := func(r Record) float64 { return float64(r.Files) / r.Seconds }
	cost := func(r Record) float64 { return r.CPU * 1e6 / float64(r.Files) }
	return fmt.Sprintf("%s | %s | %s | %s | %s", tool.files(),
		tool.spread(rate).text("%.0f"),
		tool.spread(cost).text("%.0f"),
		tool.ratio(all, reference, rate).text("%.2f"),
		tool.ratio(all, reference, cost).text("%.2f"))
}

func timeRow(tool runs, _ []Record) string {
	return fmt.Sprintf("%s | %s | %s",
		tool.spread(func(r Record) float64 { return r.Seconds }).text("%.2f"),
		tool.spread(func(r Record) float64 { return r.CPU * 1000 }).text("%.0f"),
		tool.spread(mebibytes).text("%.0f"))
}

func volumeRow(tool runs, all []Record) string {
	rate := func(r Record) float64 { return float64(r.Bytes) / 1e6 / r.Seconds }
	return fmt.Sprintf("%s | %s | %s",
		tool.spread(rate).text("%.0f"),
		tool.spread(func(r Record) float64 { return r.CPU / (float64(r.Bytes) / 1e9) }).text("%.2f"),
		tool.ratio(all, "`curl`", rate).text("%.2f"))
}

func peakRow(tool runs, all []Record) string {
	limited := ""
	for _, r := range tool {
		if r.Limited {
			limited = ", stopped"
		}
	}
	return fmt.Sprintf("%s | %s | %s | %s | %s%s", tool.files(),
		tool.spread(mebibytes).text("%.1f"),
		tool.growth(all).text("%.2f"),
		tool.spread(func(r Record) float64 { return float64(r.Saved) }).text("%.0f"),
		tool.spread(func(r Record) float64 { return r.Seconds }).text("%.0f"), limited)
}

func messRow(tool runs, _ []Record) string {
	most, end := "never", ""
	if seconds := tool.spread(func(r Record) float64 { return r.Most }); len(seconds) > 0 && seconds.least() > 0 {
		most = seconds.text("%.0f")
	}
	for _, r := range tool {
		if r.Limited {
			end = ", stopped"
		}
	}
	return fmt.Sprintf("%s of %s | %s | %s | %s%s | %s",
		tool.spread(func(r Record) float64 { return float64(r.Saved) }).text("%.0f"), tool.files(), most,
		tool.spread(func(r Record) float64 { return float64(r.Wrong) }).text("%.0f"),
		tool.spread(func(r Record) float64 { return r.Seconds }).text("%.0f"), end,
		tool.spread(mebibytes).text("%.0f"))
}

func firstRow(tool runs, _ []Record) string {
	for _, r := range tool {
		if r.Limited {
			return "none before the input ends"
		}
	}
	return tool.spread(func(r Record) float64 { return r.Seconds * 1000 }).text("%.1f")
}

func mebibytes(r Record) float64 { return float64(r.RSS) / (1 << 20) }

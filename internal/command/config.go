package command

import (
	"fmt"
	"sync/atomic"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/units"
	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/errorlimit"
	"github.com/hoist/hoist/internal/existing"
	"github.com/hoist/hoist/internal/expect"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/mediatype"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/store"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/source/records"
	"github.com/hoist/hoist/stages"
)

// config returns the settings of the run on the command line, without the files that must be opened
// first.
func config(c *cli.Context, site *site, in *input, room room) (stages.Config, error) {
	planner, err := in.planner(c, site.url)
	if err != nil {
		return stages.Config{}, err
	}
	part, err := usePart(c, in, planner)
	if err != nil {
		return stages.Config{}, err
	}
	expected, err := expect.Parse(c.StringSlice("expect"), in.vars)
	if err != nil {
		return stages.Config{}, fmt.Errorf("--expect %w", err)
	}
	if in.list.Format == records.Sums {
		expected = append(expected, expect.Sums()...)
	}
	cfg := stages.Config{
		Source: stages.Source{
			Jobs: source.From(in.list.Jobs), Planner: planner, Expect: expected, Owners: naming.NoOwners{},
			Part: part,
		},
		Fetch: stages.Fetch{Workers: room.workers, Hosts: limits(c)},
		Save: stages.Save{
			Existing: existing.Policy{
				IfExists: store.IfExists(c.String("if-exists")), Verify: c.Bool("verify"), TrustHistory: resumes(c).ByLog,
				Hashes: c.String("manifest") != "",
			},
			Durable: c.String("durability") == "batch", RemoteTime: c.Bool("remote-time"),
		},
		Report: stages.Report{Ordered: c.Bool("ordered"), Trace: c.Bool("trace"), MaxErrors: maxErrors(c)},
	}
	if cfg.Fetch.Download, err = downloads(c, site, planner.Server(), room.workers); err != nil {
		return cfg, err
	}
	cfg.Report.Header = header(c, site, in, &cfg)
	return cfg, nil
}

// header returns the `run` line.
func header(c *cli.Context, site *site, in *input, cfg *stages.Config) logline.Header {
	fetch, download := cfg.Fetch, cfg.Fetch.Download
	return logline.Header{
		Program: version, URL: site.url, Out: c.String("out"), Name: in.name, Server: site.label,
		Part: in.part.String(), Workers: fetch.Workers,
		Rate: c.Generic("rate").(*units.Rate).String(), PerHostRate: c.Generic("per-host-rate").(*units.Rate).String(),
		ConnectTimeout: download.Limits.Connect, Timeout: download.Limits.Timeout, MaxTime: download.Limits.MaxTime,
		UserAgent: download.Header.UserAgent, Ordered: cfg.Report.Ordered,
		Retries: fetch.Hosts.Retries, RetryOn: download.RetryOn.String(),
		RetryMaxWait: fetch.Hosts.MaxWait, PerHost: fetch.Hosts.PerHost,
		NoPacing: c.Bool("no-pacing"), MaxErrors: c.Generic("max-errors").(*units.Tolerance).String(),
		MaxBytes: download.Content.MaxBytes, MinBytes: download.Content.MinBytes, Expect: c.StringSlice("expect"),
		ExpectType: download.Content.Types.String(), Bandwidth: download.Content.Bandwidth,
		Durability: c.String("durability"), IfExists: string(cfg.Save.Existing.IfExists), Resume: resumes(c).On,
		ResumeByLog: cfg.Save.Existing.TrustHistory, Verify: cfg.Save.Existing.Verify, RemoteTime: cfg.Save.RemoteTime,
		DryRun: c.Bool("dry-run"),
	}
}

// downloads returns the settings of the command line for each exchange.
func downloads(c *cli.Context, site *site, server string, workers int) (d download.Config, err error) {
	d.Limits, d.Received = timeLimits(c, site), new(atomic.Int64)
	if d.Content, err = content(c); err != nil {
		return d, err
	}
	client, err := client(c, server, workers, d.Limits)
	if err != nil {
		return d, err
	}
	d.Transport = client.Transport()
	if d.Header, err = requestHeader(c); err != nil {
		return d, err
	}
	d.RetryOn, err = retryOn(c)
	return d, err
}

// limits returns the limits of the command line for the requests to hosts.
func limits(c *cli.Context) hosts.Limits {
	return hosts.Limits{
		Retries: int(count(c, "retries")), MaxWait: duration(c, "retry-max-wait"), PerHost: int(count(c, "per-host")),
		Rate:        c.Generic("rate").(*units.Rate).PerSecond,
		PerHostRate: c.Generic("per-host-rate").(*units.Rate).PerSecond,
		NoPacing:    c.Bool("no-pacing"),
	}
}

// retryOn returns the statuses that the user adds to the retried statuses.
func retryOn(c *cli.Context) (download.Statuses, error) {
	if !c.IsSet("retry-on") {
		return nil, nil
	}
	statuses, err := download.ParseStatuses(c.String("retry-on"))
	if err != nil {
		return statuses, fmt.Errorf("--retry-on: %w", err)
	}
	return statuses, nil
}

// maxErrors returns the number of errors that ends the run. Without a limit it returns nil.
func maxErrors(c *cli.Context) *errorlimit.Limit {
	tolerance := c.Generic("max-errors").(*units.Tolerance)
	if tolerance.String() == "" {
		return nil
	}
	return &errorlimit.Limit{Count: tolerance.N, Percent: tolerance.Percent}
}

// content returns the settings of the command line for bodies.
func content(c *cli.Context) (content download.Content, err error) {
	content.MaxBytes = c.Generic("max-bytes").(*units.Size).Bytes
	content.MinBytes = c.Generic("min-bytes").(*units.Size).Bytes
	if content.MaxBytes > 0 && content.MinBytes > content.MaxBytes {
		return content, usagef("--min-bytes %d: is more than --max-bytes %d", content.MinBytes, content.MaxBytes)
	}
	content.Bandwidth = c.Generic("bandwidth").(*units.Bandwidth).PerSecond
	if c.IsSet("expect-type") {
		content.Types, err = mediatype.Parse(c.String("expect-type"))
		if err != nil {
			return content, usagef("--expect-type %w", err)
		}
	}
	return content, nil
}

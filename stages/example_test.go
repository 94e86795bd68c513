package stages_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"time"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/internal/storetest"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/stages"
)

// This example fetches three codes from a server and keeps the files in memory. One code is not
// found.
func ExampleRun() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/xx.gif" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, "flag of ", r.URL.Path[1:3])
	}))
	defer server.Close()
	vars := naming.Variables{Names: source.Vars(), Unique: source.UniqueFlagVars()}
	planner, err := naming.New(naming.Templates{URL: server.URL + "/{lower}.gif", Name: "{code}{ext}"}, vars)
	if err != nil {
		fmt.Println(err)
		return
	}
	client := httpclient.Client{Workers: 2, Timeout: time.Second, Server: planner.Server()}
	memory := &storetest.Directory{}

	ctx := context.Background()
	tally, err := stages.Run(ctx, ctx, stages.Config{
		Source: stages.Source{Jobs: source.From(source.List([]string{"BR", "CN", "XX"})), Planner: planner},
		Fetch: stages.Fetch{
			Workers: 2, Hosts: hosts.Limits{MaxWait: time.Second},
			Download: download.Config{Transport: client.Transport(), Limits: download.Limits{Timeout: time.Second}},
		},
		Save:   stages.Save{Store: local.New(memory, local.Options{})},
		Report: stages.Report{Sink: &sink.Sink{}},
	})
	if err != nil {
		fmt.Println(err)
	}
	for _, name := range slices.Sorted(maps.Keys(memory.Files)) {
		fmt.Printf("%s: %s\n", name, memory.Files[name])
	}
	fmt.Println(tally.Counts[outcome.OK], "ok,", tally.Counts[outcome.NotFound], "not found, exit", tally.Exit)
	// Output:
	// BR.gif: flag of br
	// CN.gif: flag of cn
	// 2 ok, 1 not found, exit 1
}

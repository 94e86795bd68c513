//go:build linux

// Gauge does the precise work of bench/run, which a shell can't do: it measures children, checks
// the files that they left, and writes the tables.
package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
)

const usage = `usage: gauge measure [flags] -- COMMAND ...   run, check, append a record
       gauge first [flags] -- COMMAND ...     time from a line of input to its file
       gauge save DIR FILES BYTES             create, write and link, and nothing else
       gauge web [flags]                      many hosts, of which some misbehave, until standard input ends
       gauge messy [flags] -- COMMAND ...     run over that web, judge the files, append a record
       gauge ports N                          N free ports of 127.0.0.1
       gauge report RESULTS TEMPLATE EARLIER  the tables, on stdout`

func main() {
	if err := run(os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "gauge:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 2 {
		return errors.New(usage)
	}
	switch args[0] {
	case "measure":
		return measure(args[1:])
	case "first":
		return first(args[1:])
	case "save":
		return save(args[1:])
	case "web":
		return serveWeb(args[1:])
	case "messy":
		return messy(args[1:])
	case "ports":
		return ports(args[1])
	case "report":
		return report(args[1:], os.Stdout)
	}
	return errors.New(usage)
}

// ports prints free ports. They stay free until another process takes them.
func ports(count string) error {
	var n int
	if _, err := fmt.Sscan(count, &n); err != nil {
		return err
	}
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer l.Close() // held until all are known, so that none is given twice
		fmt.Println(l.Addr().(*net.TCPAddr).Port)
	}
	return nil
}

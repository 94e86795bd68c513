// Hoist turns a list of codes into files: it reads codes, fetches each from the web under a rate
// limit, saves it atomically, and reports it as one JSON line.
package main

import (
	"os"

	"github.com/hoist/hoist/internal/command"
)

func main() { os.Exit(command.Run(os.Args[1:])) }

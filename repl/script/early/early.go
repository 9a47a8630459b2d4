// Package early is initialized before the packages that are not of this program.
//
// Go initializes packages in the order of their import paths, as far as their imports
// allow. Starlark reserves 4 GB of addresses when it is initialized, whether it is used
// or not, and where it gets none, as under ulimit -v, it does without and says so on
// standard error, which is of no use where no statement is run. So that this
// package comes first it is a module of its own, whose path sorts before Starlark's.
package early

import (
	"io"
	"log"
	"os"
)

func init() { log.SetOutput(io.Discard) }

// Loud lets package log write to standard error again.
func Loud() { log.SetOutput(os.Stderr) }

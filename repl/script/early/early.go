// Package early is initialized before the packages that are not of this program.
//
// Go initializes packages in the order of their import paths, as far as their imports
// allow. Starlark reserves 4 GB of addresses when it is initialized, whether it is used
// or not. Where it gets none, as under ulimit -v, it does without and says so on
// standard error, which is noise where no statement is run. This package silences
// package log until package script is initialized.
//
// It must come before go.starlark.net, and sessh/... would not. So it is a module of
// its own. In a module whose path sorts before Starlark's, as one on github.com does,
// it can be an ordinary package.
package early

import (
	"io"
	"log"
	"os"
)

func init() { log.SetOutput(io.Discard) }

// Loud lets package log write to standard error again.
func Loud() { log.SetOutput(os.Stderr) }

// Package lazyregexp compiles regular expressions when they are first used: most runs of
// the program use few of them, and all of them would take a good part of its start.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New returns a function that compiles a regular expression once. It panics, like
// [regexp.MustCompile], at its first call.
func New(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

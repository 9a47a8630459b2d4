// Package lazyregexp compiles regular expressions when they are first used: most runs of
// the program use few of them, and all of them would take a good part of its start.
package lazyregexp

import (
	"regexp"
	"sync"
)

// A Regexp is a regular expression that is compiled when it is first used.
type Regexp struct {
	expr string
	once sync.Once
	re   *regexp.Regexp
}

// New returns a regular expression. A package variable that it is assigned to takes no time at the start.
func New(expr string) *Regexp { return &Regexp{expr: expr} }

// Get compiles the expression, unless that was done. It panics for a malformed one, like
// [regexp.MustCompile].
func (r *Regexp) Get() *regexp.Regexp {
	r.once.Do(func() { r.re = regexp.MustCompile(r.expr) })
	return r.re
}

// Package unknown has the error about a name that does not exist, with what
// is needed to suggest the one that was meant.
package unknown

import (
	"fmt"
	"strings"
)

// A Name is the error of a name that is not known.
type Name struct {
	Err   error
	Typed string   // the name
	Known []string // those that there are
}

func (n *Name) Error() string { return n.Err.Error() }

func (n *Name) Unwrap() error { return n.Err }

// New returns the error about the name of something, which lists those that there are.
func New(of, typed string, known []string) *Name {
	return &Name{fmt.Errorf("there is no %s %q: the %[1]ss are %[3]s", of, typed, strings.Join(known, ", ")), typed, known}
}

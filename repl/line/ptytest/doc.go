// Package ptytest drives programs on a terminal of their own, as a person
// does: it types, and looks at the screen.
package ptytest

// Package copiestest has what tests of copies share.
package copiestest

import (
	"strings"

	"sessh/session/copies"
)

// Texts returns what became of copies, in short: server, fate, and why.
func Texts(results []copies.Result) string {
	var all []string
	for _, r := range results {
		text := r.Server + " " + r.Fate.String()
		if r.Err != nil {
			text += ": " + r.Err.Error()
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

package format

import (
	"fmt"
	"strings"
)

// A LackError is the error of writing a session that the framework could not read, because
// something is not in it.
type LackError struct {
	Of      string // the framework
	Missing string // the name of what is missing, or NAME/INNER for a name in a mapping
	Needs   string // the whole of what the framework needs, likewise
}

func (e *LackError) Error() string {
	return fmt.Sprintf("there is no %s in it, and %s cannot read it without", e.Missing, e.Of)
}

// Example returns the name and value of what would do.
func (e *LackError) Example() (name, value string) {
	name, inner, nested := strings.Cut(e.Needs, "/")
	if !nested {
		return name, "{}"
	}
	return name, fmt.Sprintf(`{%q: null}`, inner)
}

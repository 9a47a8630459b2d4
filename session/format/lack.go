package format

import (
	"fmt"
	"strings"
)

// A LackError is the error of writing a session that the framework could not read, because
// something is not in it.
type LackError struct {
	Of      string // the framework; "" if that goes without saying
	Missing string // the name of what is missing, or NAME/INNER for a name in a mapping
	// Name and Value are an entry of the session that would do, the value in JSON.
	Name, Value string
}

// Lack returns the error of a session of a framework without the name of a mapping, or without a
// name in a mapping, NAME/INNER. missing is the part of it that is not there.
func Lack(of, missing, needs string) *LackError {
	name, inner, nested := strings.Cut(needs, "/")
	value := "{}"
	if nested {
		value = fmt.Sprintf(`{%q: null}`, inner)
	}
	return &LackError{of, missing, name, value}
}

func (e *LackError) Error() string {
	text := fmt.Sprintf("there is no %s in it", e.Missing)
	if e.Of != "" {
		text += fmt.Sprintf(", and %s cannot read it without", e.Of)
	}
	return text
}

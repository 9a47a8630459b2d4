package object

import (
	"errors"
	"regexp"
	"strings"
	"sync"

	"go.starlark.net/starlark"

	"sessh/repl/screen"
)

// texts are the texts of the errors of Starlark's library, by which functions of Go
// take their arguments, with Python's; $1 stands for the first group. A program that
// makes no errors does not compile them.
var texts = sync.OnceValue(func() []rewording {
	return []rewording{
		{regexp.MustCompile(`^can't assign to \.(\S+) field of (\S+)$`), "AttributeError", "'$2' object has no attribute '$1'"},
		{regexp.MustCompile(`^unhashable(?: type)?: (\S+)$`), "TypeError", "unhashable type: '$1'"},
		{regexp.MustCompile(`^(?:\S+: )?(?:for parameter \S+: )?(\S+) value is not iterable$`), "TypeError", "'$1' object is not iterable"},
		{regexp.MustCompile(`^(\S+): missing argument for (\S+)$`), "TypeError", "$1() missing required argument: '$2'"},
		{regexp.MustCompile(`^(\S+): (unexpected keyword argument) "?([^\s"]+)"?.*$`), "TypeError", "$1() got an $2 '$3'"},
		{regexp.MustCompile(`^(\S+): got (\d+) arguments?, want (.*)$`), "TypeError", "$1() takes $3 arguments ($2 given)"},
		{regexp.MustCompile(`^(?:(\S+): )?(?:for parameter \S+: )?got (\S+), want (.*)$`), "TypeError", "an argument is of type '$2', and $3 is needed"},
	}
})

type rewording struct {
	re          *regexp.Regexp
	class, text string
}

// FromError returns the exception that stands for an error of running a statement.
func FromError(err error) *Exception {
	var e *Exception
	if errors.As(err, &e) {
		return e
	}
	msg := screen.ErrorText(err)
	if ee, ok := errors.AsType[*starlark.EvalError](err); ok {
		msg = ee.Msg
	}
	msg = strings.TrimPrefix(msg, "starlark: ")
	for _, t := range texts() {
		if m := t.re.FindStringSubmatchIndex(msg); m != nil {
			text := strings.ReplaceAll(string(t.re.ExpandString(nil, t.text, msg, m)), "'string'", "'str'")
			e = Raise(t.class, "%s", text)
			if text == "" {
				e.args = nil
			}
			e.cause = err
			return e
		}
	}
	e = Raise("RuntimeError", "%s", msg)
	if strings.Contains(msg, "got ") || strings.Contains(msg, "want ") || strings.Contains(msg, "not a ") {
		e = Raise("TypeError", "%s", msg)
	}
	e.cause = err
	return e
}

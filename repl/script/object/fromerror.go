package object

import (
	"errors"
	"regexp"
	"strings"
	"sync"

	"go.starlark.net/starlark"

	"sessh/repl/screen"
)

// texts are the texts of Starlark's errors with Python's; $1 stands for the first
// group. A program that makes no errors does not compile them.
var texts = sync.OnceValue(func() []rewording {
	return []rewording{
		{regexp.MustCompile(`index (-?\d+) out of range: empty (\w+)$`), "IndexError", "$2 index out of range"},
		{regexp.MustCompile(`^(\w+) index (-?\d+) out of range \[.*\]$`), "IndexError", "$1 index out of range"},
		{regexp.MustCompile(`division by zero$`), "ZeroDivisionError", "division by zero"},
		{regexp.MustCompile(`^unknown binary op: (\S+) (\S+) (\S+)$`), "TypeError", "unsupported operand type(s) for $2: '$1' and '$3'"},
		{regexp.MustCompile(`^unknown unary op: (\S+) (\S+)$`), "TypeError", "bad operand type for unary $1: '$2'"},
		{regexp.MustCompile(`^(\S+) (<|>|<=|>=|==|!=) (\S+) not implemented$`), "TypeError", "'$2' not supported between instances of '$1' and '$3'"},
		{regexp.MustCompile(`^(\S+) has no \.(\S+) field or method( \(did you mean .*\))?$`), "AttributeError", "'$1' object has no attribute '$2'"},
		{regexp.MustCompile(`^can't assign to \.(\S+) field of (\S+)$`), "AttributeError", "'$2' object has no attribute '$1'"},
		{regexp.MustCompile(`^invalid call of non-function \((.*)\)$`), "TypeError", "'$1' object is not callable"},
		{regexp.MustCompile(`^predeclared variable (\S+) is uninitialized$`), "NameError", "name '$1' is not defined"},
		{regexp.MustCompile(`^internal error: predeclared variable (\S+) is uninitialized$`), "NameError", "name '$1' is not defined"},
		{regexp.MustCompile(`^undefined: (\S+)`), "NameError", "name '$1' is not defined"},
		{regexp.MustCompile(`^(?:local|global) variable (\S+) referenced before assignment$`), "UnboundLocalError", "local variable '$1' referenced before assignment"},
		{regexp.MustCompile(`^unhashable(?: type)?: (\S+)$`), "TypeError", "unhashable type: '$1'"},
		{regexp.MustCompile(`^(?:\S+: )?(?:for parameter \S+: )?(\S+) value is not iterable$`), "TypeError", "'$1' object is not iterable"},
		{regexp.MustCompile(`^too many values to unpack \(got (\d+), want (\d+)\)$`), "ValueError", "too many values to unpack (expected $2)"},
		{regexp.MustCompile(`^too few values to unpack \(got (\d+), want (\d+)\)$`), "ValueError", "not enough values to unpack (expected $2, got $1)"},
		{regexp.MustCompile(`^got (\S+) in sequence assignment$`), "TypeError", "cannot unpack non-iterable $1 object"},
		{regexp.MustCompile(`^unhandled index operation (\S+)\[(\S+)\]$`), "TypeError", "'$1' object is not subscriptable"},
		{regexp.MustCompile(`^(\S+) value does not support item assignment$`), "TypeError", "'$1' object does not support item assignment"},
		{regexp.MustCompile(`^int: invalid literal with base (\d+): (.*)$`), "ValueError", "invalid literal for int() with base $1: '$2'"},
		{regexp.MustCompile(`^invalid float literal: (.*)$`), "ValueError", "could not convert string to float: '$1'"},
		{regexp.MustCompile(`^key (.*) not in (\S+)$`), "KeyError", "$1"},
		{regexp.MustCompile(`^(?:\S+: )?(substring not found|value not in list)$`), "ValueError", "$1"},
		{regexp.MustCompile(`^(?:\S+: )?(?:excessive repeat|.*exceeded.*)`), "MemoryError", ""},
		{regexp.MustCompile(`^function (\S+) (.*)$`), "TypeError", "$1() $2"},
		{regexp.MustCompile(`^len: value of type (\S+) has no len$`), "TypeError", "object of type '$1' has no len()"},
		{regexp.MustCompile(`^(\S+): missing argument for (\S+)$`), "TypeError", "$1() missing required argument: '$2'"},
		{regexp.MustCompile(`^(\S+): (unexpected keyword argument) "?([^\s"]+)"?.*$`), "TypeError", "$1() got an $2 '$3'"},
		{regexp.MustCompile(`^(\S+): got (\d+) arguments?, want (.*)$`), "TypeError", "$1() takes $3 arguments ($2 given)"},
		{regexp.MustCompile(`^(?:(\S+): )?(?:for parameter \S+: )?got (\S+), want (.*)$`), "TypeError", "an argument is of type '$2', and $3 is needed"},
		{regexp.MustCompile(`^(.*frozen.*|.*during iteration.*)$`), "RuntimeError", "$1"},
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

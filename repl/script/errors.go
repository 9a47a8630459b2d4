package script

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/screen"
	"sessh/session"
	"sessh/txn"
)

// Exception is what a statement raised: a value that statements can catch, and
// an error that everybody else can ask for its cause.
type Exception struct {
	class *Class
	args  starlark.Tuple
	cause error
}

// Name is the exception's class.
func (e *Exception) Name() string { return e.class.name }

// Text is the exception's message; "" where it has none.
func (e *Exception) Text() string {
	switch {
	case len(e.args) == 0:
		return ""
	case len(e.args) > 1:
		return repr(e.args, python3)
	case e.class.is("KeyError"):
		return repr(e.args[0], python3)
	}
	return str(e.args[0])
}

func (e *Exception) Error() string {
	if text := e.Text(); text != "" {
		return e.class.name + ": " + text
	}
	return e.class.name
}

func (e *Exception) Unwrap() error { return e.cause }

// The methods of a value.

func (e *Exception) String() string        { return repr(e, python3) }
func (e *Exception) Type() string          { return e.class.name }
func (e *Exception) Freeze()               {}
func (e *Exception) Truth() starlark.Bool  { return true }
func (e *Exception) Hash() (uint32, error) { return 0, unhashable(e) }
func (e *Exception) AttrNames() []string   { return []string{"args", "message"} }
func (e *Exception) Attr(name string) (starlark.Value, error) {
	switch name {
	case "args":
		return e.args, nil
	case "message":
		return starlark.String(e.Text()), nil
	}
	return nil, nil
}

// exceptions are the classes of exceptions, with the one that each is a kind of.
var exceptions = [][2]string{
	{"BaseException", ""}, {"Exception", "BaseException"}, {"KeyboardInterrupt", "BaseException"}, {"SystemExit", "BaseException"},
	{"ArithmeticError", "Exception"}, {"ZeroDivisionError", "ArithmeticError"}, {"OverflowError", "ArithmeticError"},
	{"AssertionError", "Exception"}, {"AttributeError", "Exception"}, {"EOFError", "Exception"},
	{"ImportError", "Exception"}, {"ModuleNotFoundError", "ImportError"},
	{"LookupError", "Exception"}, {"IndexError", "LookupError"}, {"KeyError", "LookupError"},
	{"MemoryError", "Exception"}, {"NameError", "Exception"}, {"UnboundLocalError", "NameError"},
	{"OSError", "Exception"}, {"IOError", "OSError"}, {"ConnectionError", "OSError"}, {"TimeoutError", "OSError"},
	{"RuntimeError", "Exception"}, {"NotImplementedError", "RuntimeError"}, {"RecursionError", "RuntimeError"},
	{"StopIteration", "Exception"}, {"SyntaxError", "Exception"}, {"IndentationError", "SyntaxError"},
	{"NotSupported", "SyntaxError"}, {"SystemError", "Exception"}, {"TypeError", "Exception"}, {"ValueError", "Exception"},
	{"UnicodeError", "ValueError"}, {"UnicodeDecodeError", "UnicodeError"}, {"UnicodeEncodeError", "UnicodeError"},
}

// transactionExceptions are those of transaction.interfaces, and two that
// sessh raises beside them.
var transactionExceptions = [][2]string{
	{"TransactionError", "Exception"}, {"TransactionFailedError", "TransactionError"}, {"DoomedTransaction", "TransactionError"},
	{"TransientError", "TransactionError"}, {"ConflictError", "TransientError"}, {"InvalidSavepointRollbackError", "Exception"},
	{"NoTransaction", "TransactionError"}, {"AlreadyInTransaction", "TransactionError"}, {"StoreError", "TransactionError"},
}

// raise is an exception of one of the classes that are always there.
func (in *Interp) raise(class, format string, args ...any) *Exception {
	return &Exception{class: in.classes[class], args: starlark.Tuple{starlark.String(fmt.Sprintf(format, args...))}}
}

func (in *Interp) keyError(key starlark.Value) *Exception {
	return &Exception{class: in.classes["KeyError"], args: starlark.Tuple{key}}
}

// wrapped is an exception about an error of the transaction or the store.
func (in *Interp) wrapped(err error) error {
	var e *Exception
	if err == nil || errors.As(err, &e) {
		return err
	}
	e = in.raise(className(err), "%s", strings.ReplaceAll(screen.ErrorText(err), "\n", " "))
	e.cause = err
	return e
}

// className is the class of an error of the layers below.
func className(err error) string {
	table := []struct {
		target error
		class  string
	}{
		{session.ErrConflict, "ConflictError"}, {txn.ErrSavepointInvalid, "InvalidSavepointRollbackError"},
		{txn.ErrDoomed, "DoomedTransaction"}, {txn.ErrFailed, "TransactionFailedError"},
		{txn.ErrNoTransaction, "NoTransaction"}, {txn.ErrOpen, "AlreadyInTransaction"}, {txn.ErrNoSavepoints, "TypeError"},
		{session.ErrUnreachable, "ConnectionError"}, {session.ErrTooLarge, "ValueError"}, {session.ErrUnsupported, "StoreError"},
		{session.ErrReadOnly, "StoreError"}, {txn.ErrTransient, "TransientError"},
	}
	for _, t := range table {
		if errors.Is(err, t.target) {
			return t.class
		}
	}
	return "TransactionError"
}

// texts of Starlark's errors, with what Python says. The first group that
// matches replaces $1, and so on.
var texts = []struct {
	re          *regexp.Regexp
	class, text string
}{
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

// pythonNames are the names of types and names that differ.
var pythonNames = strings.NewReplacer("'string'", "'str'", "name 'load_'", "name 'load'")

// exception is what an error of running a statement is in Python.
func (in *Interp) exception(err error) *Exception {
	var e *Exception
	if errors.As(err, &e) {
		return e
	}
	var pe syntax.Error
	if errors.As(err, &pe) {
		return in.raise("SyntaxError", "invalid syntax (line %d): %s", pe.Pos.Line, strings.TrimPrefix(pe.Msg, "got "))
	}
	msg := screen.ErrorText(err)
	var ee *starlark.EvalError
	if errors.As(err, &ee) {
		msg = ee.Msg
	}
	msg = strings.TrimPrefix(msg, "starlark: ")
	for _, t := range texts {
		if m := t.re.FindStringSubmatchIndex(msg); m != nil {
			text := pythonNames.Replace(string(t.re.ExpandString(nil, t.text, msg, m)))
			e = in.raise(t.class, "%s", text)
			if text == "" {
				e.args = nil
			}
			e.cause = err
			return e
		}
	}
	e = in.raise("RuntimeError", "%s", msg)
	if strings.Contains(msg, "got ") || strings.Contains(msg, "want ") || strings.Contains(msg, "not a ") {
		e = in.raise("TypeError", "%s", msg)
	}
	e.cause = err
	return e
}

package object

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"strings"
	"sync"

	"go.starlark.net/starlark"

	"sessh/repl/screen"
	"sessh/session/commit"
	"sessh/session/storage"
	"sessh/txn"
)

// Exception is what a statement raised: a value that statements can catch, and
// an error that wraps its cause.
type Exception struct {
	class *Class
	args  starlark.Tuple
	text  string // if it is not made of the arguments
	cause error
	attrs map[string]starlark.Value // set by statements
}

// Name returns the exception's class.
func (e *Exception) Name() string { return e.class.name }

// Text returns the exception's message; "" if it has none.
func (e *Exception) Text() string {
	if f, ok := e.class.Member("__str__").(starlark.Callable); ok {
		v, err := f.CallInternal(nil, starlark.Tuple{e}, nil)
		if s, ok := v.(starlark.String); ok && err == nil {
			return string(s)
		}
	}
	switch {
	case e.text != "":
		return e.text
	case len(e.args) == 0:
		return ""
	case len(e.args) > 1:
		return Repr(e.args)
	case e.class.Is("KeyError"):
		return Repr(e.args[0])
	}
	return Str(e.args[0])
}

func (e *Exception) Error() string {
	if text := e.Text(); text != "" {
		return e.class.name + ": " + text
	}
	return e.class.name
}

func (e *Exception) Unwrap() error { return e.cause }

// Class returns the exception's class.
func (e *Exception) Class() *Class { return e.class }

// Retryable reports whether the same may succeed in a new transaction.
func (e *Exception) Retryable() bool {
	return e.class.Is("TransientError") || errors.Is(e.cause, txn.ErrTransient)
}

// Show writes the exception as Python does.
func (e *Exception) Show(w *Writer) {
	end := ")"
	if w.python2 && len(e.args) == 1 {
		end = ",)"
	}
	w.Printf("%s", e.class.name)
	w.Sequence("(", e.args, end)
}

// The methods of a value.

func (e *Exception) String() string        { return Repr(e) }
func (e *Exception) Type() string          { return e.class.name }
func (e *Exception) Freeze()               {}
func (e *Exception) Truth() starlark.Bool  { return true }
func (e *Exception) Hash() (uint32, error) { return 0, Unhashable(e) }
func (e *Exception) AttrNames() []string   { return []string{"args", "message"} }

// Attr returns an attribute: the arguments, the message, one that was set, or one
// of the class.
func (e *Exception) Attr(name string) (starlark.Value, error) {
	switch name {
	case "args":
		return e.args, nil
	case "message":
		return starlark.String(e.Text()), nil
	case "__class__":
		return e.class, nil
	case "value":
		if e.class.Is("StopIteration") {
			return e.Value(), nil
		}
	}
	if v := e.attrs[name]; v != nil {
		return v, nil
	}
	return e.class.Attribute(name, e)
}

// Value returns what a generator has returned, of a StopIteration.
func (e *Exception) Value() starlark.Value {
	if len(e.args) == 0 {
		return starlark.None
	}
	return e.args[0]
}

// SetArgs sets the arguments, as __init__ does.
func (e *Exception) SetArgs(args starlark.Tuple) { e.args = args }

// SetField sets an attribute; nil removes it.
func (e *Exception) SetField(name string, v starlark.Value) error {
	switch {
	case name == "args":
		return NotSupported("assignment to the args of an exception")
	case v == nil && e.attrs[name] == nil:
		return Raise("AttributeError", "'%s' object has no attribute '%s'", e.class.name, name)
	case v == nil:
		delete(e.attrs, name)
		return nil
	case e.attrs == nil:
		e.attrs = make(map[string]starlark.Value)
	}
	e.attrs[name] = v
	return nil
}

// exceptions are the built-in exceptions, each with the one that it inherits from.
var exceptions = [][2]string{
	{"BaseException", ""}, {"Exception", "BaseException"}, {"KeyboardInterrupt", "BaseException"}, {"SystemExit", "BaseException"},
	{"ArithmeticError", "Exception"}, {"ZeroDivisionError", "ArithmeticError"}, {"OverflowError", "ArithmeticError"},
	{"AssertionError", "Exception"}, {"AttributeError", "Exception"}, {"EOFError", "Exception"},
	{"ImportError", "Exception"}, {"ModuleNotFoundError", "ImportError"},
	{"LookupError", "Exception"}, {"IndexError", "LookupError"}, {"KeyError", "LookupError"},
	{"MemoryError", "Exception"}, {"NameError", "Exception"}, {"UnboundLocalError", "NameError"},
	{"OSError", "Exception"}, {"ConnectionError", "OSError"}, {"TimeoutError", "OSError"},
	{"RuntimeError", "Exception"}, {"NotImplementedError", "RuntimeError"}, {"RecursionError", "RuntimeError"},
	{"StopIteration", "Exception"}, {"SyntaxError", "Exception"}, {"IndentationError", "SyntaxError"},
	{"NotSupported", "BaseException"}, {"SystemError", "Exception"}, {"TypeError", "Exception"}, {"ValueError", "Exception"},
	{"FloatingPointError", "ArithmeticError"}, {"StopAsyncIteration", "Exception"}, {"PermissionError", "OSError"}, {"FileNotFoundError", "OSError"},
	{"BlockingIOError", "OSError"}, {"ChildProcessError", "OSError"}, {"FileExistsError", "OSError"}, {"InterruptedError", "OSError"}, {"IsADirectoryError", "OSError"},
	{"NotADirectoryError", "OSError"}, {"ProcessLookupError", "OSError"}, {"BrokenPipeError", "ConnectionError"}, {"ConnectionAbortedError", "ConnectionError"},
	{"ConnectionRefusedError", "ConnectionError"}, {"ConnectionResetError", "ConnectionError"}, {"GeneratorExit", "BaseException"},
	{"BufferError", "Exception"}, {"ReferenceError", "Exception"}, {"TabError", "IndentationError"},
	{"Warning", "Exception"}, {"BytesWarning", "Warning"}, {"DeprecationWarning", "Warning"}, {"EncodingWarning", "Warning"}, {"FutureWarning", "Warning"},
	{"ImportWarning", "Warning"}, {"PendingDeprecationWarning", "Warning"}, {"ResourceWarning", "Warning"}, {"RuntimeWarning", "Warning"},
	{"SyntaxWarning", "Warning"}, {"UnicodeWarning", "Warning"}, {"UserWarning", "Warning"},
	{"UnicodeError", "ValueError"}, {"UnicodeDecodeError", "UnicodeError"}, {"UnicodeEncodeError", "UnicodeError"},
}

// transactionExceptions are those of transaction.interfaces, and two of sessh's
// own.
var transactionExceptions = [][2]string{
	{"TransactionError", "Exception"}, {"TransactionFailedError", "TransactionError"}, {"DoomedTransaction", "TransactionError"},
	{"TransientError", "TransactionError"}, {"ConflictError", "TransientError"}, {"InvalidSavepointRollbackError", "Exception"},
	{"NoTransaction", "TransactionError"}, {"AlreadyInTransaction", "TransactionError"}, {"StoreError", "TransactionError"},
}

// classes returns the exceptions' classes by their names.
var classes = sync.OnceValue(func() map[string]*Class {
	all := map[string]*Class{"": Object}
	define := func(module string, table [][2]string) {
		for _, e := range table {
			all[e[0]] = NewException(module, e[0], all[e[1]])
		}
	}
	define("", exceptions)
	define("transaction.interfaces", transactionExceptions)
	delete(all, "")
	return all
})

// NewException returns a class of exceptions.
func NewException(module, name string, base *Class) *Class {
	c := NewClass(module, name, base)
	c.New = func(_ *starlark.Thread, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		return New(c, args...), nil
	}
	return c
}

// ExceptionClass returns the class of exceptions with a name, or nil.
func ExceptionClass(name string) *Class { return classes()[name] }

// ExceptionClasses yields the classes of exceptions.
func ExceptionClasses() iter.Seq[*Class] { return maps.Values(classes()) }

// New returns an exception of a class.
func New(c *Class, args ...starlark.Value) *Exception { return &Exception{class: c, args: args} }

// NewText returns an exception of the class with that name, whose text is not made of
// its arguments.
func NewText(class, text string, args ...starlark.Value) *Exception {
	return &Exception{class: classes()[class], args: args, text: text}
}

// Raise returns an exception of the class with that name.
func Raise(class, format string, args ...any) *Exception {
	return New(classes()[class], starlark.String(fmt.Sprintf(format, args...)))
}

// NotSupported returns the exception that names what Python has and sessh lacks.
func NotSupported(what string) *Exception { return Raise("NotSupported", "%s", what) }

// TooManyDigits returns the exception about an integer that is too long to be
// written in decimal.
func TooManyDigits() *Exception {
	return Raise("ValueError", "Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit")
}

// TooManyDigitsIn returns the exception about n digits that are too many to be read.
func TooManyDigitsIn(n int) *Exception {
	return Raise("ValueError", "Exceeds the limit (4300 digits) for integer string conversion: value has %d digits; use sys.set_int_max_str_digits() to increase the limit", n)
}

// KeyError returns the exception about a key that is missing.
func KeyError(key starlark.Value) *Exception { return New(classes()["KeyError"], key) }

// Caused returns e with the error that caused it.
func (e *Exception) Caused(by error) *Exception {
	e.cause = by
	return e
}

// Wrap returns the exception that stands for an error of the transaction or the
// store; nil for nil.
func Wrap(err error) error {
	var e, cause *Exception
	var failed *txn.FailedError
	if err == nil {
		return nil
	}
	if errors.As(err, &e) {
		causedFailure := errors.As(err, &failed) && errors.As(failed.Cause, &cause) && cause == e
		if !causedFailure { // else it was raised before
			return err
		}
	}
	return Raise(className(err), "%s", strings.ReplaceAll(screen.ErrorText(err), "\n", " ")).Caused(err)
}

// className returns the class of an error of the transaction or the store.
func className(err error) string {
	table := []struct {
		target error
		class  string
	}{
		{commit.ErrConflict, "ConflictError"}, {txn.ErrSavepointInvalid, "InvalidSavepointRollbackError"},
		{txn.ErrDoomed, "DoomedTransaction"}, {txn.ErrFailed, "TransactionFailedError"},
		{txn.ErrNoSavepoints, "TypeError"},
		{storage.ErrUnreachable, "ConnectionError"}, {storage.ErrTooLarge, "ValueError"}, {storage.ErrUnsupported, "StoreError"},
		{storage.ErrReadOnly, "StoreError"}, {txn.ErrTransient, "TransientError"},
	}
	for _, t := range table {
		if errors.Is(err, t.target) {
			return t.class
		}
	}
	return "TransactionError"
}

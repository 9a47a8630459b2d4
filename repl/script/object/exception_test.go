package object

import (
	"errors"
	"fmt"
	"testing"

	"go.starlark.net/starlark"

	"sessh/session/commit"
	"sessh/session/storage"
	"sessh/txn"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]string{
		commit.ErrConflict: "ConflictError", txn.ErrDoomed: "DoomedTransaction", txn.ErrFailed: "TransactionFailedError",
		storage.ErrUnreachable: "ConnectionError", storage.ErrReadOnly: "StoreError", storage.ErrTooLarge: "ValueError",
		errors.New("anything"): "TransactionError",
	} {
		wrapped := Wrap(fmt.Errorf("a session: %w", err))
		var e *Exception
		if !errors.As(wrapped, &e) || e.Name() != want || !errors.Is(wrapped, err) {
			t.Errorf("%v is %v, not %s", err, wrapped, want)
		}
		if again := Wrap(fmt.Errorf("again: %w", wrapped)); !errors.As(again, &e) || e.Name() != want {
			t.Errorf("%v twice is %v", err, again)
		}
	}
	raised := Raise("ValueError", "x")
	if err := Wrap(fmt.Errorf("commit: %w", raised)); FromError(err) != raised {
		t.Errorf("the exception of a data manager is %v", err)
	}
	later := FromError(Wrap(&txn.FailedError{Cause: raised}))
	if later.Name() != "TransactionFailedError" || FromError(Wrap(later)) != later {
		t.Errorf("after the failure of a data manager it is %v", later)
	}
	if Wrap(nil) != nil {
		t.Error("nil is an exception")
	}
}

func TestRetryable(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		e    *Exception
		want bool
	}{
		{Raise("ConflictError", "x"), true}, {Raise("TransientError", "x"), true}, {Raise("ValueError", "x"), false},
		{Raise("ValueError", "x").Caused(fmt.Errorf("x: %w", txn.ErrTransient)), true},
	} {
		if got := test.e.Retryable(); got != test.want {
			t.Errorf("%v: %v", test.e, got)
		}
	}
}

// TestFromError: errors of Starlark's library have the classes and texts of Python's.
func TestFromError(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"unhashable: list":                         "TypeError: unhashable type: 'list'",
		"an unknown failure":                       "RuntimeError: an unknown failure",
		"got an unknown failure":                   "TypeError: got an unknown failure",
		"f: missing argument for x":                "TypeError: f() missing required argument: 'x'",
		"f: got 3 arguments, want at most 2":       "TypeError: f() takes at most 2 arguments (3 given)",
		"f: unexpected keyword argument \"y\"":     "TypeError: f() got an unexpected keyword argument 'y'",
		"can't assign to .x field of Cart":         "AttributeError: 'Cart' object has no attribute 'x'",
		"f: for parameter x: got string, want int": "TypeError: an argument is of type 'str', and int is needed",
		"cannot insert into frozen hash table":     "RuntimeError: cannot insert into frozen hash table",
	} {
		if got := FromError(&starlark.EvalError{Msg: text}).Error(); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}

func TestClasses(t *testing.T) {
	t.Parallel()
	key, lookup := ExceptionClass("KeyError"), ExceptionClass("LookupError")
	if !key.Inherits(lookup) || lookup.Inherits(key) || !key.Is("BaseException") || key.Is("ValueError") {
		t.Error("KeyError does not inherit as in Python")
	}
	if got := ExceptionClass("ConflictError").FullName(); got != "transaction.interfaces.ConflictError" {
		t.Errorf("ConflictError is %s", got)
	}
	v, err := starlark.Call(&starlark.Thread{}, key, starlark.Tuple{starlark.String("x")}, nil)
	if e, ok := v.(*Exception); err != nil || !ok || e.Error() != "KeyError: 'x'" {
		t.Errorf("KeyError('x') is %v, %v", v, err)
	}
}

func TestInstance(t *testing.T) {
	t.Parallel()
	o := NewInstance(NewClass("shop", "Cart", Object))
	total := starlark.Value(starlark.MakeInt(1))
	o.Property("total", func() (starlark.Value, error) { return total, nil }, func(v starlark.Value) error { total = v; return nil })
	o.Value("id", starlark.String("x"))
	if err := o.SetField("total", starlark.MakeInt(2)); err != nil || total != starlark.MakeInt(2) {
		t.Errorf("total is %v: %v", total, err)
	}
	if err := o.SetField("id", starlark.None); err == nil || FromError(err).Error() != "AttributeError: 'Cart' object has no attribute 'id'" {
		t.Errorf("an attribute that cannot be set: %v", err)
	}
	if got := fmt.Sprint(o.AttrNames()); got != "[id total]" {
		t.Errorf("the attributes are %s", got)
	}
	if c, _ := o.Attr("__class__"); c != starlark.Value(o.Class) {
		t.Errorf("the class is %v", c)
	}
}

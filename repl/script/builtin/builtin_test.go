package builtin

import (
	"context"
	"testing"

	"go.starlark.net/starlark"

	"sessh/repl/meter"
	"sessh/repl/script/bounds"
	"sessh/txn"
)

// TestArguments: calls with other arguments than a function takes are refused in the words of
// CPython, which depend on the function.
func TestArguments(t *testing.T) {
	rt := New(bounds.NewGuard(meter.New(0), 0), txn.NewManager())
	defer rt.Begin(context.Background())()
	text := func(name string) starlark.Value { return rt.Attribute(starlark.String("a-b"), name) }
	one := starlark.MakeInt(1)
	env := Universe(rt)
	for _, test := range []struct {
		f      starlark.Value
		args   starlark.Tuple
		kwargs []starlark.Tuple
		want   string
	}{
		{text("upper"), nil, nil, "'A-B'"},
		{text("upper"), starlark.Tuple{one}, nil, "TypeError: str.upper() takes no arguments (1 given)"},
		{text("zfill"), nil, nil, "TypeError: str.zfill() takes exactly one argument (0 given)"},
		{text("center"), nil, nil, "TypeError: center expected at least 1 argument, got 0"},
		{text("find"), nil, nil, "TypeError: find() takes at least 1 argument (0 given)"},
		{text("split"), nil, []starlark.Tuple{{starlark.String("sep"), starlark.String("-")}}, "['a', 'b']"},
		{text("split"), nil, []starlark.Tuple{{starlark.String("by"), one}}, "TypeError: 'by' is an invalid keyword argument for split()"},
		{text("join"), nil, []starlark.Tuple{{starlark.String("x"), one}}, "TypeError: str.join() takes no keyword arguments"},
		{env["len"], starlark.Tuple{one, one}, nil, "TypeError: len() takes exactly one argument (2 given)"},
		{env["divmod"], starlark.Tuple{one}, nil, "TypeError: divmod expected 2 arguments, got 1"},
		{rt.Attribute(rt.Classes["str"], "upper"), starlark.Tuple{one}, nil, "TypeError: descriptor 'upper' for 'str' objects doesn't apply to a 'int' object"},
		{rt.Attribute(starlark.Bytes("ab"), "center"), starlark.Tuple{starlark.MakeInt(4)}, nil, "b' ab '"},
	} {
		got := ""
		if v, err := rt.Call(test.f, test.args, test.kwargs); err != nil {
			got = err.Error()
		} else if got, err = rt.Show(v); err != nil {
			t.Fatal(err)
		}
		if got != test.want {
			t.Errorf("%v%v%v: %s, not %s", test.f, test.args, test.kwargs, got, test.want)
		}
	}
}

// TestUnknown: a name that Python has is not supported, and another one is not defined.
func TestUnknown(t *testing.T) {
	for name, want := range map[string]string{"open": "NotSupported: the built-in name open", "opne": "NameError: name 'opne' is not defined"} {
		if got := Unknown(name).Error(); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

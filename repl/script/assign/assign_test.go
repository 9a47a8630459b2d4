package assign

import (
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"sessh/repl/meter"
	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/txn"
)

func newRuntime() *value.Runtime {
	return value.New(bounds.NewGuard(meter.New(0), 0), txn.NewManager())
}

// numbers returns the list [0, 1, ... n-1].
func numbers(rt *value.Runtime, n int) *value.List {
	var all []starlark.Value
	for i := range n {
		all = append(all, starlark.MakeInt(i))
	}
	return rt.NewList(all)
}

// TestSlices: what an assignment to a slice of [0, 1, 2, 3, 4, 5], and del, make of the list.
func TestSlices(t *testing.T) {
	t.Parallel()
	rt := newRuntime()
	no, n := starlark.None, starlark.MakeInt
	text := starlark.String("xyz")
	for _, test := range []struct {
		lo, hi, step, v starlark.Value // v nil: del
		want            string         // the list, or an error
	}{
		{n(1), n(3), no, text, "[0, 'x', 'y', 'z', 3, 4, 5]"},
		{n(4), n(2), no, text, "[0, 1, 2, 3, 'x', 'y', 'z', 4, 5]"},
		{no, no, n(2), text, "['x', 1, 'y', 3, 'z', 5]"},
		{no, no, n(-2), text, "[0, 'z', 2, 'y', 4, 'x']"},
		{no, no, n(3), text, "ValueError: attempt to assign sequence of size 3 to extended slice of size 2"},
		{no, no, no, n(1), "TypeError: can only assign an iterable"},
		{no, no, n(2), n(1), "TypeError: must assign iterable to extended slice"},
		{n(1), n(3), no, nil, "[0, 3, 4, 5]"}, {n(4), n(2), no, nil, "[0, 1, 2, 3, 4, 5]"},
		{no, no, n(2), nil, "[1, 3, 5]"}, {no, no, n(-2), nil, "[0, 2, 4]"},
	} {
		l := numbers(rt, 6)
		var err error
		if test.v == nil {
			err = DelSlice(l, test.lo, test.hi, test.step)
		} else {
			err = Slice(rt, l, test.lo, test.hi, test.step, test.v)
		}
		got := l.String()
		if err != nil {
			got = object.FromError(err).Error()
		}
		if got != test.want {
			t.Errorf("[%v:%v:%v] = %v: %s, want %s", test.lo, test.hi, test.step, test.v, got, test.want)
		}
	}
}

// TestItems: a list and a dictionary change; what cannot be changed says so in the words of
// CPython.
func TestItems(t *testing.T) {
	t.Parallel()
	rt := newRuntime()
	l, d, v := numbers(rt, 3), rt.NewDict(), starlark.String("v")
	for _, x := range []struct {
		of, key starlark.Value
	}{{l, starlark.MakeInt(-1)}, {d, starlark.String("k")}, {d, starlark.String("gone")}} {
		if err := Item(rt, x.of, x.key, v); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range []struct {
		of, key starlark.Value
	}{{l, starlark.MakeInt(0)}, {d, starlark.String("gone")}} {
		if err := DelItem(rt, x.of, x.key); err != nil {
			t.Fatal(err)
		}
	}
	if l.String() != "[1, 'v']" || d.String() != "{'k': 'v'}" {
		t.Errorf("%v, %v", l, d)
	}
	huge := starlark.MakeInt(1).Lsh(80)
	for _, test := range []struct {
		err  error
		want string
	}{
		{Item(rt, l, starlark.MakeInt(2), v), "IndexError: list assignment index out of range"},
		{DelItem(rt, d, v), "KeyError: 'v'"},
		{Item(rt, starlark.String("text"), starlark.MakeInt(0), v), "TypeError: 'str' object does not support item assignment"},
		{Item(rt, starlark.Tuple{v}, huge, v), "IndexError: cannot fit 'int' into an index-sized integer"},
		{DelItem(rt, starlark.Tuple{v}, starlark.MakeInt(0)), "TypeError: 'tuple' object doesn't support item deletion"},
		{DelItem(rt, starlark.None, starlark.MakeInt(0)), "TypeError: 'NoneType' object does not support item deletion"},
		{Slice(rt, d, starlark.None, starlark.None, starlark.None, v), "TypeError: unhashable type: 'slice'"},
	} {
		if test.err == nil || object.FromError(test.err).Error() != test.want {
			t.Errorf("%v, want %s", test.err, test.want)
		}
	}
}

// TestAttributes: an attribute that is there is read-only where the value cannot be changed.
func TestAttributes(t *testing.T) {
	t.Parallel()
	rt := newRuntime()
	for name, want := range map[string]string{
		"real": "AttributeError: 'int' object attribute 'real' is read-only", "unreal": "AttributeError: 'int' object has no attribute 'unreal'",
	} {
		if err := Attribute(rt, starlark.MakeInt(1), name, starlark.None); err == nil || object.FromError(err).Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := DelAttribute(starlark.MakeInt(1), "real"); err == nil || !strings.Contains(err.Error(), "cannot be deleted") {
		t.Errorf("del: %v", err)
	}
}

package iterate_test

import (
	"testing"

	"go.starlark.net/starlark"

	"sessh/repl/meter"
	"sessh/repl/script/bounds"
	"sessh/repl/script/builtin"
	"sessh/repl/script/builtin/iterate"
	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/repl/script/value/sequence"
	"sessh/txn"
)

// TestIterators: each type of value has iterators of its own class, in both directions.
func TestIterators(t *testing.T) {
	rt := builtin.New(bounds.NewGuard(meter.New(0), 0), txn.NewManager())
	defer rt.Begin(t.Context())()
	a, b := starlark.String("a"), starlark.String("b")
	pair, list, dict := starlark.Tuple{a, b}, rt.NewList([]starlark.Value{a, b}), rt.NewDict()
	for i, k := range pair {
		if err := dict.SetKey(k, starlark.MakeInt(i)); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		of       starlark.Value
		class    string
		backward string
	}{
		{starlark.String("ab"), "str_ascii_iterator", "reversed"},
		{starlark.String("aé"), "str_iterator", "reversed"},
		{pair, "tuple_iterator", "reversed"},
		{starlark.Bytes("ab"), "bytes_iterator", "reversed"},
		{list, "list_iterator", "list_reverseiterator"},
		{&sequence.Range{Start: 3, Step: 2, N: 2}, "range_iterator", "range_iterator"},
		{dict, "dict_keyiterator", "dict_reversekeyiterator"},
		{&value.View{Dict: dict, Of: "keys"}, "dict_keyiterator", "dict_reversekeyiterator"},
		{&value.View{Dict: dict, Of: "values"}, "dict_valueiterator", "dict_reversevalueiterator"},
	} {
		forth, err := iterate.Of(rt, test.of)
		if err != nil || object.TypeName(forth) != test.class {
			t.Errorf("the iterator of %v is a %s, %v; want a %s", test.of, object.TypeName(forth), err, test.class)
			continue
		}
		back, err := iterate.Reversed(rt, test.of)
		if err != nil || object.TypeName(back) != test.backward {
			t.Errorf("reversed(%v) is a %s, %v; want a %s", test.of, object.TypeName(back), err, test.backward)
			continue
		}
		first, last := taken(t, forth), taken(t, back)
		if len(first) != 2 || len(last) != 2 || first[0] != last[1] || first[1] != last[0] || first[0] == first[1] {
			t.Errorf("%v yields %v, and %v backward", test.of, first, last)
		}
		if again, err := iterate.Of(rt, forth); err != nil || again != forth {
			t.Errorf("the iterator of the iterator of %v is another, %v", test.of, err)
		}
	}
	for _, v := range []starlark.Value{starlark.MakeInt(1), starlark.None} {
		if _, err := iterate.Of(rt, v); err == nil {
			t.Errorf("%v has an iterator", v)
		}
		if _, err := iterate.Reversed(rt, v); err == nil {
			t.Errorf("%v can be reversed", v)
		}
	}
}

// TestTogether: the shortest ends it.
func TestTogether(t *testing.T) {
	upTo := func(n int) sequence.Iter {
		i := 0
		return func() (starlark.Value, bool, error) {
			i++
			return starlark.MakeInt(i), i <= n, nil
		}
	}
	for _, test := range []struct {
		of   []sequence.Iter
		want int
	}{
		{nil, 0},
		{[]sequence.Iter{upTo(2)}, 2},
		{[]sequence.Iter{upTo(3), upTo(1)}, 1},
	} {
		next, n := iterate.Together(test.of), 0
		for ; ; n++ {
			v, ok, err := next()
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			for _, x := range v.(starlark.Tuple) {
				if x != starlark.MakeInt(n+1) {
					t.Errorf("tuple %d has %v", n+1, x)
				}
			}
		}
		if n != test.want {
			t.Errorf("%d iterations yield %d tuples, want %d", len(test.of), n, test.want)
		}
	}
}

func taken(t *testing.T, v starlark.Value) (all []starlark.Value) {
	t.Helper()
	for it := v.(*sequence.Iterator); ; {
		x, ok, err := it.Take()
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return all
		}
		all = append(all, x)
	}
}

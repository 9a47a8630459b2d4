package sequence

import (
	"testing"

	"go.starlark.net/starlark"

	"sessh/repl/script/value/chars"
)

func TestRange(t *testing.T) {
	for _, test := range []struct {
		start, stop, step, n int
		has                  starlark.Value
		at                   int // -1: it has not
	}{
		{0, 5, 2, 3, starlark.MakeInt(4), 2}, {5, 0, -2, 3, starlark.Float(1), 2}, {0, 5, 1, 5, starlark.Float(1.5), -1}, {3, 3, 1, 0, starlark.MakeInt(3), -1}, {0, 5, 1, 5, starlark.True, 1},
	} {
		r, err := NewRange(test.start, test.stop, test.step)
		if err != nil || r.Len() != test.n {
			t.Errorf("%v has %d numbers, not %d (%v)", r, r.Len(), test.n, err)
		}
		if i, ok := r.Find(test.has); ok != (test.at >= 0) || ok && i != test.at {
			t.Errorf("%v in %v: %d %v", test.has, r, i, ok)
		}
	}
	if _, err := NewRange(0, 1, 0); err == nil {
		t.Error("a step of 0")
	}
}

func TestSpan(t *testing.T) {
	none, n := starlark.Value(starlark.None), func(i int) starlark.Value { return starlark.MakeInt(i) }
	for _, test := range []struct {
		lo, hi, step starlark.Value
		want         chars.Span
	}{
		{none, none, none, chars.Span{Lo: 0, Hi: 5, Step: 1}}, {none, none, n(-1), chars.Span{Lo: 4, Hi: -1, Step: -1}}, {n(-2), n(99), none, chars.Span{Lo: 3, Hi: 5, Step: 1}},
		{n(1), starlark.MakeInt(1).Lsh(80), n(2), chars.Span{Lo: 1, Hi: 5, Step: 2}},
	} {
		if got, err := NewSpan(test.lo, test.hi, test.step, 5); err != nil || got != test.want {
			t.Errorf("%v:%v:%v: %v, not %v (%v)", test.lo, test.hi, test.step, got, test.want, err)
		}
	}
	if _, err := NewSpan(starlark.String("a"), none, none, 5); err == nil {
		t.Error("a text is a bound")
	}
	if i, err := Position(n(-1), 5, "", "out of range"); i != 4 || err != nil {
		t.Errorf("the last: %d %v", i, err)
	}
	if _, err := Position(n(5), 5, "", "out of range"); err == nil || err.Error() != "IndexError: out of range" {
		t.Errorf("behind the last: %v", err)
	}
}

func TestLength(t *testing.T) {
	for v, want := range map[starlark.Value]int{
		starlark.String("a€😀"): 3, starlark.Bytes("a€"): 4, &Range{Stop: 5, Step: 1, N: 5}: 5, starlark.MakeInt(3): -1, starlark.None: -1,
	} {
		if got := Length(v); got != want {
			t.Errorf("%v: %d, want %d", v, got, want)
		}
	}
}

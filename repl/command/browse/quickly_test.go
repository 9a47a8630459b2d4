package browse

import (
	"math"
	"math/big"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sessh/repl/jq"
	"sessh/repl/meter"
	"sessh/session/tree"
)

// TestQuicklyIsExact compares findings with those of the interpreter alone, for values of all
// types that a session can hold.
func TestQuicklyIsExact(t *testing.T) {
	t.Parallel()
	exprs := []string{
		".a", ".a.b", ".a == 1", ".a.b > 1", ".a != null", ".a[] == 1", ".a[]?", "any(.a[]?; . == \"x\")", "all(.a[]?; . != 1)", ".a | length > 1", ".a | type == \"number\"", ".a | has(\"b\")", ".a | has(\"1\")",
		".a | test(\"x\")", ".[] | .b?", ".a < 9007199254740993", ".a >= 1.5", ".a[0] == 1", ".a | not", "(.a // 1) == 1", ".a and .b", ".a or .b", "select(.a == .a)", ".a | select(. == \"x\")", ".\"1\" == 1", ".a | contains(\"x\")", "if .a then .b else true end", ".a | any", ".a.b.c == null",
	}
	type way struct{ quick, whole *querying }
	var ways []way
	m := meter.New(0)
	quick := 0
	for _, e := range exprs {
		code, err := jq.Compile(e)
		if err != nil {
			t.Fatal(e, err)
		}
		w := way{newQuerying(t.Context(), code, m), newQuerying(t.Context(), code, m)}
		if w.whole.quick != nil {
			quick++
		}
		w.whole.quick = nil
		defer w.quick.end()
		defer w.whole.end()
		ways = append(ways, w)
	}
	if quick < len(exprs)-2 {
		t.Fatalf("only %d of %d are decided quickly", quick, len(exprs))
	}
	rapid.Check(t, func(t *rapid.T) {
		data := tree.NewMap()
		for _, k := range []any{"a", "b", int64(1), "1", tree.Bytes("a"), nil} {
			if rapid.IntRange(0, 2).Draw(t, "has") > 0 && (k != nil && k != int64(1) || rapid.IntRange(0, 4).Draw(t, "odd") == 0) {
				if err := data.Set(k, anyValue(3).Draw(t, "value")); err != nil {
					t.Fatal(err)
				}
			}
		}
		for i, w := range ways {
			got, want := w.quick.run(data).(*finding), w.whole.run(data).(*finding)
			if !reflect.DeepEqual(got.matches, want.matches) || (got.failed == nil) != (want.failed == nil) {
				t.Fatalf("%s of %v is %+v, not %+v", exprs[i], jqValue(data), got, want)
			}
		}
	})
}

// standing is an object that stands for a number or text.
type standing struct{ v any }

func (s standing) Display() string            { return "standing" }
func (s standing) EqualObject(other any) bool { return other == any(s) }
func (s standing) StandsFor() (any, bool)     { return s.v, true }

// anyValue returns random values of sessions.
func anyValue(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		kind := rapid.IntRange(0, 3).Draw(t, "kind")
		if depth == 0 || kind < 2 {
			huge, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
			return rapid.SampledFrom([]any{
				nil, true, false, int64(0), int64(1), int64(2), int64(math.MaxInt64), int64(1 << 53), 1.0, 1.5, math.NaN(), math.Inf(1), math.Copysign(0, -1), huge,
				standing{1.5}, standing{int64(1)}, standing{"x"}, standing{math.NaN()},
				"", "x", "xy", "\xff", tree.Bytes("x"), tree.Bytes("\xff"), time.Unix(0, 0).UTC(),
			}).Draw(t, "scalar")
		}
		if kind == 2 {
			l := tree.NewList()
			for range rapid.IntRange(0, 3).Draw(t, "length") {
				if err := l.Append(anyValue(depth-1).Draw(t, "item")); err != nil {
					t.Fatal(err)
				}
			}
			return l
		}
		m := tree.NewMap()
		for _, k := range []any{"a", "b", int64(1), "1"} {
			if rapid.IntRange(0, 2).Draw(t, "has") == 0 {
				if err := m.Set(k, anyValue(depth-1).Draw(t, "value")); err != nil {
					t.Fatal(err)
				}
			}
		}
		return m
	})
}

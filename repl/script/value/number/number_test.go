package number

import (
	"math"
	"math/big"
	"testing"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/meter"
	"sessh/repl/script/bounds"
)

func calculator() *Calculator { return New(bounds.NewGuard(meter.New(0), 0)) }

func TestArithmetic(t *testing.T) {
	large := starlark.MakeBigInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(20), nil))
	for _, test := range []struct {
		op   syntax.Token
		x, y starlark.Value
		want string // or the error
	}{
		{syntax.PLUS, starlark.True, starlark.MakeInt(1), "2"},
		{syntax.SLASHSLASH, starlark.MakeInt(-7), starlark.MakeInt(2), "-4"},
		{syntax.PERCENT, starlark.Float(-7.5), starlark.MakeInt(2), "0.5"},
		{syntax.SLASH, starlark.MakeInt(0), starlark.MakeInt(-2), "-0.0"},
		{syntax.STARSTAR, large, starlark.Float(0.5), "1e+10"},
		{syntax.STARSTAR, starlark.MakeInt(2), starlark.MakeInt(-1), "0.5"},
		{syntax.AMP, starlark.True, starlark.False, "False"},
		{syntax.LTLT, starlark.MakeInt(1), starlark.MakeInt(70), "1180591620717411303424"},
		{syntax.PERCENT, starlark.MakeInt(1), starlark.MakeInt(0), "ZeroDivisionError: integer modulo by zero"},
		{syntax.STARSTAR, starlark.MakeInt(2), large, "OverflowError: 2 ** 100000000000000000000 is too large"},
	} {
		v, ok, err := calculator().Arithmetic(test.op, test.x, test.y)
		got := ""
		if err != nil {
			got = err.Error()
		} else if ok {
			got = v.String()
		}
		if got != test.want {
			t.Errorf("%v %v %v = %s, not %s", test.x, test.op, test.y, got, test.want)
		}
	}
	if _, ok, _ := calculator().Arithmetic(syntax.PLUS, starlark.MakeInt(1), starlark.String("a")); ok {
		t.Error("a text is a number")
	}
}

func TestCompare(t *testing.T) {
	large := starlark.MakeInt(1<<53 + 1)
	if c, ok, _ := Compare(large, starlark.Float(1<<53)); !ok || c != 1 {
		t.Errorf("2**53 + 1 and 2.0**53: %d %v", c, ok)
	}
	if _, ok, unordered := Compare(starlark.Float(math.NaN()), large); !ok || !unordered {
		t.Error("NaN is ordered")
	}
}

func TestParse(t *testing.T) {
	for _, test := range []struct {
		text string
		base int
		want string
	}{
		{" -1_000 ", 10, "-1000"}, {"0x1f", 0, "31"}, {"ff", 16, "255"}, {"٣", 10, "3"}, {"1__0", 10, ""}, {"010", 0, ""},
	} {
		n, ok, err := ParseInt(test.text, test.base)
		if err != nil || ok != (test.want != "") || ok && n.String() != test.want {
			t.Errorf("%q: %v, not %q (%v)", test.text, n, test.want, err)
		}
	}
	for text, want := range map[string]float64{"1_0.5": 10.5, " .5": 0.5, "-Infinity": math.Inf(-1)} {
		if f, ok := ParseFloat(text); !ok || f != want {
			t.Errorf("%q: %v, not %v", text, f, want)
		}
	}
}

func TestRound(t *testing.T) {
	for _, test := range []struct {
		f      float64
		places int
		want   float64
	}{{2.675, 2, 2.67}, {1234.567, -2, 1200}, {5e-324, 1, 0}, {0.5, 0, 0}} {
		if got := RoundFloat(test.f, test.places); got != test.want {
			t.Errorf("%v to %d places: %v, not %v", test.f, test.places, got, test.want)
		}
	}
}

// TestHashes: the hashes are CPython's.
func TestHashes(t *testing.T) {
	var pair, none TupleHash
	pair.Add(HashInt(starlark.MakeInt(1)))
	pair.Add(HashFloat(0.5))
	for _, test := range []struct{ got, want int64 }{
		{HashInt(starlark.MakeInt(-1)), -2},
		{HashInt(starlark.MakeInt(1).Lsh(61)), 1},
		{HashFloat(1.5), 1152921504606846977},
		{HashFloat(math.Inf(-1)), -314159},
		{none.Sum(), 5740354900026072187},
		{pair.Sum(), 3180726016069507864},
	} {
		if test.got != test.want {
			t.Errorf("%d, not %d", test.got, test.want)
		}
	}
}

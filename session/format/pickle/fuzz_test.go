package pickle

import (
	"math"
	"math/big"
	"testing"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/forms"
	"sessh/session/format/pickle/object"
)

func FuzzDecode(f *testing.F) {
	for _, x := range fixtures(f) {
		if len(x.Value) < 2000 {
			f.Add(x.Value)
		}
	}
	limits := graph.Limits{Nodes: 100_000}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, info, err := Decode(data, limits)
		if err != nil {
			return
		}
		if s := object.Repr(n); s == "" {
			t.Error("it is shown as nothing")
		}
		for x := range graph.Places(n) {
			_, _, _ = forms.DictItems(x), forms.HoldsList(x), object.Stands(x)
		}
		for _, info := range []Info{info, {Protocol: info.Protocol, Python2: info.Python2}} {
			out, err := Encode(n, info)
			if err != nil {
				continue
			}
			again, info2, err := Decode(out, graph.Limits{})
			if err != nil {
				t.Fatalf("%q became %q: %v", data, out, err)
			}
			if info.Python2 != info2.Python2 {
				continue // nothing is left that tells: the longs are others
			}
			if !same(n, again) {
				t.Fatalf("%q became %q:\n%s\n%s", data, out, object.Repr(n), object.Repr(again))
			}
		}
	})
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for _, bits := range []uint{0, 1, 7, 8, 9, 15, 16, 31, 32, 63, 64, 127, 2039, 2040, 2048} {
		for _, add := range []int64{-1, 0, 1} {
			for _, sign := range []int64{1, -1} {
				v := new(big.Int).Lsh(big.NewInt(1), bits)
				v.Add(v, big.NewInt(add)).Mul(v, big.NewInt(sign))
				if got := twosComplement(littleEndian(v)); got.Cmp(v) != 0 {
					t.Errorf("%v became %v", v, got)
				}
			}
		}
	}
	for _, f := range []float64{0, math.Copysign(0, -1), 5e-324, math.MaxFloat64, math.Inf(1), 0.1, 1e16, 123} {
		for _, info := range []Info{{}, {Python2: true}, {Protocol: 2}} {
			n, _ := decode(t, encode(t, &graph.Node{Kind: graph.Float, Float: f}, info))
			if math.Float64bits(n.Float) != math.Float64bits(f) {
				t.Errorf("%v became %v", f, n.Float)
			}
		}
	}
}

package tree_test

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"sessh/session/tree"
)

// TestFloatText: as Python's repr, and every float reads back.
func TestFloatText(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]float64{
		"0.0": 0, "-0.0": math.Copysign(0, -1), "1.0": 1, "1234567.5": 1234567.5, "100000000.0": 1e8,
		"1795778586.1174784": 1795778586.1174784, "1000000000000000.0": 1e15, "1e+16": 1e16, "1.5e+300": 1.5e300,
		"0.0001": 0.0001, "1e-05": 0.00001, "inf": math.Inf(1), "-inf": math.Inf(-1), "nan": math.NaN(),
	} {
		if got := tree.FloatText(f); got != want {
			t.Errorf("%g is %s, want %s", f, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64().Draw(t, "f")
		if back, err := strconv.ParseFloat(tree.FloatText(f), 64); err != nil || back != f {
			t.Errorf("%g reads back as %g: %v", f, back, err)
		}
	})
}

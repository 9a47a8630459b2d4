package location

import (
	"math"
	"testing"

	"go.starlark.net/starlark"
)

func TestKey(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		k    starlark.Value
		want any // nil: it is none
	}{
		{starlark.String("a"), "a"}, {starlark.MakeInt(-1), int64(-1)}, {starlark.True, true}, {starlark.Float(1.5), 1.5},
		{starlark.Float(math.NaN()), nil}, {starlark.MakeInt(1).Lsh(80), nil}, {starlark.Tuple{}, nil},
	} {
		got, err := Key(test.k)
		if (err != nil) != (test.want == nil) || err == nil && got != test.want {
			t.Errorf("%v: %v, %v", test.k, got, err)
		}
	}
}

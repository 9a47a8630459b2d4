package number

import "go.starlark.net/starlark"

// Equal returns the values that are equal to k, beginning with k itself: 1, 1.0 and True are.
func Equal(k starlark.Value) []starlark.Value {
	equal := []starlark.Value{k}
	n, ok := Integer(k)
	if f, isFloat := k.(starlark.Float); isFloat {
		n, ok = Integral(float64(f))
	}
	if !ok {
		return equal
	}
	equal = append(equal, n)
	if f, err := ToFloat(n); err == nil {
		equal = append(equal, starlark.Float(f))
	}
	if one := n == starlark.MakeInt(1); one || n == starlark.MakeInt(0) {
		equal = append(equal, starlark.Bool(one))
	}
	return equal
}

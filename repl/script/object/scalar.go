package object

import (
	"math/big"

	"go.starlark.net/starlark"

	"sessh/session/tree"
)

// Scalar returns a value of a session that is neither a list nor a mapping.
func Scalar(v any) starlark.Value {
	switch v := v.(type) {
	case nil:
		return starlark.None
	case bool:
		return starlark.Bool(v)
	case int64:
		return starlark.MakeInt64(v)
	case *big.Int:
		return starlark.MakeBigInt(v)
	case float64:
		return starlark.Float(v)
	case string:
		return starlark.String(v)
	case tree.Bytes:
		return starlark.Bytes(v)
	}
	return &Foreign{Held: v}
}

// Plain returns a value as a session holds it; ok is false for one that is not a [Scalar].
func Plain(v starlark.Value) (x any, ok bool) {
	switch v := v.(type) {
	case starlark.NoneType:
		return nil, true
	case starlark.Bool:
		return bool(v), true
	case starlark.Int:
		if n, ok := v.Int64(); ok {
			return n, true
		}
		return v.BigInt(), true
	case starlark.Float:
		return float64(v), true
	case starlark.String:
		return string(v), true
	case starlark.Bytes:
		return tree.Bytes(v), true
	case *Foreign:
		return v.Held, true
	}
	return nil, false
}

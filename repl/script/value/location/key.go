package location

import (
	"math"
	"math/big"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

// Key returns the key of a mapping in a session that k stands for.
func Key(k starlark.Value) (any, error) {
	if f, ok := k.(starlark.Float); ok && math.IsNaN(float64(f)) {
		return nil, object.Raise("ValueError", "a session cannot hold a key that is not a number: it would never be found again")
	}
	key, ok := object.Plain(k)
	if _, large := key.(*big.Int); !ok || large {
		return nil, object.Raise("TypeError", "a session cannot hold a key of type '%s'", object.TypeName(k))
	}
	return key, nil
}

package browse

import (
	"encoding/base64"
	"fmt"
	"math"
	"math/big"
	"time"
	"unicode/utf8"

	"sessh/repl/notation"
	"sessh/session/tree"
)

// jqValue returns a value as jq expressions see it.
func jqValue(v any) any {
	switch v := v.(type) {
	case nil, bool, string, *big.Int: // unchanged
		return v
	case int64:
		if n := int(v); int64(n) == v {
			return n
		}
		return big.NewInt(v)
	case float64:
		if math.IsNaN(v) {
			return nil // as jq writes it
		}
		return v
	case tree.Bytes:
		if utf8.ValidString(string(v)) {
			return string(v)
		}
		return base64.StdEncoding.EncodeToString([]byte(v))
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case *tree.List:
		list := make([]any, 0, v.Len())
		for _, x := range v.All() {
			list = append(list, jqValue(x))
		}
		return list
	case *tree.Map:
		m := make(map[string]any, v.Len())
		for k, x := range v.All() {
			m[v.Name(k)] = jqValue(x)
		}
		return m
	}
	if x, ok := notation.Inside(v); ok && x != nil {
		return jqValue(x)
	}
	if o, ok := v.(tree.Object); ok {
		return o.Display()
	}
	return fmt.Sprint(v)
}

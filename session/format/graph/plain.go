package graph

import (
	"fmt"
	"math/big"
	"time"

	"sessh/session/tree"
)

// Plain is the node of a plain value in its usual form. It keeps the Form of the
// node that it takes the place of where the kind is the same.
func Plain(v any, was *Node) (*Node, error) {
	n := &Node{}
	switch v := v.(type) {
	case nil:
	case bool:
		n.Kind, n.Bool = Bool, v
	case int64:
		n.Kind, n.Int = Int, v
	case *big.Int:
		n = NewBig(v)
	case float64:
		n.Kind, n.Float = Float, v
	case string:
		n.Kind, n.Text = Text, v
	case tree.Bytes:
		n.Kind, n.Text = Bytes, string(v)
	case time.Time:
		n.Kind, n.Time = Time, v
	default:
		return nil, fmt.Errorf("a %s cannot be written in this format", tree.TypeName(v))
	}
	if was != nil && was.Kind == n.Kind {
		n.Form = was.Form
	}
	return n, nil
}

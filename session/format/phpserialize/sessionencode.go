package phpserialize

import (
	"errors"
	"fmt"
	"strings"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// EncodeSession writes a session. It fails for what PHP cannot write, and for names
// that the serializer has no room for: php and php_binary have none that are
// numbers, php none with a |, and php_binary none of more than 127 bytes.
func EncodeSession(root *graph.Node, s Serializer) ([]byte, error) {
	switch {
	case !s.known():
		return nil, fmt.Errorf("%q is no serializer of PHP sessions", string(s))
	case root == nil || root.Kind != graph.Map:
		return nil, errors.New("a session is a mapping")
	}
	return graph.Write(phpgraph.Bounds, func(w *graph.Writer) {
		e := newEncoder(w)
		e.root = root
		if s == PHPSerialize {
			e.value(root, false)
			return
		}
		phpgraph.CheckKeys(w, root.Pairs)
		e.Enter(root) // it has no number, so nothing can refer to it
		for i, p := range root.Pairs {
			e.sessionVariable(p, s)
			if undefined(p.Value) && i+1 < len(root.Pairs) && s == PHP && beginsValue([]byte(root.Pairs[i+1].Key.Text)) {
				w.Fail("the name %.100q cannot follow a variable that was never set", root.Pairs[i+1].Key.Text)
			}
		}
	})
}

func undefined(n *graph.Node) bool {
	return n != nil && n.Kind == graph.Null && n.Form == formUndefined
}

func (e *encoder) sessionVariable(p graph.Pair, s Serializer) {
	name := p.Key.Text
	_, numeric := phpgraph.Index(name)
	switch {
	case numeric || p.Key.Kind == graph.Int:
		e.Fail("the name %s is a number, and PHP leaves such a variable out of a session of the format %s", Repr(p.Key), s)
	case s == PHP && strings.Contains(name, "|"):
		e.Fail("the name %.100q has a |, which ends names in the format %s", name, s)
	case s == PHPBinary && len(name) >= unset:
		e.Fail("the name %.40q… has %d bytes; at most 127 are possible in the format %s", name, len(name), s)
	}
	undefined := undefined(p.Value)
	if s == PHP {
		if undefined {
			e.Text("!")
		}
		e.Text(name)
		e.Text("|")
	} else {
		size := byte(len(name))
		if undefined {
			size |= unset
		}
		e.Byte(size)
		e.Text(name)
	}
	if !undefined {
		e.value(p.Value, phpgraph.IsReference(p.Key))
	}
}

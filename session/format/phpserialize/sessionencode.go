package phpserialize

import (
	"errors"
	"fmt"
	"strings"

	"sessh/session/format/graph"
)

// EncodeSession writes a session. It fails where [Encode] does, and for names
// that the serializer has no room for: php and php_binary have none that are
// numbers, php none with a |, and php_binary none of more than 127 bytes.
func EncodeSession(root *graph.Node, s Serializer) ([]byte, error) {
	switch {
	case !s.known():
		return nil, fmt.Errorf("%q is no serializer of PHP sessions", string(s))
	case root == nil || root.Kind != graph.Map:
		return nil, errors.New("a session is a mapping")
	}
	e := newEncoder()
	e.root = root
	if s == PHPSerialize {
		if err := e.value(root, false); err != nil {
			return nil, err
		}
		return e.out, nil
	}
	if err := checkKeys(root.Pairs); err != nil {
		return nil, err
	}
	e.open[root] = true // it has no number, so nothing can refer to it
	for i, p := range root.Pairs {
		if err := e.sessionVariable(p, s); err != nil {
			return nil, err
		}
		if undefined(p.Value) && i+1 < len(root.Pairs) && s == PHP && beginsValue([]byte(root.Pairs[i+1].Key.Text)) {
			return nil, fmt.Errorf("the name %.100q cannot follow a variable that was never set", root.Pairs[i+1].Key.Text)
		}
	}
	return e.out, nil
}

func undefined(n *graph.Node) bool {
	return n != nil && n.Kind == graph.Null && n.Form == formUndefined
}

func (e *encoder) sessionVariable(p graph.Pair, s Serializer) error {
	name := p.Key.Text
	_, numeric := arrayIndex(name)
	switch {
	case numeric || p.Key.Kind == graph.Int:
		return fmt.Errorf("the name %s is a number, and PHP leaves such a variable out of a session of the format %s", Repr(p.Key), s)
	case s == PHP && strings.Contains(name, "|"):
		return fmt.Errorf("the name %.100q has a |, which ends names in the format %s", name, s)
	case s == PHPBinary && len(name) >= unset:
		return fmt.Errorf("the name %.40q… has %d bytes; at most 127 are possible in the format %s", name, len(name), s)
	}
	undefined := undefined(p.Value)
	if s == PHP {
		if undefined {
			e.text("!")
		}
		e.text(name, "|")
	} else {
		size := byte(len(name))
		if undefined {
			size |= unset
		}
		e.out = append(e.out, size)
		e.text(name)
	}
	if undefined {
		return nil
	}
	return e.value(p.Value, isReference(p.Key))
}

package phpserialize

import (
	"errors"
	"fmt"
	"strconv"

	"sessh/session/format/graph"
)

const (
	maxDepth = 4096     // PHP reads no deeper
	maxBytes = 64 << 20 // arrays that are shared without being references are written each time
)

// Encode writes a value: the same bytes for the same graph, and those that it
// was read from if PHP wrote them and nothing was changed. Errors name what
// PHP has no way to write: integers beyond 64 bits, times, arrays
// that hold themselves without being references, objects of other formats.
func Encode(root *graph.Node) ([]byte, error) {
	e := newEncoder()
	if err := e.value(root, false); err != nil {
		return nil, err
	}
	return e.out, nil
}

// encoder writes values that are numbered together.
type encoder struct {
	out    []byte
	values int                 // how many have a number
	number map[*graph.Node]int // of objects and references
	open   map[*graph.Node]bool
	doubt  doubt
	root   *graph.Node // of a session: where it is met again, it is a reference
	depth  int
}

func newEncoder() *encoder {
	return &encoder{number: make(map[*graph.Node]int), open: make(map[*graph.Node]bool)}
}

// value writes a node. byRef tells that the place is a reference to the
// variable that holds the object.
func (e *encoder) value(n *graph.Node, byRef bool) error {
	switch {
	case n == nil:
		return errors.New("a part of the value is missing")
	case len(e.out) > maxBytes:
		return fmt.Errorf("the value takes more than %d bytes", maxBytes)
	}
	if n.Kind == graph.Object || isReference(n) || n == e.root {
		if number, met := e.number[n]; met {
			return e.again(n, number, byRef)
		}
		e.number[n] = e.values + 1
	}
	e.values++
	if !n.Compound() {
		return e.scalar(n)
	}
	if e.open[n] {
		return errors.New("an array holds itself without being a reference")
	}
	if e.depth++; e.depth > maxDepth {
		return fmt.Errorf("the value is nested deeper than %d levels", maxDepth)
	}
	e.open[n] = true
	defer func() {
		delete(e.open, n)
		e.depth--
	}()
	return e.compound(n)
}

// again refers to a value that was written.
func (e *encoder) again(n *graph.Node, number int, byRef bool) error {
	if err := e.doubt.check(uint64(number)); err != nil {
		return err
	}
	word := "R:"
	if n.Kind == graph.Object && !byRef {
		e.values++
		word = "r:"
	}
	e.text(word, strconv.Itoa(number), ";")
	return nil
}

func (e *encoder) text(parts ...string) {
	for _, p := range parts {
		e.out = append(e.out, p...)
	}
}

func (e *encoder) scalar(n *graph.Node) error {
	switch n.Kind {
	case graph.Null:
		e.text("N;")
	case graph.Bool:
		if n.Bool {
			e.text("b:1;")
		} else {
			e.text("b:0;")
		}
	case graph.Int:
		if n.Big != nil {
			return fmt.Errorf("the integer %.40s does not fit one of PHP: 64 bits", n.Big)
		}
		e.text("i:", strconv.FormatInt(n.Int, 10), ";")
	case graph.Float:
		e.text("d:", floatText(n), ";")
	case graph.Text, graph.Bytes:
		e.str(n)
	default:
		return fmt.Errorf("a %s cannot be written by PHP's serialize", n.Kind)
	}
	return nil
}

func (e *encoder) str(n *graph.Node) {
	size := strconv.Itoa(len(n.Text))
	if form(n) != formEscaped {
		e.text("s:", size, `:"`, n.Text, `";`)
		return
	}
	e.text("S:", size, `:"`)
	for i := range len(n.Text) {
		if c := n.Text[i]; c < ' ' || c > '~' || c == '\\' || c == '"' {
			e.out = fmt.Appendf(e.out, `\%02x`, c)
		} else {
			e.out = append(e.out, c)
		}
	}
	e.text(`";`)
}

func (e *encoder) compound(n *graph.Node) error {
	switch {
	case n.Kind == graph.Object:
		return e.object(n)
	case form(n) != "" && !Serializer(n.Form).known():
		return fmt.Errorf("a %s of the form %q cannot be written by PHP's serialize", n.Kind, n.Form)
	case n.Kind == graph.Map:
		return e.array(n)
	}
	e.text("a:", strconv.Itoa(len(n.Items)), ":{")
	for i, c := range n.Items {
		e.text("i:", strconv.Itoa(i), ";")
		if err := e.value(c, false); err != nil {
			return err
		}
	}
	e.text("}")
	return nil
}

func (e *encoder) array(n *graph.Node) error {
	if err := checkKeys(n.Pairs); err != nil {
		return err
	}
	e.text("a:", strconv.Itoa(len(n.Pairs)), ":{")
	for _, p := range n.Pairs {
		if num, ok := arrayIndex(p.Key.Text); ok && p.Key.Kind == graph.Text {
			e.text("i:", strconv.FormatInt(num, 10), ";")
		} else if err := e.scalar(p.Key); err != nil {
			return err
		}
		if err := e.value(p.Value, isReference(p.Key)); err != nil {
			return err
		}
	}
	e.text("}")
	return nil
}

// checkKeys fails for keys that PHP does not have, and for two that are the
// same to PHP: 5 and "5".
func checkKeys(pairs []graph.Pair) error {
	numeric := false
	for _, p := range pairs {
		if p.Key == nil {
			return errors.New("a key is missing")
		}
		switch p.Key.Kind {
		case graph.Text, graph.Bytes, graph.Int:
		default:
			return fmt.Errorf("a %s cannot be a key in PHP, only an integer or a string", p.Key.Kind)
		}
		_, ok := arrayIndex(p.Key.Text)
		numeric = numeric || ok && p.Key.Kind == graph.Text
	}
	if !numeric {
		return nil
	}
	met := make(map[int64]bool)
	for _, p := range pairs {
		num, ok := arrayIndex(p.Key.Text)
		if p.Key.Kind == graph.Int {
			num, ok = p.Key.Int, true
		}
		if ok && met[num] {
			return fmt.Errorf("the key %d is there twice: as an integer and as a text, which are one in PHP", num)
		}
		met[num] = met[num] || ok
	}
	return nil
}

package phpserialize

import (
	"fmt"
	"strconv"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// encoder writes values that are numbered together.
type encoder struct {
	*graph.Writer
	values int                 // how many have a number
	number map[*graph.Node]int // of objects and references
	doubt  doubt
	root   *graph.Node // of a session: where it is met again, it is a reference
}

func newEncoder(w *graph.Writer) *encoder {
	return &encoder{Writer: w, number: make(map[*graph.Node]int)}
}

// value writes a node. byRef is set if the place is a reference to the variable
// that holds the object.
func (e *encoder) value(n *graph.Node, byRef bool) {
	e.Check(n)
	if n.Kind == graph.Object || phpgraph.IsReference(n) || n == e.root {
		if number, met := e.number[n]; met {
			e.again(n, number, byRef)
			return
		}
		e.number[n] = e.values + 1
	}
	e.values++
	if !n.Compound() {
		e.scalar(n)
		return
	}
	e.Enter(n)
	e.compound(n)
	e.Leave(n)
}

// again refers to a value that was written.
func (e *encoder) again(n *graph.Node, number int, byRef bool) {
	if err := e.doubt.check(uint64(number)); err != nil {
		e.Abort(err)
	}
	word := "R:"
	if n.Kind == graph.Object && !byRef {
		e.values++
		word = "r:"
	}
	e.Text(word)
	e.Text(strconv.Itoa(number))
	e.Text(";")
}

func (e *encoder) scalar(n *graph.Node) {
	switch n.Kind {
	case graph.Null:
		e.Text("N;")
	case graph.Bool:
		if n.Bool {
			e.Text("b:1;")
		} else {
			e.Text("b:0;")
		}
	case graph.Int:
		phpgraph.CheckInt(e.Writer, n)
		e.int(n.Int)
	case graph.Float:
		e.Text("d:")
		e.Text(floatText(n))
		e.Text(";")
	case graph.Text, graph.Bytes:
		e.str(n)
	default:
		e.Fail("a %s cannot be written by PHP's serialize", n.Kind)
	}
}

func (e *encoder) int(v int64) {
	e.Text("i:")
	e.Out = append(strconv.AppendInt(e.Out, v, 10), ';')
}

// sized writes a length or count between two texts.
func (e *encoder) sized(before string, size int, after string) {
	e.Text(before)
	e.Out = strconv.AppendInt(e.Out, int64(size), 10)
	e.Text(after)
}

func (e *encoder) str(n *graph.Node) {
	if phpgraph.Form(n) != formEscaped {
		e.sized("s:", len(n.Text), `:"`)
		e.Text(n.Text)
		e.Text(`";`)
		return
	}
	e.sized("S:", len(n.Text), `:"`)
	for i := range len(n.Text) {
		if c := n.Text[i]; c < ' ' || c > '~' || c == '\\' || c == '"' {
			e.Out = fmt.Appendf(e.Out, `\%02x`, c)
		} else {
			e.Byte(c)
		}
	}
	e.Text(`";`)
}

func (e *encoder) compound(n *graph.Node) {
	form := phpgraph.Form(n)
	switch {
	case n.Kind == graph.Object:
		e.object(n)
	case form != "" && !Serializer(n.Form).known():
		e.Fail("a %s of the form %q cannot be written by PHP's serialize", n.Kind, n.Form)
	case n.Kind == graph.Map:
		phpgraph.CheckKeys(e.Writer, n.Pairs)
		e.sized("a:", len(n.Pairs), ":{")
		for _, p := range n.Pairs {
			if num, ok := phpgraph.Index(p.Key.Text); ok && p.Key.Kind == graph.Text {
				e.int(num)
			} else {
				e.scalar(p.Key)
			}
			e.value(p.Value, phpgraph.IsReference(p.Key))
		}
		e.Text("}")
	default:
		e.sized("a:", len(n.Items), ":{")
		for i, c := range n.Items {
			e.int(int64(i))
			e.value(c, false)
		}
		e.Text("}")
	}
}

func (e *encoder) object(n *graph.Node) {
	if !phpgraph.ValidClass(n.Class) {
		e.Fail("%.100q is not a class of PHP", n.Class)
	}
	switch n.Form {
	case phpgraph.Properties:
		e.class(n)
		e.sized("", len(n.Pairs), ":{")
		for _, p := range n.Pairs {
			phpgraph.CheckProperty(e.Writer, p.Key)
			e.scalar(p.Key)
			e.value(p.Value, phpgraph.IsReference(p.Key))
		}
		e.Text("}")
	case phpgraph.Payload:
		e.payload(n)
	case phpgraph.Enum:
		name := phpgraph.Case(n)
		if name == "" {
			e.Fail("the enum %s has no case name", n.Class)
		}
		e.sized("E:", len(n.Class)+1+len(name), `:"`)
		e.Text(n.Class)
		e.Text(":")
		e.Text(name)
		e.Text(`";`)
	default:
		e.Fail("an object %s of another format cannot be written by PHP's serialize", n.Class)
	}
}

// class writes how an object begins.
func (e *encoder) class(n *graph.Node) {
	e.sized(n.Form+":", len(n.Class), `:"`)
	e.Text(n.Class)
	e.Text(`":`)
}

// payload writes what an object wrote about itself, after its length.
func (e *encoder) payload(n *graph.Node) {
	e.class(n)
	before := e.Out
	e.Out = nil
	for _, a := range n.Args {
		if a != nil && a.Kind == graph.Bytes && a.Form == phpgraph.Raw {
			e.doubt.meet(n.Class, []byte(a.Text), e.values)
			e.Text(a.Text)
		} else {
			e.value(a, false)
		}
	}
	inside := e.Out
	e.Out = before
	e.sized("", len(inside), ":{")
	e.Out = append(append(e.Out, inside...), '}')
}

package pickle

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/forms"
)

// The opcodes that push what Python would import or call, and those that set its
// state.

// object pushes an object that is made of the args.
func (m *machine) object(form, class string, args ...*graph.Node) *graph.Node {
	n := m.newObject(form, class, args...)
	m.push(n)
	return n
}

func (m *machine) newObject(form, class string, args ...*graph.Node) *graph.Node {
	n := m.r.New(graph.Object)
	n.Form, n.Class, n.Args = form, class, args
	if forms.Built(n) {
		m.called[n] = m.r.Offset()
	}
	return n
}

func (m *machine) globalLines(a operand) { m.push(m.globalNamed(a)) }

// globalNamed returns the global whose names are on two lines.
func (m *machine) globalNamed(a operand) *graph.Node {
	var names []*graph.Node
	for _, line := range [][]byte{a.text, a.more} {
		if !utf8.Valid(line) {
			m.r.Fail("the name of a global, %.40q, is not text", line)
		}
		names = append(names, m.r.Text(line))
	}
	return m.global(names)
}

func (m *machine) stackGlobal(operand) { m.push(m.global(slices.Clone(m.take(2)))) }

// longestName bounds the names of globals: each global holds a copy of its
// module's.
const longestName = 500

func (m *machine) global(names []*graph.Node) *graph.Node {
	for _, n := range names {
		switch {
		case n.Kind != graph.Text:
			m.r.Fail("the name of a global is %s, not text", what(n))
		case n.Text == "" || len(n.Text) > longestName:
			m.r.Fail("the name of a global has %d bytes", len(n.Text))
		}
	}
	return m.newObject(forms.Global, names[0].Text+"."+names[1].Text, names...)
}

// className returns the full name of a class or callable that is a global.
func className(n *graph.Node) string {
	if n.Form == forms.Global {
		return n.Class
	}
	return ""
}

func (m *machine) reduce(operand) {
	args := m.call(2)
	form, class := forms.Reduce, className(args[0])
	if forms.IsGlobal(args[0], "copy_reg._reconstructor", "copyreg._reconstructor") {
		if made := args[1].Items; len(made) == 3 && forms.IsGlobal(made[0], made[0].Class) {
			form, class = forms.Reconstruct, made[0].Class
		}
	}
	n := m.object(form, class, args...)
	if makesPlain(args[0]) {
		m.calls = append(m.calls, n)
	}
	if form == forms.Reconstruct || strings.HasPrefix(class, "collections.") {
		m.based = append(m.based, n)
	}
}

// call takes a callable and its arguments off the stack.
func (m *machine) call(n int) []*graph.Node {
	args := slices.Clone(m.take(n))
	switch {
	case args[0].Kind != graph.Object || args[0].Form == forms.Surrogates:
		m.r.Fail("%s is called, and is not a class or function", what(args[0]))
	case !forms.IsTuple(args[1]):
		m.r.Fail("the arguments of a call are %s, not a tuple", what(args[1]))
	case n > 2 && args[2].Kind != graph.Map:
		m.r.Fail("the named arguments of a call are %s, not a dict", what(args[2]))
	}
	return args
}

func (m *machine) newobj(operand) {
	args := m.call(2)
	m.object(forms.Newobj, className(args[0]), args...)
}

func (m *machine) newobjEx(operand) {
	args := m.call(3)
	m.object(forms.NewobjEx, className(args[0]), args...)
}

// inst and obj make an instance of an old-style class of Python 2 from what came
// after the mark.
func (m *machine) inst(a operand) {
	args := m.newList(forms.Tuple, m.sinceMark())
	cls := m.globalNamed(a)
	m.object(forms.Inst, className(cls), cls, args)
}

func (m *machine) obj(operand) {
	items := m.sinceMark()
	if len(items) == 0 || items[0].Kind != graph.Object || items[0].Form == forms.Surrogates {
		m.r.Fail("an instance has no class")
	}
	cls := items[0]
	m.object(forms.Obj, className(cls), cls, m.newList(forms.Tuple, items[1:]))
}

// build gives the object on top of the stack a state.
func (m *machine) build(operand) {
	state := m.pop()
	n := m.top()
	switch {
	case !forms.Built(n):
		m.r.Fail("%s cannot be given a state", what(n))
	case n.State == nil:
		n.State = state
	case n.State == state:
		m.info.layout.rebuilt[n] = true
	case n.State.Form == forms.Builds:
		n.State.Items = append(n.State.Items, state)
	default:
		n.State = m.newList(forms.Builds, []*graph.Node{n.State, state})
	}
}

// persid pushes a reference to an object that the application keeps elsewhere.
func (m *machine) persid(a operand) {
	id := m.r.Text(a.text)
	id.Form = forms.Persid
	m.object(forms.Persid, "", id)
}

// extension pushes a global that copyreg knows by a number.
func (m *machine) extension(a operand) {
	if a.n == 0 || a.n > 0x7fffffff {
		m.r.Fail("%d is not the number of an extension", a.n)
	}
	m.object(forms.Ext, "", m.r.Int(int64(a.n)))
}

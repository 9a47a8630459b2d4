package pickle

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// construct pushes what Python would import or call, and gives it its state.
func (m *machine) construct(op byte) error {
	switch op {
	case opGlobal:
		cls, err := m.globalLines()
		if err != nil {
			return err
		}
		return m.push(cls)
	case opStackGlobal:
		return m.stackGlobal()
	case opReduce:
		return m.reduce()
	case opNewObj:
		return m.newobj(formNewobj, 2)
	case opNewObjEx:
		return m.newobj(formNewobjEx, 3)
	case opInst, opObj:
		return m.instance(op)
	case opBuild:
		return m.build()
	case opPersid, opBinPersid:
		return m.persistent(op)
	case opExt1:
		return m.extension(1)
	case opExt2:
		return m.extension(2)
	case opExt4:
		return m.extension(4)
	}
	return m.r.Errorf("%q is no opcode", op)
}

// object pushes an object that is made of the args.
func (m *machine) object(form, class string, args ...*graph.Node) error {
	n, err := m.newObject(form, class, args...)
	if err != nil {
		return err
	}
	return m.push(n)
}

func (m *machine) newObject(form, class string, args ...*graph.Node) (*graph.Node, error) {
	n, err := m.r.New(graph.Object)
	if err != nil {
		return nil, err
	}
	n.Form, n.Class, n.Args = form, class, args
	if built(n) {
		m.info.layout.called[n] = m.r.Offset()
	}
	return n, nil
}

// globalLines reads the names of a global.
func (m *machine) globalLines() (*graph.Node, error) {
	names := make([]*graph.Node, 2)
	for i := range names {
		line, err := m.r.Until('\n')
		if err != nil {
			return nil, err
		}
		if !utf8.Valid(line) {
			return nil, m.r.Errorf("the name of a global, %.40q, is no text", line)
		}
		if names[i], err = m.r.New(graph.Text); err != nil {
			return nil, err
		}
		names[i].Text = string(line)
	}
	return m.global(names)
}

func (m *machine) stackGlobal() error {
	names, err := m.arguments(true, 2)
	if err != nil {
		return err
	}
	cls, err := m.global(slices.Clone(names))
	if err != nil {
		return err
	}
	return m.push(cls)
}

// longestName bounds the names of globals: each global holds a copy of its
// module's.
const longestName = 500

func (m *machine) global(names []*graph.Node) (*graph.Node, error) {
	for _, n := range names {
		switch {
		case n.Kind != graph.Text:
			return nil, m.r.Errorf("the name of a global is %s, and no text", what(n))
		case n.Text == "" || len(n.Text) > longestName:
			return nil, m.r.Errorf("the name of a global has %d bytes", len(n.Text))
		}
	}
	return m.newObject(formGlobal, names[0].Text+"."+names[1].Text, names...)
}

// className is the full name of a class or callable that is a global.
func className(n *graph.Node) string {
	if n.Form == formGlobal {
		return n.Class
	}
	return ""
}

func (m *machine) reduce() error {
	args, err := m.call(2)
	if err != nil {
		return err
	}
	form, class := formReduce, className(args[0])
	if isGlobal(args[0], "copy_reg._reconstructor", "copyreg._reconstructor") {
		if made := args[1].Items; len(made) == 3 && isGlobal(made[0], made[0].Class) {
			form, class = formReconstruct, made[0].Class
		}
	}
	n, err := m.newObject(form, class, args...)
	if err != nil {
		return err
	}
	m.remember(n)
	if form == formReconstruct || strings.HasPrefix(class, "collections.") {
		m.based = append(m.based, n)
	}
	return m.push(n)
}

// call takes a callable and its arguments off the stack.
func (m *machine) call(n int) ([]*graph.Node, error) {
	args, err := m.arguments(true, n)
	if err != nil {
		return nil, err
	}
	args = slices.Clone(args)
	switch {
	case args[0].Kind != graph.Object || args[0].Form == formSurrogates:
		return nil, m.r.Errorf("%s is called, and no class or function", what(args[0]))
	case !isTuple(args[1]):
		return nil, m.r.Errorf("the arguments of a call are %s, and no tuple", what(args[1]))
	case n > 2 && args[2].Kind != graph.Map:
		return nil, m.r.Errorf("the named arguments of a call are %s, and no dict", what(args[2]))
	}
	return args, nil
}

func (m *machine) newobj(form string, n int) error {
	args, err := m.call(n)
	if err != nil {
		return err
	}
	return m.object(form, className(args[0]), args...)
}

// instance makes an instance of a class of Python 2's old kind, of what came
// after the mark.
func (m *machine) instance(op byte) error {
	items, err := m.sinceMark()
	if err != nil {
		return err
	}
	form, args := formInst, slices.Clone(items)
	var cls *graph.Node
	switch {
	case op == opInst:
		if cls, err = m.globalLines(); err != nil {
			return err
		}
	case len(args) == 0 || args[0].Kind != graph.Object || args[0].Form == formSurrogates:
		return m.r.Errorf("an instance has no class")
	default:
		form, cls, args = formObj, args[0], args[1:]
	}
	tuple, err := m.r.New(graph.List)
	if err != nil {
		return err
	}
	tuple.Form, tuple.Items = formTuple, args
	return m.object(form, className(cls), cls, tuple)
}

// build gives the object on top of the stack a state.
func (m *machine) build() error {
	state, err := m.pop()
	if err != nil {
		return err
	}
	n, err := m.top()
	if err != nil {
		return err
	}
	switch {
	case !built(n):
		return m.r.Errorf("%s cannot be given a state", what(n))
	case n.State == nil:
		n.State = state
	case n.State == state:
		m.info.layout.rebuilt[n] = true
	case n.State.Form == formBuilds:
		n.State.Items = append(n.State.Items, state)
	default:
		all, err := m.r.New(graph.List)
		if err != nil {
			return err
		}
		all.Form, all.Items = formBuilds, []*graph.Node{n.State, state}
		n.State = all
	}
	return nil
}

// persistent pushes what the application keeps elsewhere, under an id.
func (m *machine) persistent(op byte) error {
	if op == opBinPersid {
		id, err := m.pop()
		if err != nil {
			return err
		}
		return m.object(formPersid, "", id)
	}
	line, err := m.r.Until('\n')
	if err != nil {
		return err
	}
	id, err := m.r.New(rawKind(line))
	if err != nil {
		return err
	}
	id.Form, id.Text = formPersid, string(line)
	return m.object(formPersid, "", id)
}

// extension pushes a global that copyreg knows by a number.
func (m *machine) extension(size int) error {
	code, err := m.r.LittleEndian(size)
	if err != nil {
		return err
	}
	if code == 0 || code > 0x7fffffff {
		return m.r.Errorf("%d is no number of an extension", code)
	}
	n, err := m.r.New(graph.Int)
	if err != nil {
		return err
	}
	n.Int = int64(code)
	return m.object(formExt, "", n)
}

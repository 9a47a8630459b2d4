package browse

import (
	"context"
	"strings"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/diff"
	"sessh/session/sweep"
	"sessh/session/tree"
)

// A branch is one line of a tree.
type branch struct {
	names  place.Path
	depth  int // below the top of the tree
	sign   rune
	state  rune // the sign, or the state of a value that has none: part of something new, or around a change
	value  any
	scalar bool
}

func (b *branch) JSON() any {
	m := map[string]any{"path": b.names.String(), "state": output.StateWord(b.state)}
	if b.scalar {
		m["value"] = output.JSON(b.value)
	}
	return m
}

func (b *branch) Text(p *output.Printer) {
	indent := strings.Repeat("  ", b.depth)
	name := b.names.String()
	if b.depth > 0 {
		name = syntax.Quote(b.names[len(b.names)-1])
	}
	if b.sign != output.SignNone {
		name = string(b.sign) + " " + name
	}
	if !b.scalar && b.sign == output.SignNone {
		p.Line("%s", indent+p.Palette.Name.Sprint(name))
		return
	}
	if !b.scalar {
		p.Line("%s", p.Color(b.sign).Sprint(indent+name))
		return
	}
	head := indent + name + "  "
	p.Entry(p.Color(b.sign), head, output.OneLine{Value: b.value, Cells: p.Width(len(head))})
}

func drawTree(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	return output.Rows(func(emit emitter) error {
		t := &treeWalk{env: env, c: c, emit: emit, limit: c.Number("depth")}
		return t.from(ctx, c.Path(env, 0))
	}), nil
}

// treeWalk shows a tree line by line.
type treeWalk struct {
	env    command.Env
	c      *command.Call
	emit   emitter
	limit  int             // of levels; 0: none
	signs  map[string]rune // of the current session, by path
	around map[string]bool // what contains these
}

// from shows the tree below a place.
func (t *treeWalk) from(ctx context.Context, names place.Path) error {
	switch len(names) {
	case place.Root:
		return t.root(ctx)
	case place.Container:
		return t.container(ctx, names, 0)
	}
	at, err := t.env.Place.Find(ctx, names)
	if err != nil {
		return err
	}
	if !at.Found && !at.ComesToBe() {
		return at.Missing()
	}
	if err := t.c.CheckFound(t.env, at); err != nil {
		return err
	}
	if !at.Found {
		noteNew(ctx, t.env, names)
	}
	was, had := at.Committed()
	return t.value(at.Session, at.Names, at.Value, was, had, 0)
}

// root shows the whole tree.
func (t *treeWalk) root(ctx context.Context) error {
	if err := t.emit(&branch{sign: output.SignNone, state: output.SignNone}); err != nil {
		return err
	}
	all, err := t.env.Work.Containers(ctx)
	if err != nil {
		return err
	}
	for _, name := range all {
		if err := t.container(ctx, place.Path{name}, 1); err != nil {
			return err
		}
	}
	return nil
}

// deep reports whether a depth is beyond the limit.
func (t *treeWalk) deep(depth int) bool { return t.limit > 0 && depth > t.limit }

// container shows a container and its sessions. As a single command it shows nothing
// if there are none.
func (t *treeWalk) container(ctx context.Context, names place.Path, depth int) error {
	if t.deep(depth) {
		return nil
	}
	found, headed := false, false
	head := func() error {
		if headed {
			return nil
		}
		headed = true
		return t.emit(&branch{names: names, depth: depth, sign: output.SignNone, state: output.SignNone})
	}
	if depth > 0 || !t.env.Shell.Single() {
		if err := head(); err != nil {
			return err
		}
	}
	if t.deep(depth + 1) {
		return nil
	}
	var errs []error
	for s := range hint.Collect(sweep.View(ctx, t.env.Work.Tx(), t.env.Root.Container(names[0])), &errs) {
		found = true
		data, err := s.Data()
		if err != nil {
			errs = append(errs, err)
			continue
		}
		var was any
		if len(s.Changes()) > 0 {
			was = s.Committed()
		}
		if err := head(); err != nil {
			return err
		}
		if err := t.value(s, place.Path{names[0], s.ID()}, data, was, s.Stored(), depth+1); err != nil {
			return err
		}
	}
	if depth == 0 && !found && len(errs) == 0 {
		noteNoSessions(t.env, names[0])
		return t.c.NoSessions(t.env, names[0])
	}
	return hint.Listing(errs)
}

// read reads the signs of the changes of a session.
func (t *treeWalk) read(changes []diff.Change) {
	t.signs, t.around = make(map[string]rune), make(map[string]bool)
	for _, c := range changes {
		if c.Attribute != "" {
			continue
		}
		names := place.Of(c.Path)
		t.signs[names.String()] = output.ChangeSign(c.Kind)
		for n := len(names) - 1; n >= place.Session; n-- {
			t.around[names[:n].String()] = true
		}
	}
}

// value emits a value of a session and everything below it; was is the committed value,
// and had reports whether there is one.
func (t *treeWalk) value(s *session.Session, names place.Path, v, was any, had bool, depth int) error {
	if t.deep(depth) {
		return nil
	}
	if depth == 0 || len(names) == place.Session {
		t.read(s.Changes())
	}
	sign := rune(output.SignNone)
	if x, ok := t.signs[names.String()]; ok {
		sign = x
	}
	state := sign
	switch {
	case sign != output.SignNone || len(t.signs) == 0:
	case !had:
		state = output.SignAdded
	case t.around[names.String()]:
		state = output.SignChanged
	}
	if isScalar(v) {
		return t.emit(&branch{names: names, depth: depth, sign: sign, state: state, value: v, scalar: true})
	}
	if err := t.emit(&branch{names: names, depth: depth, sign: sign, state: state}); err != nil {
		return err
	}
	var err error
	below := func(key any, name string, value any) bool {
		old, had := place.Child(was, key)
		err = t.value(s, append(names[:len(names):len(names)], name), value, old, had, depth+1)
		return err == nil
	}
	switch v := v.(type) {
	case *tree.Map:
		old, _ := was.(*tree.Map)
		v.All()(func(k, x any) bool { return below(k, tree.NameIn(k, v, old), x) })
	case *tree.List:
		v.All()(func(i int, x any) bool { return below(i, tree.KeyName(i), x) })
	}
	return err
}

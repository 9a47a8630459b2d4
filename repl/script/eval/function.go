package eval

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
)

// Function is a function that statements define.
type Function struct {
	m        *Machine
	name     string
	within   string // what is before the name
	body     []syntax.Stmt
	value    syntax.Expr // of a lambda
	yields   bool        // it is a generator
	names    *names
	outer    *frame
	around   **object.Class // whose body it is in; nil: none
	params   []param
	places   int    // how many parameters take positional arguments
	rest, kw string // the names of *rest and **kw
}

type param struct {
	name string
	or   starlark.Value // nil: it must be given
}

var _ starlark.Callable = (*Function)(nil)

// function makes a function with the names around it.
func (m *Machine) function(f *frame, name string, params []syntax.Expr, body []syntax.Stmt, value syntax.Expr) (*Function, error) {
	fn := &Function{m: m, name: name, within: f.within, around: f.around, body: body, value: value, yields: yields(body), names: namesOf(body), outer: f, places: -1}
	if f.class {
		fn.outer = f.outer
	}
	for _, p := range params {
		one := param{}
		switch p := p.(type) {
		case *syntax.Ident:
			one.name = p.Name
		case *syntax.BinaryExpr:
			v, err := m.expr(f, p.Y)
			if err != nil {
				return nil, err
			}
			one = param{p.X.(*syntax.Ident).Name, v}
		case *syntax.UnaryExpr:
			name := ""
			if id, ok := p.X.(*syntax.Ident); ok {
				name = id.Name
				fn.names.bound[name] = true
			}
			if p.Op == syntax.STARSTAR {
				fn.kw = name
			} else {
				fn.places, fn.rest = len(fn.params), name
			}
			continue
		}
		if fn.names.bound[one.name] && slices.ContainsFunc(fn.params, func(p param) bool { return p.name == one.name }) {
			return nil, object.Raise("SyntaxError", "duplicate argument '%s' in function definition", one.name)
		}
		fn.names.bound[one.name] = true
		fn.params = append(fn.params, one)
	}
	if fn.places < 0 {
		fn.places = len(fn.params)
	}
	return fn, nil
}

func (fn *Function) String() string        { return object.Repr(fn) }
func (fn *Function) Type() string          { return "function" }
func (fn *Function) Freeze()               {}
func (fn *Function) Truth() starlark.Bool  { return true }
func (fn *Function) Hash() (uint32, error) { return starlark.String(fmt.Sprintf("%p", fn)).Hash() }
func (fn *Function) Name() string          { return fn.name }

// Show writes the function as Python does.
func (fn *Function) Show(w *object.Writer) {
	w.Printf("<function %s at 0x%012x>", fn.QualifiedName(), object.Address(fn))
}

// QualifiedName returns the name with that of the function or class around it.
func (fn *Function) QualifiedName() string { return fn.within + fn.name }

// Doc returns the text that the body begins with.
func (fn *Function) Doc() string {
	if len(fn.body) == 0 {
		return ""
	}
	if s, ok := fn.body[0].(*syntax.ExprStmt); ok {
		if l, ok := s.X.(*syntax.Literal); ok && l.Token == syntax.STRING {
			return l.Value.(string)
		}
	}
	return ""
}

// Attr returns the name or the documentation.
func (fn *Function) Attr(name string) (starlark.Value, error) {
	switch name {
	case "__name__":
		return starlark.String(fn.name), nil
	case "__qualname__":
		return starlark.String(fn.QualifiedName()), nil
	case "__doc__":
		if doc := fn.Doc(); doc != "" {
			return starlark.String(doc), nil
		}
		return starlark.None, nil
	}
	return nil, nil
}

// AttrNames returns the names of the attributes.
func (fn *Function) AttrNames() []string { return []string{"__doc__", "__name__"} }

// CallInternal calls the function.
func (fn *Function) CallInternal(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	defer fn.m.leave()
	if err := fn.m.entered(); err != nil {
		return nil, err
	}
	f := &frame{function: fn, around: fn.around, names: fn.names, vars: make(map[string]starlark.Value, len(fn.names.bound)), outer: fn.outer, within: fn.within + fn.name + ".<locals>.", result: starlark.None}
	if err := fn.given(f, args, kwargs); err != nil {
		return nil, err
	}
	if fn.value != nil {
		return fn.m.expr(f, fn.value)
	}
	if fn.yields {
		return newGenerator(fn.m, f, fn).iterator(), nil
	}
	_, err := fn.m.exec(f, fn.body)
	return f.result, err
}

func (fn *Function) errorf(format string, args ...any) error {
	return object.Raise("TypeError", "%s() %s", fn.QualifiedName(), fmt.Sprintf(format, args...))
}

// given binds the parameters.
func (fn *Function) given(f *frame, args starlark.Tuple, kwargs []starlark.Tuple) error {
	named := fn.m.rt.NewDict()
	for i, a := range args[:min(len(args), fn.places)] {
		f.vars[fn.params[i].name] = a
	}
	for _, kw := range kwargs {
		name := string(kw[0].(starlark.String))
		switch known := slices.ContainsFunc(fn.params, func(p param) bool { return p.name == name }); {
		case known && f.vars[name] != nil:
			return fn.errorf("got multiple values for argument '%s'", name)
		case known:
			f.vars[name] = kw[1]
		case fn.kw == "":
			return fn.errorf("got an unexpected keyword argument '%s'", name)
		default:
			if err := named.SetKey(kw[0], kw[1]); err != nil {
				return err
			}
		}
	}
	if len(args) > fn.places && fn.rest == "" {
		return fn.tooMany(f, len(args))
	}
	var missing [2][]string // by place, and by name
	for i, p := range fn.params {
		switch {
		case f.vars[p.name] != nil:
		case p.or != nil:
			f.vars[p.name] = p.or
		case i < fn.places:
			missing[0] = append(missing[0], p.name)
		default:
			missing[1] = append(missing[1], p.name)
		}
	}
	for i, names := range missing {
		if len(names) > 0 {
			return fn.errorf("missing %d required %s argument%s: %s", len(names), [2]string{"positional", "keyword-only"}[i], plural(len(names)), listed(names))
		}
	}
	if fn.rest != "" {
		f.vars[fn.rest] = slices.Clone(args[min(len(args), fn.places):])
	}
	if fn.kw != "" {
		f.vars[fn.kw] = named
	}
	return nil
}

func (fn *Function) tooMany(f *frame, n int) error {
	least := 0
	for _, p := range fn.params[:fn.places] {
		if p.or == nil {
			least++
		}
	}
	takes := fmt.Sprint(fn.places)
	if least < fn.places {
		takes = fmt.Sprintf("from %d to %d", least, fn.places)
	}
	were := "were"
	if n == 1 {
		were = "was"
	}
	more := 0
	for _, p := range fn.params[fn.places:] {
		if f.vars[p.name] != nil {
			more++
		}
	}
	and := ""
	if more > 0 {
		and = fmt.Sprintf(" positional argument%s (and %d keyword-only argument%s)", plural(n), more, plural(more))
		were = "were"
	}
	return fn.errorf("takes %s positional argument%s but %d%s %s given", takes, plural(fn.places), n, and, were)
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// listed returns 'a', 'b', and 'c'.
func listed(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = "'" + n + "'"
	}
	switch n := len(quoted); n {
	case 1:
		return quoted[0]
	case 2:
		return quoted[0] + " and " + quoted[1]
	default:
		return strings.Join(quoted[:n-1], ", ") + ", and " + quoted[n-1]
	}
}

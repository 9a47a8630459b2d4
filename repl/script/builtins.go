package script

import (
	"strings"

	"go.starlark.net/starlark"
)

// defineClasses makes the classes of the built-in values and exceptions.
func (in *Interp) defineClasses() {
	for _, group := range [][][2]string{exceptions, transactionExceptions} {
		for _, e := range group {
			c := &Class{name: e[0], base: in.classes[e[1]]}
			c.new = func(_ *starlark.Thread, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
				return &Exception{class: c, args: args}, nil
			}
			in.classes[c.name] = c
		}
	}
	for _, e := range transactionExceptions {
		in.classes[e[0]].module = "transaction.interfaces"
	}
	object := &Class{name: "object"}
	in.classes["object"] = object
	for _, n := range []string{"NoneType", "bool", "bytes", "dict", "float", "frozenset", "function", "int", "list", "module", "set", "str", "tuple", "type"} {
		in.classes[n] = &Class{name: n, base: object}
	}
	for _, n := range []string{"bool", "bytes", "float", "int"} {
		in.classes[n].new = in.universal(n)
	}
	in.classes["str"].new = in.newStr
	in.classes["dict"].new = in.newDictOf
	in.classes["list"].new = in.newListOf
	in.classes["tuple"].new = in.universal("tuple")
	in.classes["set"].new = in.universal("set")
	in.classes["frozenset"].new = in.universal("set")
	in.classes["type"].new = func(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var v starlark.Value
		if err := starlark.UnpackPositionalArgs("type", args, kwargs, 1, &v); err != nil {
			return nil, err
		}
		return in.classOf(v), nil
	}
}

// universal calls Starlark's function of the name.
func (in *Interp) universal(name string) func(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
	f := starlark.Universe[name]
	return func(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return starlark.Call(thread, f, args, kwargs)
	}
}

// classOf is type(v).
func (in *Interp) classOf(v starlark.Value) *Class {
	switch v := v.(type) {
	case *Dict:
		return v.class
	case *Instance:
		return v.class
	case *Container:
		return v.class
	case *Exception:
		return v.class
	case *Class:
		return in.classes["type"]
	case *Foreign:
		if d := foreignText(v.v); strings.HasPrefix(d, "<") {
			if name, _, ok := strings.Cut(d[1:], " "); ok {
				return &Class{name: name}
			}
		}
	}
	if c := in.classes[typeName(v)]; c != nil {
		return c
	}
	return &Class{name: typeName(v)}
}

// universe are the names that are always there.
func (in *Interp) universe() starlark.StringDict {
	env := make(starlark.StringDict)
	for _, n := range []string{"None", "True", "False", "abs", "all", "any", "chr", "dir", "enumerate", "fail", "getattr", "hasattr", "hash",
		"len", "max", "min", "ord", "range", "reversed", "zip"} {
		env[n] = starlark.Universe[n]
	}
	delete(env, "fail")
	for n, c := range in.classes {
		if n != "NoneType" && n != "function" && n != "module" && c.module == "" {
			env[n] = c
		}
	}
	env["unicode"], env["basestring"], env["long"] = in.classes["str"], in.classes["str"], in.classes["int"]
	env["xrange"] = env["range"]
	for name, f := range map[string]func(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error){
		"print": in.print, "repr": in.repr, "isinstance": in.isInstance, "issubclass": in.isSubclass, "sorted": in.sorted, "sum": in.sum, "map": in.mapped,
		"filter": in.filtered, "round": in.round, "id": in.id, "callable": in.callable, "setattr": in.setAttr,
		nameEcho: in.echoed, nameIn: in.contains, nameMod: in.mod, nameEnter: in.enter,
		"__is": in.identical, "__del": in.del, "__delattr": in.delAttr, "__delslice": in.delSlice, "__assert": in.assert, "__raise": in.raised,
		"__dict": in.display, "__list": in.display, "__set": in.setDisplay, "__fmt": in.format, "__pow": in.pow, "__try": in.nestedTry, "__with": in.nestedWith,
	} {
		env[name] = starlark.NewBuiltin(name, f)
	}
	env[nameGlobals] = &globals{in}
	env["__name__"] = starlark.String("__main__")
	return env
}

// globals are the names that statements bind at the top level.
type globals struct{ in *Interp }

func (g *globals) String() string        { return "<globals>" }
func (g *globals) Type() string          { return "globals" }
func (g *globals) Freeze()               {}
func (g *globals) Truth() starlark.Bool  { return true }
func (g *globals) Hash() (uint32, error) { return 0, unhashable(g) }

// Get reads a name, for augmented assignments.
func (g *globals) Get(k starlark.Value) (starlark.Value, bool, error) {
	name, _ := starlark.AsString(k)
	if v := g.in.env[name]; v != nil {
		return v, true, nil
	}
	return nil, false, g.in.raise("NameError", "name '%s' is not defined", name)
}

// SetKey binds a name.
func (g *globals) SetKey(k, v starlark.Value) error {
	name, _ := starlark.AsString(k)
	g.in.bind(name, v)
	return nil
}

func (in *Interp) newStr(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value = starlark.String("")
	if err := starlark.UnpackPositionalArgs("str", args, kwargs, 0, &v); err != nil {
		return nil, err
	}
	return starlark.String(str(v)), nil
}

func (in *Interp) newDictOf(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	items, err := in.pairs("dict", args, kwargs)
	if err != nil {
		return nil, err
	}
	d := in.newDict()
	return d, d.update(items)
}

func (in *Interp) newListOf(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var from starlark.Iterable
	if err := starlark.UnpackPositionalArgs("list", args, kwargs, 0, &from); err != nil {
		return nil, err
	}
	if from == nil {
		return in.newList(nil), nil
	}
	return in.newList(in.all(from)), nil
}

func (in *Interp) echoed(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	in.echo(args[0])
	return starlark.None, nil
}

func (in *Interp) print(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	sep, end := " ", "\n"
	if err := starlark.UnpackArgs(b.Name(), nil, kwargs, "sep?", &sep, "end?", &end); err != nil {
		return nil, err
	}
	words := make([]string, len(args))
	for i, a := range args {
		words[i] = str(a)
	}
	text := strings.Join(words, sep) + end
	in.write(text, text)
	return starlark.None, nil
}

func (in *Interp) repr(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &v); err != nil {
		return nil, err
	}
	return starlark.String(repr(v, python3)), nil
}

func (in *Interp) isInstance(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v, of starlark.Value
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &v, &of); err != nil {
		return nil, err
	}
	return in.among(in.classOf(v), of)
}

func (in *Interp) isSubclass(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var c *Class
	var of starlark.Value
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &c, &of); err != nil {
		return nil, err
	}
	return in.among(c, of)
}

func (in *Interp) among(c *Class, of starlark.Value) (starlark.Value, error) {
	switch of := of.(type) {
	case *Class:
		return starlark.Bool(c.kindOf(of) || of.name == "object" && of.module == ""), nil
	case starlark.Tuple:
		for _, x := range of {
			if v, err := in.among(c, x); err != nil || v == starlark.True {
				return v, err
			}
		}
		return starlark.False, nil
	}
	return nil, in.raise("TypeError", "isinstance() arg 2 must be a type or tuple of types")
}

// sorted gives a list of ours.
func (in *Interp) sorted(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	v, err := starlark.Call(thread, starlark.Universe["sorted"], args, kwargs)
	if err != nil {
		return nil, err
	}
	return in.newList(in.all(v.(starlark.Iterable))), nil
}

func (in *Interp) sum(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var of starlark.Iterable
	var total starlark.Value = starlark.MakeInt(0)
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &of, &total); err != nil {
		return nil, err
	}
	for _, v := range in.all(of) {
		sum, err := starlark.Binary(plus, total, v)
		if err != nil {
			return nil, err
		}
		total = sum
	}
	return total, nil
}

func (in *Interp) mapped(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var f starlark.Callable
	var of starlark.Iterable
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &f, &of); err != nil {
		return nil, err
	}
	var out []starlark.Value
	for _, v := range in.all(of) {
		x, err := starlark.Call(thread, f, starlark.Tuple{v}, nil)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return in.newList(out), nil
}

func (in *Interp) filtered(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var f starlark.Value
	var of starlark.Iterable
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &f, &of); err != nil {
		return nil, err
	}
	var out []starlark.Value
	for _, v := range in.all(of) {
		keep := v
		if f != starlark.None {
			var err error
			if keep, err = starlark.Call(thread, f, starlark.Tuple{v}, nil); err != nil {
				return nil, err
			}
		}
		if keep.Truth() {
			out = append(out, v)
		}
	}
	return in.newList(out), nil
}

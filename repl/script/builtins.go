package script

import (
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
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
	for _, n := range []string{"bool", "bytes", "float"} {
		in.classes[n].new = in.fedFunction(n, sizeOfValue, false)
	}
	in.classes["str"].new = in.newStr
	in.classes["dict"].new = in.newDictOf
	in.classes["list"].new = in.newListOf
	in.classes["int"].new = in.newInt
	in.classes["tuple"].new = in.fedFunction("tuple", sizeOfValue, false)
	in.classes["set"].new = in.fedFunction("set", sizeOfEntry, true)
	in.classes["frozenset"].new = in.classes["set"].new
	in.classes["type"].new = func(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var v starlark.Value
		if err := starlark.UnpackPositionalArgs("type", args, kwargs, 1, &v); err != nil {
			return nil, err
		}
		return in.classOf(v), nil
	}
}

// maxDigits is how long a text is that int reads.
const maxDigits = maxBits * 3 / 10

func (in *Interp) newInt(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	for _, a := range args {
		if s, ok := starlark.AsString(a); ok && len(s) > maxDigits {
			return nil, in.raise("ValueError", "Exceeds the limit (%d digits) for integer string conversion", maxDigits)
		}
	}
	return starlark.Call(thread, starlark.Universe["int"], args, kwargs)
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
	for _, n := range []string{"None", "True", "False", "abs", "chr", "dir", "hasattr", "len", "ord", "range"} {
		env[n] = starlark.Universe[n]
	}
	for n, each := range map[string]int{"all": 0, "any": 0, "enumerate": 5 * sizeOfValue, "reversed": sizeOfValue, "zip": 5 * sizeOfValue} {
		f := in.fedFunction(n, each, false)
		env[n] = starlark.NewBuiltin(n, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			return f(thread, args, kwargs)
		})
	}
	for op, n := range operators {
		env[n] = starlark.NewBuiltin(n, in.operator(op))
	}
	for op, n := range comparisons {
		env[n] = starlark.NewBuiltin(n, in.comparison(op))
	}
	for n, c := range in.classes {
		if n != "NoneType" && n != "function" && n != "module" && c.module == "" {
			env[n] = c
		}
	}
	env["unicode"], env["basestring"], env["long"] = in.classes["str"], in.classes["str"], in.classes["int"]
	env["xrange"] = env["range"]
	for name, f := range map[string]goFunction{
		"getattr": in.getAttr, "hash": in.hash, "max": in.extreme(syntax.GT), "min": in.extreme(syntax.LT),
		nameMethod: in.method, nameCopied: in.copied, nameKey: in.checkedKey, nameRight: in.rightSide,
		"print": in.print, "repr": in.repr, "isinstance": in.isInstance, "issubclass": in.isSubclass, "sorted": in.sorted, "sum": in.sum, "map": in.mapped,
		"filter": in.filtered, "round": in.round, "id": in.id, "callable": in.callable, "setattr": in.setAttr,
		nameEcho: in.echoed, nameIn: in.contains, nameEnter: in.enter,
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
	text, err := in.text(v)
	return starlark.String(text), err
}

func (in *Interp) newDictOf(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	items, err := in.pairs("dict", args, kwargs)
	if err != nil {
		return nil, err
	}
	d := in.newDict()
	return d, d.update(items)
}

func (in *Interp) getAttr(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	v, err := starlark.Call(thread, starlark.Universe["getattr"], args, kwargs)
	if err != nil {
		return nil, err
	}
	name, _ := starlark.AsString(args[1])
	return in.counted(args[0], name, v), nil
}

func (in *Interp) newListOf(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var from starlark.Iterable
	if err := starlark.UnpackPositionalArgs("list", args, kwargs, 0, &from); err != nil {
		return nil, err
	}
	if from == nil {
		return in.newList(nil), nil
	}
	values, err := in.all(from)
	return in.newList(values), err
}

func (in *Interp) echoed(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return starlark.None, in.echo(args[0])
}

func (in *Interp) print(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	sep, end := " ", "\n"
	if err := starlark.UnpackArgs(b.Name(), nil, kwargs, "sep?", &sep, "end?", &end); err != nil {
		return nil, err
	}
	words := make([]string, len(args))
	n := 0
	for i, a := range args {
		text, err := in.text(a)
		if err != nil {
			return nil, err
		}
		words[i] = text
		n += len(text) + len(sep)
	}
	if err := in.made(n); err != nil {
		return nil, err
	}
	text := strings.Join(words, sep) + end
	return starlark.None, in.write(text, text)
}

func (in *Interp) repr(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &v); err != nil {
		return nil, err
	}
	text, err := in.show(v, python3)
	return starlark.String(text), err
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

func (in *Interp) sum(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var of starlark.Iterable
	var total starlark.Value = starlark.MakeInt(0)
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &of, &total); err != nil {
		return nil, err
	}
	values, err := in.all(of)
	if err != nil {
		return nil, err
	}
	for _, v := range values {
		sum, err := in.operate(syntax.PLUS, total, v)
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
	values, err := in.all(of)
	if err != nil {
		return nil, err
	}
	var out []starlark.Value
	for _, v := range values {
		x, err := starlark.Call(thread, f, starlark.Tuple{v}, nil)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return in.newList(out), in.made(size(len(out), sizeOfValue))
}

func (in *Interp) filtered(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var f starlark.Value
	var of starlark.Iterable
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &f, &of); err != nil {
		return nil, err
	}
	values, err := in.all(of)
	if err != nil {
		return nil, err
	}
	var out []starlark.Value
	for _, v := range values {
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
	return in.newList(out), in.made(size(len(out), sizeOfValue))
}

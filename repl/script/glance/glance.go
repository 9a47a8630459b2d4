// Package glance looks at values for completion: what can follow x. and x[ is shown while a
// statement is typed, so a glance computes nothing, changes nothing and asks no server.
//
// A value is one of statements (package value), or one as sessions hold it (package tree): what
// [Entries], [Under] and [Fixed] find in one may be either, and is looked at in the same way.
// [Attributes] lists the names behind a dot; [Kind] and [Held] say what is shown beside a choice.
package glance

import (
	"slices"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/session/tree"
)

// plainOf returns the value of a session that a value of statements stands for, or the value
// itself.
func plainOf(x any) any {
	switch x := x.(type) {
	case *tree.Ref:
		return x.To()
	case *object.Foreign:
		return x.Held
	case *value.Dict:
		if m := x.Held(); m != nil {
			return m
		}
	case *value.List:
		if l := x.Held(); l != nil {
			return l
		}
	}
	return x
}

// An Entry is a key, or an index, and what is under it.
type Entry struct {
	Key   any // as sessions hold it; an int is an index
	Value any
}

// Entries returns what x[key] may be, up to a limit.
func Entries(x any, limit int) (all []Entry) {
	add := func(k, v any) bool {
		all = append(all, Entry{k, v})
		return len(all) < limit
	}
	switch x := plainOf(x).(type) {
	case *tree.Map:
		for k, v := range x.All() {
			if !add(k, v) {
				break
			}
		}
	case *tree.List:
		for i, v := range x.All() {
			if !add(i, v) {
				break
			}
		}
	case *value.Dict:
		for _, item := range x.Items() {
			k, ok := plainKey(item[0])
			if ok && !add(k, item[1]) {
				break
			}
		}
	case *value.List:
		for i, v := range x.Values() {
			if !add(i, v) {
				break
			}
		}
	case starlark.Tuple:
		for i, v := range x {
			if !add(i, v) {
				break
			}
		}
	}
	return all
}

// plainKey returns a key that is a text or a whole number as sessions hold it.
func plainKey(k starlark.Value) (any, bool) {
	switch k := k.(type) {
	case starlark.String:
		return string(k), true
	case starlark.Int:
		return k.Int64()
	}
	return nil, false
}

// Under returns x[key], for a text or a whole number.
func Under(x, key any) (any, bool) {
	n, isNumber := key.(int64)
	switch x := plainOf(x).(type) {
	case *tree.Map:
		return x.Get(key)
	case *tree.List:
		if isNumber && n >= 0 && n < int64(x.Len()) {
			return x.At(int(n))
		}
	default:
		for _, e := range Entries(x, maxGlance) {
			if e.Key == key || isNumber && e.Key == any(int(n)) {
				return e.Value, true
			}
		}
	}
	return nil, false
}

// maxGlance limits the entries of a value that a statement made that are looked at.
const maxGlance = 10_000

// Fixed returns x.name where that is not computed.
func Fixed(x any, name string) (any, bool) {
	switch x := plainOf(x).(type) {
	case *object.Module:
		v, ok := x.Members[name]
		return v, ok
	case *object.Instance:
		v := x.Fixed(name)
		return v, v != nil
	case *object.Class:
		v := x.Member(name)
		return v, v != nil
	case value.Custom:
		v := x.Class().Member(name)
		return v, v != nil
	}
	return nil, false
}

// An Attribute is the name of one.
type Attribute struct {
	Name   string
	Called bool // it is called
	Value  any  // nil: it is computed
	About  string
}

// Attributes returns what x.name may be. rt has the built-in classes.
func Attributes(rt *value.Runtime, x any) (all []Attribute) {
	x = plainOf(x)
	class := Kind(x)
	if c := rt.Classes[class]; c != nil {
		for _, name := range c.MethodNames {
			all = append(all, Attribute{Name: name, Called: true, About: "method of " + class})
		}
	}
	v, ok := x.(starlark.Value)
	if !ok {
		return all
	}
	var names []string
	if x, ok := v.(starlark.HasAttrs); ok && class != "str" && class != "bytes" { // whose methods are not Starlark's
		names = x.AttrNames()
	}
	switch v := v.(type) {
	case *object.Class:
		names = append(names, v.MemberNames()...)
	case value.Custom:
		names = append(names, v.Class().MemberNames()...)
	}
	for _, name := range names {
		if slices.ContainsFunc(all, func(a Attribute) bool { return a.Name == name }) {
			continue
		}
		a := Attribute{Name: name}
		if of, ok := Fixed(v, name); ok {
			_, a.Called = of.(starlark.Callable)
			a.Value = of
		}
		all = append(all, a)
	}
	return all
}

// Held returns the value of a session that x is, or stands for; nil if x is a value that only
// statements have.
func Held(x any) any {
	switch x := plainOf(x).(type) {
	case starlark.Bool:
		return bool(x)
	case starlark.String:
		return string(x)
	case starlark.Int:
		if n, ok := x.Int64(); ok {
			return n
		}
		return nil
	case starlark.Float:
		return float64(x)
	case starlark.Value:
		return nil
	default:
		return x
	}
}

// Kind returns the name of the type of a value.
func Kind(x any) string {
	switch x := plainOf(x).(type) {
	case *tree.Map, *value.Dict:
		return "dict"
	case *tree.List:
		if f := x.Form(); f != nil && slices.Contains([]string{"tuple", "set", "frozenset"}, f.String()) {
			return f.String()
		}
		return "list"
	case nil, bool, int64, float64, string, tree.Bytes:
		return object.TypeName(object.Scalar(x))
	case starlark.Value:
		return object.TypeName(x)
	}
	return "object"
}

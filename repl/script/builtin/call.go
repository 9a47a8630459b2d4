package builtin

import (
	"strconv"
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/repl/script/value/sequence"
)

// function is a built-in function, or a method of a class.
type function struct {
	// takes says what arguments there may be, and how the function speaks about
	// others: functions of CPython do it in different words.
	//
	//	"0"          none
	//	"1"          exactly one
	//	"p1-3"       by place; p1- is any number
	//	"l1-3"       by place, checked by an older function
	//	"k0-2 a b"   by place or name
	//	"*"          any; the function looks at them itself
	takes string
	f     func(c *call) (starlark.Value, error)
}

// call is a call of a function.
type call struct {
	*value.Runtime
	name   string
	owner  string         // the class that the method is of; "" for a function
	self   starlark.Value // of a method
	a      []starlark.Value
	kwargs []starlark.Tuple
}

// invoke calls a function. owner is "" for one that is no method.
func invoke(rt *value.Runtime, owner, name string, fn function, self starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	c := &call{Runtime: rt, name: name, owner: owner, self: self, a: args, kwargs: kwargs}
	if err := c.check(fn.takes); err != nil {
		return nil, err
	}
	return fn.f(c)
}

// full returns the name with the class before it.
func (c *call) full() string {
	if c.owner == "" {
		return c.name
	}
	return c.owner + "." + c.name
}

// check checks the arguments and pads them with nil.
func (c *call) check(takes string) error {
	n := len(c.a)
	kind, rest := takes[0], takes[1:]
	if kind == '*' {
		return nil
	}
	if len(c.kwargs) > 0 && kind != 'k' {
		return object.Raise("TypeError", "%s() takes no keyword arguments", c.full())
	}
	switch kind {
	case '0':
		if n > 0 {
			return object.Raise("TypeError", "%s() takes no arguments (%d given)", c.full(), n)
		}
		return nil
	case '1':
		if n != 1 {
			return object.Raise("TypeError", "%s() takes exactly one argument (%d given)", c.full(), n)
		}
		return nil
	}
	counts, names, _ := strings.Cut(rest, " ")
	from, to, _ := strings.Cut(counts, "-")
	least, _ := strconv.Atoi(from)
	most, err := strconv.Atoi(to)
	if err != nil {
		most = 1 << 30
	}
	if kind == 'k' {
		return c.keywords(least, most, strings.Fields(names))
	}
	if n < least || n > most {
		return c.count(kind, n, least, most)
	}
	if most < 1<<30 {
		c.pad(most)
	}
	return nil
}

func (c *call) pad(n int) {
	a := make([]starlark.Value, max(n, len(c.a)))
	copy(a, c.a)
	c.a = a
}

func (c *call) count(kind byte, n, least, most int) error {
	which, limit := "at least", least
	if n > most {
		which, limit = "at most", most
	}
	if least == most {
		which = "exactly"
	}
	if kind != 'p' {
		return object.Raise("TypeError", "%s() takes %s %d argument%s (%d given)", c.name, which, limit, plural(limit), n)
	}
	if least == most {
		return object.Raise("TypeError", "%s expected %d argument%s, got %d", c.name, limit, plural(limit), n)
	}
	return object.Raise("TypeError", "%s expected %s %d argument%s, got %d", c.name, which, limit, plural(limit), n)
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// keywords puts named arguments in their places.
func (c *call) keywords(least, most int, names []string) error {
	n := len(c.a)
	if n+len(c.kwargs) > most {
		kind := ""
		if len(c.kwargs) > 0 && n == 0 {
			kind = "keyword "
		}
		which := "at most"
		if least == most {
			which = "exactly"
		}
		return object.Raise("TypeError", "%s() takes %s %d %sargument%s (%d given)", c.name, which, most, kind, plural(most), n+len(c.kwargs))
	}
	c.pad(most)
	for _, kw := range c.kwargs {
		name := string(kw[0].(starlark.String))
		at := -1
		for i, k := range names {
			if k == name {
				at = i
			}
		}
		switch {
		case at < 0:
			return object.Raise("TypeError", "'%s' is an invalid keyword argument for %s()", name, c.name)
		case at < n:
			return object.Raise("TypeError", "argument for %s() given by name ('%s') and position (%d)", c.name, name, at+1)
		}
		c.a[at] = kw[1]
	}
	for i := range least {
		if c.a[i] == nil {
			switch c.name {
			case "sum":
				return object.Raise("TypeError", "sum() takes at least 1 positional argument (0 given)")
			case "enumerate":
				return object.Raise("TypeError", "enumerate() missing required argument 'iterable'")
			}
			return object.Raise("TypeError", "%s() missing required argument '%s' (pos %d)", c.name, names[i], i+1)
		}
	}
	return nil
}

// option takes a named argument out of the call.
func (c *call) option(name string) starlark.Value {
	for i, kw := range c.kwargs {
		if kw[0] == starlark.String(name) {
			c.kwargs = append(append([]starlark.Tuple(nil), c.kwargs[:i]...), c.kwargs[i+1:]...)
			return kw[1]
		}
	}
	return nil
}

// unknown fails if named arguments are left.
func (c *call) unknown() error {
	if len(c.kwargs) == 0 {
		return nil
	}
	return object.Raise("TypeError", "'%s' is an invalid keyword argument for %s()", string(c.kwargs[0][0].(starlark.String)), c.name)
}

// index returns argument i as an integer, or the other value if it is missing.
func (c *call) index(i, other int) (int, error) {
	if i >= len(c.a) || c.a[i] == nil {
		return other, nil
	}
	return sequence.ToIndex(c.a[i])
}

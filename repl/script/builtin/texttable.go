package builtin

import (
	"unicode"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/repl/script/value/chars"
	"sessh/repl/script/value/number"
)

// makeTrans is str.maketrans.
func makeTrans(c *call) (starlark.Value, error) {
	d := c.NewDict()
	if c.a[1] == nil {
		from, ok := c.a[0].(*value.Dict)
		if !ok {
			return nil, object.Raise("TypeError", "if you give only one argument to maketrans it must be a dict")
		}
		for _, item := range from.Items() {
			k := item[0]
			if s, ok := k.(starlark.String); ok {
				if utf8.RuneCountInString(string(s)) != 1 {
					return nil, object.Raise("ValueError", "string keys in translate table must be of length 1")
				}
				r, _ := utf8.DecodeRuneInString(string(s))
				k = starlark.MakeInt(int(r))
			}
			if err := d.SetKey(k, item[1]); err != nil {
				return nil, err
			}
		}
		return d, nil
	}
	for i, v := range c.a {
		if _, ok := v.(starlark.String); !ok && v != nil {
			return nil, object.NotSupported("str.maketrans of " + object.TypeName(c.a[i]))
		}
	}
	from, to := []rune(string(c.a[0].(starlark.String))), []rune(string(c.a[1].(starlark.String)))
	if len(from) != len(to) {
		return nil, object.Raise("ValueError", "the first two maketrans arguments must have equal length")
	}
	for i, r := range from {
		if err := d.SetKey(starlark.MakeInt(int(r)), starlark.MakeInt(int(to[i]))); err != nil {
			return nil, err
		}
	}
	if c.a[2] != nil {
		for _, r := range string(c.a[2].(starlark.String)) {
			if err := d.SetKey(starlark.MakeInt(int(r)), starlark.None); err != nil {
				return nil, err
			}
		}
	}
	return d, nil
}

func translate(c *call) (starlark.Value, error) {
	d, ok := c.a[0].(*value.Dict)
	if !ok {
		return nil, object.NotSupported("str.translate by a " + object.TypeName(c.a[0]))
	}
	var t chars.Builder
	for i, r := range str(c) {
		v, ok, err := d.Find(starlark.MakeInt(int(r)))
		if err != nil {
			return nil, err
		}
		to := string(r)
		if ok {
			switch v := v.(type) {
			case starlark.NoneType:
				to = ""
			case starlark.String:
				to = string(v)
			default:
				n, ok := number.Integer(v)
				k, _ := n.Int64()
				if !ok || k < 0 || k > unicode.MaxRune {
					return nil, object.Raise("TypeError", "character mapping must return integer, None or str")
				}
				to = string(rune(k))
			}
		}
		if err := t.Add(c.Guard, to); err != nil {
			return nil, err
		}
		if i%bounds.Chunk == 0 {
			if err := c.Made(0); err != nil {
				return nil, err
			}
		}
	}
	return starlark.String(t.String()), nil
}

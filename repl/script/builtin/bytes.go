package builtin

import (
	"encoding/hex"
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
	"sessh/repl/script/value/number"
)

func raw(c *call) string { return string(c.self.(starlark.Bytes)) }

// bytesOf returns argument i of a call.
func (c *call) bytesOf(i int) (string, error) {
	b, ok := c.a[i].(starlark.Bytes)
	if !ok {
		return "", object.Raise("TypeError", "a bytes-like object is required, not '%s'", object.TypeName(c.a[i]))
	}
	return string(b), nil
}

// asText makes a method of bytes of one of texts, for ASCII, where the arguments are
// bytes as well.
func asText(takes string, f func(s string, args []string) starlark.Value) function {
	return function{takes, func(c *call) (starlark.Value, error) {
		var args []string
		for i, a := range c.a {
			if a == nil || a == starlark.None {
				break
			}
			s, err := c.bytesOf(i)
			if err != nil {
				return nil, err
			}
			args = append(args, s)
		}
		return f(raw(c), args), c.Made(2 * len(raw(c)))
	}}
}

func asciiUpper(s string) string { return mapASCII(s, 'a', 'z', -32) }
func asciiLower(s string) string { return mapASCII(s, 'A', 'Z', 32) }

func mapASCII(s string, from, to byte, by int) string {
	b := []byte(s)
	for i, c := range b {
		if c >= from && c <= to {
			b[i] = byte(int(c) + by)
		}
	}
	return string(b)
}

// trimBytes makes the methods that take bytes from the ends.
func trimBytes(left, right bool) function {
	return asText("p0-1", func(s string, args []string) starlark.Value {
		set := " \t\n\r\f\v"
		if len(args) > 0 {
			set = args[0]
		}
		for left && s != "" && strings.IndexByte(set, s[0]) >= 0 {
			s = s[1:]
		}
		for right && s != "" && strings.IndexByte(set, s[len(s)-1]) >= 0 {
			s = s[:len(s)-1]
		}
		return starlark.Bytes(s)
	})
}

// bytesMethods are the methods of bytes.
var bytesMethods = map[string]function{
	"decode": {"k0-2 encoding errors", func(c *call) (starlark.Value, error) {
		codec, errors, err := c.coding(0)
		if err != nil {
			return nil, err
		}
		s, err := chars.Decode(c.Guard, raw(c), codec, errors)
		return starlark.String(s), err
	}},
	"hex": {"k0-2 sep bytes_per_sep", func(c *call) (starlark.Value, error) {
		if c.a[0] != nil {
			return nil, object.NotSupported("bytes.hex with a separator")
		}
		return starlark.String(hex.EncodeToString([]byte(raw(c)))), c.Made(2 * len(raw(c)))
	}},
	"upper":  asText("0", func(s string, _ []string) starlark.Value { return starlark.Bytes(asciiUpper(s)) }),
	"lower":  asText("0", func(s string, _ []string) starlark.Value { return starlark.Bytes(asciiLower(s)) }),
	"strip":  trimBytes(true, true),
	"lstrip": trimBytes(true, false),
	"rstrip": trimBytes(false, true),
	"replace": {"p2-3", func(c *call) (starlark.Value, error) {
		from, err := c.bytesOf(0)
		if err != nil {
			return nil, err
		}
		to, err := c.bytesOf(1)
		if err != nil {
			return nil, err
		}
		if from == "" {
			return nil, object.NotSupported("bytes.replace of nothing")
		}
		n, err := c.index(2, -1)
		if err != nil {
			return nil, err
		}
		if err := c.Made(len(raw(c)) + strings.Count(raw(c), from)*len(to)); err != nil {
			return nil, err
		}
		return starlark.Bytes(strings.Replace(raw(c), from, to, n)), nil
	}},
	"startswith": {"l1-3", bytesAffix(strings.HasPrefix)},
	"endswith":   {"l1-3", bytesAffix(strings.HasSuffix)},
	"find":       {"l1-3", bytesFind(strings.Index)},
	"rfind":      {"l1-3", bytesFind(strings.LastIndex)},
	"join": {"1", func(c *call) (starlark.Value, error) {
		if _, err := c.Iter(c.a[0]); err != nil {
			return nil, object.Raise("TypeError", "can only join an iterable")
		}
		values, err := c.Values(c.a[0])
		if err != nil {
			return nil, err
		}
		var t chars.Builder
		for i, v := range values {
			b, ok := v.(starlark.Bytes)
			if !ok {
				return nil, object.Raise("TypeError", "sequence item %d: expected a bytes-like object, %s found", i, object.TypeName(v))
			}
			if i > 0 {
				if err := t.Add(c.Guard, raw(c)); err != nil {
					return nil, err
				}
			}
			if err := t.Add(c.Guard, string(b)); err != nil {
				return nil, err
			}
		}
		return starlark.Bytes(t.String()), nil
	}},
	"split": {"k0-2 sep maxsplit", func(c *call) (starlark.Value, error) {
		if c.a[0] == nil || c.a[0] == starlark.None {
			return nil, object.NotSupported("bytes.split without a separator")
		}
		sep, err := c.bytesOf(0)
		if err != nil {
			return nil, err
		}
		if sep == "" {
			return nil, object.Raise("ValueError", "empty separator")
		}
		most, err := c.index(1, -1)
		if err != nil {
			return nil, err
		}
		p := &chars.Parts{Guard: c.Guard}
		p.Split(raw(c), sep, most, false)
		for i, v := range p.List {
			p.List[i] = starlark.Bytes(v.(starlark.String))
		}
		return c.NewList(p.List), p.Err
	}},
}

func init() {
	for _, name := range []string{
		"capitalize", "center", "count", "index", "isalnum", "isalpha", "isascii", "isdigit", "islower", "isspace", "istitle", "isupper", "ljust", "partition",
		"removeprefix", "removesuffix", "rindex", "rjust", "rpartition", "rsplit", "splitlines", "swapcase", "title", "zfill", "expandtabs", "translate",
	} {
		bytesMethods[name] = function{"*", lacks("bytes." + name)}
	}
}

func bytesAffix(has func(s, affix string) bool) func(*call) (starlark.Value, error) {
	return func(c *call) (starlark.Value, error) {
		if c.a[1] != nil || c.a[2] != nil {
			return nil, object.NotSupported("bytes." + c.name + " of a part")
		}
		affixes, ok := c.a[0].(starlark.Tuple)
		if !ok {
			affixes = starlark.Tuple{c.a[0]}
		}
		for _, a := range affixes {
			b, isBytes := a.(starlark.Bytes)
			if !isBytes && ok {
				return nil, object.Raise("TypeError", "a bytes-like object is required, not '%s'", object.TypeName(a))
			}
			if !isBytes {
				return nil, object.Raise("TypeError", "%s first arg must be bytes or a tuple of bytes, not %s", c.name, object.TypeName(a))
			}
			if has(raw(c), string(b)) {
				return starlark.True, nil
			}
		}
		return starlark.False, nil
	}
}

func bytesFind(index func(s, sub string) int) func(*call) (starlark.Value, error) {
	return func(c *call) (starlark.Value, error) {
		if c.a[1] != nil || c.a[2] != nil {
			return nil, object.NotSupported("bytes." + c.name + " in a part")
		}
		if n, ok := number.Integer(c.a[0]); ok {
			k, fits := n.Int64()
			if !fits || k < 0 || k > 255 {
				return nil, object.Raise("ValueError", "byte must be in range(0, 256)")
			}
			return starlark.MakeInt(index(raw(c), string([]byte{byte(k)}))), nil
		}
		b, ok := c.a[0].(starlark.Bytes)
		if !ok {
			return nil, object.Raise("TypeError", "argument should be integer or bytes-like object, not '%s'", object.TypeName(c.a[0]))
		}
		return starlark.MakeInt(index(raw(c), string(b))), nil
	}
}

// fromHex is bytes.fromhex.
func fromHex(c *call) (starlark.Value, error) {
	s, err := c.text(0, "fromhex() argument must be str, not %s")
	if err != nil {
		return nil, err
	}
	b, err := hex.DecodeString(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\n\r\f\v", r) {
			return -1
		}
		return r
	}, s))
	if err != nil {
		return nil, object.NotSupported("bytes.fromhex of what is not hexadecimal")
	}
	return starlark.Bytes(b), c.Made(len(b))
}

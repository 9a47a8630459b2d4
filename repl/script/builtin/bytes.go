package builtin

import (
	"encoding/hex"
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
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

// bytesOwn are the methods of bytes that are not those of texts.
func bytesOwn() map[string]function {
	return map[string]function{
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
		"upper":  inASCII(chars.UpperASCII),
		"lower":  inASCII(chars.LowerASCII),
		"strip":  trimBytes(true, true),
		"lstrip": trimBytes(true, false),
		"rstrip": trimBytes(false, true),
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

package builtin

import (
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/repl/script/value/chars"
	"sessh/repl/script/value/number"
)

// Methods of bytes that are those of texts as well are run on the text that has a character
// for each byte.

// textual returns bytes as such a text.
func textual(b string) starlark.String {
	var s strings.Builder
	for i := range len(b) {
		s.WriteRune(rune(b[i]))
	}
	return starlark.String(s.String())
}

// bytesFrom returns what a method of texts returned, with bytes in place of texts.
func bytesFrom(v starlark.Value) starlark.Value {
	switch v := v.(type) {
	case starlark.String:
		b := make([]byte, 0, len(v))
		for _, r := range string(v) {
			b = append(b, byte(r))
		}
		return starlark.Bytes(b)
	case starlark.Tuple:
		all := make(starlark.Tuple, len(v))
		for i, x := range v {
			all[i] = bytesFrom(x)
		}
		return all
	case *value.List:
		for i, x := range v.Values() {
			v.Values()[i] = bytesFrom(x)
		}
	}
	return v
}

// likeText makes a method of bytes of one of texts; check checks the arguments.
func likeText(of function, check func(*call) error) function {
	return function{of.takes, func(c *call) (starlark.Value, error) {
		if check != nil {
			if err := check(c); err != nil {
				return nil, err
			}
		}
		if err := c.Made(4 * len(raw(c))); err != nil {
			return nil, err
		}
		text := *c
		text.self, text.a = textual(raw(c)), make([]starlark.Value, len(c.a))
		for i, a := range c.a {
			text.a[i] = a
			if b, ok := a.(starlark.Bytes); ok {
				text.a[i] = textual(string(b))
			}
		}
		v, err := of.f(&text)
		if err != nil {
			return nil, err
		}
		return bytesFrom(v), nil
	}}
}

// areBytes returns a check that the first arguments are bytes.
func areBytes(n int) func(*call) error {
	return func(c *call) error {
		for i := range n {
			if _, err := c.bytesOf(i); err != nil {
				return err
			}
		}
		return nil
	}
}

// filled checks the width, and the byte that fills space.
func filled(c *call) error {
	if _, err := c.index(0, 0); err != nil {
		return err
	}
	if b, ok := c.a[1].(starlark.Bytes); c.a[1] != nil && (!ok || len(b) != 1) {
		return object.Raise("TypeError", "%s() argument 2 must be a byte string of length 1, not %s", c.name, object.TypeName(c.a[1]))
	}
	return nil
}

// anyAffix makes startswith and endswith of those of texts: of several affixes, one is looked
// at after the other.
func anyAffix(of function) function {
	one := likeText(of, func(c *call) error {
		if _, ok := c.a[0].(starlark.Bytes); !ok {
			return object.Raise("TypeError", "%s first arg must be bytes or a tuple of bytes, not %s", c.name, object.TypeName(c.a[0]))
		}
		return nil
	})
	return function{of.takes, func(c *call) (starlark.Value, error) {
		list, ok := c.a[0].(starlark.Tuple)
		if !ok {
			return one.f(c)
		}
		for _, x := range list {
			if _, ok := x.(starlark.Bytes); !ok {
				return nil, object.Raise("TypeError", "a bytes-like object is required, not '%s'", object.TypeName(x))
			}
			c.a[0] = x
			if v, err := one.f(c); err != nil || v == starlark.True {
				return v, err
			}
		}
		return starlark.False, nil
	}}
}

// sought makes an argument that is a number the byte with that number.
func sought(c *call) error {
	if n, ok := number.Integer(c.a[0]); ok {
		k, fits := n.Int64()
		if !fits || k < 0 || k > 255 {
			return object.Raise("ValueError", "byte must be in range(0, 256)")
		}
		c.a[0] = starlark.Bytes([]byte{byte(k)})
		return nil
	}
	if _, ok := c.a[0].(starlark.Bytes); !ok {
		return object.Raise("TypeError", "argument should be integer or bytes-like object, not '%s'", object.TypeName(c.a[0]))
	}
	return nil
}

// found makes index and rindex of find and rfind.
func found(find function) function {
	f := likeText(find, sought)
	return function{f.takes, func(c *call) (starlark.Value, error) {
		v, err := f.f(c)
		if err == nil && v == starlark.MakeInt(-1) {
			return nil, object.Raise("ValueError", "subsection not found")
		}
		return v, err
	}}
}

// separator checks what bytes are split at.
func separator(c *call) error {
	if c.a[0] == nil || c.a[0] == starlark.None {
		return nil
	}
	_, err := c.bytesOf(0)
	return err
}

// isOf makes a method that asks whether bytes are of a class of characters: those that are not
// ASCII are of none.
func isOf(of function) function {
	return function{"0", func(c *call) (starlark.Value, error) {
		text := *c
		text.self = starlark.String(strings.Map(func(r rune) rune {
			if r >= utf8.RuneSelf || r >= 0x1c && r <= 0x1f {
				return 0
			}
			return r
		}, string(textual(raw(c)))))
		return of.f(&text)
	}}
}

// inASCII makes a method that changes the case of letters.
func inASCII(f func(s string) string) function {
	return asText("0", func(s string, _ []string) starlark.Value { return starlark.Bytes(f(s)) })
}

// bytesMethods are the methods of bytes; text are those of texts.
func bytesMethods(text map[string]function) map[string]function {
	all := bytesOwn()
	for _, name := range strings.Fields("isalnum isalpha isdigit isspace islower isupper istitle") {
		all[name] = isOf(text[name])
	}
	for _, of := range []struct {
		names string
		check func(*call) error
	}{
		{"zfill expandtabs isascii", nil}, {"center ljust rjust", filled}, {"find rfind count", sought},
		{"partition rpartition removeprefix removesuffix", areBytes(1)}, {"replace", areBytes(2)},
	} {
		for _, name := range strings.Fields(of.names) {
			all[name] = likeText(text[name], of.check)
		}
	}
	all["startswith"], all["endswith"] = anyAffix(text["startswith"]), anyAffix(text["endswith"])
	all["index"], all["rindex"] = found(text["find"]), found(text["rfind"])
	for name, split := range map[string]func(*call) (starlark.Value, error){"split": splitted(false, true), "rsplit": splitted(true, true)} {
		all[name] = likeText(function{text[name].takes, split}, separator)
	}
	all["splitlines"] = likeText(function{text["splitlines"].takes, lines(true)}, nil)
	all["capitalize"] = inASCII(chars.CapitalizeASCII)
	all["title"] = inASCII(chars.TitleASCII)
	all["swapcase"] = inASCII(chars.SwapASCII)
	all["translate"] = function{"*", lacks("bytes.translate")}
	return all
}

package builtin

import (
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
)

// texts fails if arguments of encode or decode are no texts.
func (c *call) texts(at int) error {
	for i, name := range []string{"encoding", "errors"} {
		if at+i >= len(c.a) || c.a[at+i] == nil {
			continue
		}
		s, ok := c.a[at+i].(starlark.String)
		if strings.Contains(string(s), "\x00") {
			return object.Raise("ValueError", "embedded null character")
		}
		if !ok {
			return object.Raise("TypeError", "%s() argument '%s' must be str, not %s", c.name, name, strings.TrimSuffix(object.TypeName(c.a[at+i]), "Type"))
		}
	}
	return nil
}

// coding returns the arguments of encode and decode.
func (c *call) coding(at int) (codec, errors string, err error) {
	if err := c.texts(at); err != nil {
		return "", "", err
	}
	names := []string{"utf-8", "strict"}
	for i := range names {
		if at+i < len(c.a) && c.a[at+i] != nil {
			names[i] = string(c.a[at+i].(starlark.String))
		}
	}
	codec, ok := chars.Encoding(names[0])
	if !ok {
		return "", "", object.NotSupported("the encoding " + names[0])
	}
	switch names[1] {
	case "strict", "ignore", "replace":
		return codec, names[1], nil
	}
	return "", "", object.NotSupported("the error handler " + names[1])
}

func encode(c *call) (starlark.Value, error) {
	codec, errors, err := c.coding(0)
	if err != nil {
		return nil, err
	}
	b, err := chars.Encode(c.Guard, str(c), codec, errors)
	return starlark.Bytes(b), err
}

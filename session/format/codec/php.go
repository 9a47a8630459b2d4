package codec

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/igbinary"
	"sessh/session/format/msgpack"
	"sessh/session/format/phpserialize"
	"sessh/session/format/serial"
	"sessh/session/tree"
)

// PHP are the values of PHP's setting session.serialize_handler. A session without
// variables has no bytes in php and php_binary, and is written as a new one is.
func PHP() *Set {
	return phpSet("it is written by none of PHP's serializers that are known, or cut off",
		phpOwnPHP(), phpOwnBinary(), phpOwnSerialize(), phpIgbinary(), phpMessagePack(), phpJSON()).orEmpty()
}

// PHPProven are those whose bytes prove that PHP has written a session, or an array at
// least.
func PHPProven() *Set {
	return phpSet(PHP().Neither, phpOwnPHP(), phpOwnBinary(), phpOwnSerialize(), phpIgbinary(), phpMessagePackSession()).orEmpty()
}

// Laravel are what Laravel serializes the attributes of a session to. It may encrypt them.
func Laravel() *Set {
	return &Set{
		Codecs:   []*Codec{phpArray(), inJSON("JSON", `{"`), laravelEncrypted()},
		Neither:  "it is neither serialized by PHP nor in JSON, nor encrypted by Laravel",
		ArrayKey: phpArrayKey, Alike: phpAlike, Parted: phpParted,
	}
}

// PHPArrays are what PHP's extension memcached serializes an array to.
func PHPArrays() *Set {
	return phpSet("it is by none of the serializers of PHP's extension memcached",
		phpOwnSerialize(), phpIgbinary(), phpMessagePack(), phpJSON())
}

// phpSet is a set of PHP's serializers.
func phpSet(neither string, codecs ...*Codec) *Set {
	return &Set{
		Codecs: codecs, Neither: neither,
		By: "by PHP's serializer ", ArrayKey: phpArrayKey, Alike: phpAlike, Parted: phpParted,
	}
}

// orEmpty is the set where no bytes are a session, too.
func (s *Set) orEmpty() *Set {
	s.Empty = true
	return s
}

// phpProving is a codec whose sessions are hardly anything else: each has a name, as
// variables have them, and a value after it.
func phpProving(c *Codec) *Codec {
	c.Own = func(data serial.Names) bool {
		some := false
		for name, isText := range data.All() {
			if !isText || name == "" || name[0] != '_' && (name[0]|0x20 < 'a' || name[0]|0x20 > 'z') {
				return false
			}
			some = true
		}
		return some
	}
	return c
}

func phpOwnPHP() *Codec { return phpProving(phpOwn(phpserialize.PHP)) }

func phpOwnBinary() *Codec { return phpProving(phpOwn(phpserialize.PHPBinary)) }

func phpOwnSerialize() *Codec { return first("aN", phpOwn(phpserialize.PHPSerialize)) }

func phpArray() *Codec { return phpHeaded(phpOwn(phpserialize.PHPSerialize), "a:") }

// phpHeaded is a codec whose values begin with a text.
func phpHeaded(c *Codec, head string) *Codec {
	c.Begins = func(value []byte) bool { return bytes.HasPrefix(value, []byte(head)) }
	c.First = head[:1]
	return marked(c)
}

// phpCodec returns one of PHP's serializers.
func phpCodec(name string, begins func([]byte) bool, decode func([]byte) (*graph.Node, any, error), encode func(*graph.Node, any) ([]byte, error)) *Codec {
	return &Codec{
		Codec: &serial.Codec{Name: name, Dialect: phpDialect, Decode: decode, Encode: encode},
		ID:    name, What: "the value by PHP's serializer " + name, Label: name, Ways: []Way{{Name: name}}, Begins: begins,
	}
}

// phpOwn returns one of those that PHP has by itself.
func phpOwn(s phpserialize.Serializer) *Codec {
	c := phpCodec(string(s), s.Begins,
		func(value []byte) (*graph.Node, any, error) {
			n, err := phpserialize.DecodeSession(value, s, graph.Limits{})
			if err == nil && phpserialize.Unset(n) {
				err = errors.New("none of its variables has a value")
			}
			return n, nil, err
		},
		func(root *graph.Node, _ any) ([]byte, error) {
			if err := partsReferences(root); err != nil {
				return nil, err
			}
			return phpserialize.EncodeSession(root, s)
		})
	c.Sketch = func(of *serial.Sketch) (*graph.Node, error) { return phpserialize.SketchSession(of, s) }
	return c
}

func phpIgbinary() *Codec {
	return phpSketched(igbinary.Sketch, "", first("\x00", marked(phpCodec("igbinary", beginsIgbinary,
		func(value []byte) (*graph.Node, any, error) {
			n, o, err := igbinary.Decode(value, graph.Limits{})
			return phpMapping(n, ""), o, err
		},
		encodeIgbinary))))
}

func beginsIgbinary(value []byte) bool {
	return bytes.HasPrefix(value, []byte{0, 0, 0, 1}) || bytes.HasPrefix(value, []byte{0, 0, 0, 2})
}

func encodeIgbinary(root *graph.Node, how any) ([]byte, error) {
	if err := partsReferences(root); err != nil {
		return nil, err
	}
	o, ok := how.(igbinary.Options)
	if !ok {
		o.Version = 2
	}
	return igbinary.Encode(root, o)
}

// phpSketched is a codec with a sketch of its values, of which phpMapping makes the session.
func phpSketched(sketch func(*serial.Sketch) (*graph.Node, error), form string, c *Codec) *Codec {
	c.Sketch = func(s *serial.Sketch) (*graph.Node, error) {
		n, err := sketch(s)
		return phpMapping(n, form), err
	}
	return c
}

func phpMessagePack() *Codec {
	return phpSketched(msgpack.SketchPHP, msgpack.FormArray, named("php-msgpack", first(phpMessagePackFirst, marked(phpCodec("msgpack",
		func(value []byte) bool {
			return len(value) > 0 && (value[0]&0xf0 == 0x80 || value[0]&0xf0 == 0x90 || value[0] >= 0xdc && value[0] <= 0xdf)
		},
		func(value []byte) (*graph.Node, any, error) {
			n, err := msgpack.DecodePHP(value, graph.Limits{})
			return phpMapping(n, msgpack.FormArray), nil, err
		},
		func(root *graph.Node, _ any) ([]byte, error) { return msgpack.EncodePHP(root) })))))
}

const phpMessagePackFirst = "\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f" +
	"\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f\xdc\xdd\xde\xdf"

// phpMessagePackSession is the same for sessions, which PHP marks as references.
func phpMessagePackSession() *Codec {
	c := *phpMessagePack()
	phpProving(&c)
	c.ID = "php-msgpack-session"
	c.Begins = func(value []byte) bool {
		reference := []byte{0xc0, 1} // nil: 1
		if len(value) > 0 && value[0]&0xf0 == 0x80 {
			return bytes.HasPrefix(value[1:], reference)
		}
		return len(value) > 2 && value[0] == 0xde && bytes.HasPrefix(value[3:], reference)
	}
	return &c
}

func phpJSON() *Codec {
	c := named("php-json", inJSON("JSON", ""))
	c.What = "the value by PHP's serializer JSON"
	c.Begins = func(value []byte) bool { return bytes.HasPrefix(value, []byte("{")) }
	return c
}

func named(id string, c *Codec) *Codec {
	c.ID = id
	return c
}

// first is a codec whose values begin with one of some bytes.
func first(bytes string, c *Codec) *Codec {
	c.First = bytes
	return c
}

func marked(c *Codec) *Codec {
	c.Marked = true
	return c
}

// phpDialect turns PHP's values into those of a session, without a distinction
// between references and other values.
var phpDialect = &graph.Dialect{
	Repr:     phpserialize.Repr,
	Usual:    func(n *graph.Node) bool { return n.Kind == graph.List || n.Kind == graph.Map },
	Distinct: func(n *graph.Node) bool { return strings.HasSuffix(n.Form, "&") },
	Bare: func(form string) string {
		form, _, _ = strings.Cut(form, "=") // igbinary's copies
		return strings.TrimSuffix(form, "&")
	},
}

// phpMapping returns a session as a mapping if it has no names or the names 0, 1,
// 2, …: PHP has only one kind of array.
func phpMapping(n *graph.Node, form string) *graph.Node {
	if n == nil || n.Kind != graph.List {
		return n
	}
	for i, v := range n.Items {
		n.Pairs = append(n.Pairs, graph.Pair{Key: graph.NewInt(int64(i)), Value: v})
	}
	n.Kind, n.Items = graph.Map, nil
	if n.Form == "" {
		n.Form = form
	}
	return n
}

// phpArrayKey returns the key that PHP makes of a key: an integer of text that looks like
// one, and text of bytes that are text.
func phpArrayKey(key any) any {
	if b, ok := key.(tree.Bytes); ok && utf8.ValidString(string(b)) {
		key = string(b)
	}
	if s, ok := key.(string); ok {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil && strconv.FormatInt(n, 10) == s {
			return n
		}
	}
	return key
}

// phpAlike reports whether bytes and text are the same string to PHP.
func phpAlike(shown, read any) bool {
	b, ok := shown.(tree.Bytes)
	return ok && read == any(string(b))
}

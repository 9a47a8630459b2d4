package codec

import (
	"bytes"
	"encoding/base64"
	"errors"
	"unicode"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/serial"
)

// Some sessions are only for the application: they are encrypted, or serialized by what
// the application's own classes are needed for. They are shown as far as that can be done,
// and not written.

// sealed returns the codec of such sessions. is reports whether a value is one, show
// returns what is shown of it, and why says why it is not written. first is [Codec.First].
func sealed(name, label, why, first string, is func([]byte) bool, show func([]byte) *graph.Node) *Codec {
	return &Codec{
		Codec: &serial.Codec{
			Name:    name,
			Dialect: &graph.Dialect{Repr: func(n *graph.Node) string { return n.Text }},
			Decode: func(value []byte) (*graph.Node, any, error) {
				if !is(value) {
					return nil, nil, errors.New("it does not begin as such a value does")
				}
				return show(value), nil, nil
			},
			Encode: func(*graph.Node, any) ([]byte, error) { return nil, errors.New(why) },
		},
		ID: name, What: "the value " + label, Label: label, Ways: []Way{{Name: name}},
		Begins: is, First: first, Marked: true, Heads: is, Sealed: why,
	}
}

// showText shows a value as a text under the name.
func showText(name string) func([]byte) *graph.Node {
	return func(value []byte) *graph.Node {
		return &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{Key: graph.NewText(name), Value: graph.NewText(string(value))}}}
	}
}

// showStrings shows the texts in a value that people can read.
func showStrings(value []byte) *graph.Node {
	list := &graph.Node{Kind: graph.List}
	for _, text := range readable(value) {
		list.Items = append(list.Items, graph.NewText(text))
	}
	return &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{Key: graph.NewText("strings"), Value: list}}}
}

// readable returns the texts of 4 characters and more in bytes, at most 1000 of them.
func readable(value []byte) []string {
	const shortest, most = 4, 1000
	var all []string
	start, runes := 0, 0
	end := func(at int) {
		if runes >= shortest && len(all) < most {
			all = append(all, string(value[start:at]))
		}
		runes = 0
	}
	for i := 0; i < len(value); {
		r, size := utf8.DecodeRune(value[i:])
		switch {
		case r == utf8.RuneError && size < 2 || !unicode.IsPrint(r):
			end(i)
		case runes == 0:
			start, runes = i, 1
		default:
			runes++
		}
		i += size
	}
	end(len(value))
	return all
}

// laravelEncrypted are sessions that Laravel has encrypted: a JSON object in base64.
func laravelEncrypted() *Codec {
	return sealed("laravel-encrypted", "encrypted by Laravel", "it is encrypted, and Laravel alone has the key", "e",
		func(value []byte) bool {
			head := make([]byte, 12)
			_, err := base64.StdEncoding.Decode(head, value[:min(len(value), 16)])
			return err == nil && len(value) > 16 && bytes.HasPrefix(head, []byte(`{"iv":"`))
		}, showText("encrypted"))
}

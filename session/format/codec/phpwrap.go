package codec

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"sessh/session/format/graph"
	"sessh/session/format/wrap"
)

// MediaWiki are what it keeps a session in: an array that has its metadata, too.
func MediaWiki() *Set {
	return phpSet(PHPArrays().Neither, phpOwnSerialize(), phpIgbinary()).In(mediaWiki())
}

func mediaWiki() *Envelope {
	return &Envelope{
		Name: "mediawiki", About: "in an array of MediaWiki's",
		Around: part(wrap.Place{
			Find: func(root *graph.Node) *graph.Node {
				if root.Entry("metadata") == nil {
					return nil
				}
				return asArray(root.Entry("data"))
			},
			Wrap: func(n *graph.Node) *graph.Node {
				return mapOf(entry("data", n), entry("metadata", &graph.Node{Kind: graph.Map}))
			},
			Deadline: renewal,
		}),
	}
}

// renewal is the time until which MediaWiki leaves the lifetime of a session alone: when half of its
// own lifetime or less is left until then, it writes the session with the whole.
var renewal = &wrap.Deadline{
	Of: func(root *graph.Node) time.Time {
		return wrap.TimeOf(root.Entry("metadata").Entry("expires"), time.Second)
	},
	Set: func(root *graph.Node, end time.Time) {
		if end.IsZero() { // without one, it writes the session at once
			end = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
		}
		metadata := *root.Entry("metadata")
		metadata.Pairs = slices.Clone(metadata.Pairs)
		wrap.Replace(&metadata, "expires", wrap.Number(metadata.Entry("expires"), end, time.Second))
		wrap.Replace(root, "metadata", &metadata)
	},
	Renews: true,
}

// SimpleSAML are what SimpleSAMLphp keeps a session in: an array with the time, and an
// object, whose properties are shown.
func SimpleSAML() *Set { return phpSet("it is not serialized by PHP", phpArray()).In(simpleSAML()) }

func simpleSAML() *Envelope {
	return &Envelope{
		Name: "simplesamlphp", About: "in an object of SimpleSAMLphp's",
		Around: func(outer *Codec) []*Codec {
			const class = `SimpleSAML\Session`
			dialect := *outer.Dialect
			dialect.Inside = func(n *graph.Node) *[]graph.Pair {
				if n.Class != class {
					return nil
				}
				return &n.Pairs
			}
			all := part(wrap.Place{
				Find: func(root *graph.Node) *graph.Node {
					if root.Entry("timestamp") == nil {
						return nil
					}
					return root.Entry("data")
				},
				Wrap: func(n *graph.Node) *graph.Node {
					n.Kind, n.Form, n.Class = graph.Object, "O", class
					return mapOf(entry("timestamp", &graph.Node{Kind: graph.Float}), entry("data", n))
				},
			})(outer)
			all[0].Codec.Dialect = &dialect
			return all
		},
	}
}

// Yii are what Yii keeps a session in: an item of its cache, of the text that PHP has
// serialized the session to and what the item depends on.
func Yii() *Set {
	return phpSet("it is not an item of Yii's cache with a session", phpArray()).In(yii())
}

func yii() *Envelope {
	return &Envelope{
		Name: "yii", About: "in an item of Yii's cache",
		Around: text(wrap.Place{
			Find: func(root *graph.Node) *graph.Node {
				if len(root.Pairs) != 2 || root.Pairs[0].Key.Kind != graph.Int {
					return nil
				}
				return root.Pairs[0].Value
			},
			Wrap: func(n *graph.Node) *graph.Node {
				return mapOf(graph.Pair{Key: graph.NewInt(0), Value: n}, graph.Pair{Key: graph.NewInt(1), Value: &graph.Node{}})
			},
		}, phpOwnPHP(), phpArray()),
	}
}

// Roundcube are what Roundcube keeps a session in: an array with the text of its own
// variables, as PHP's serializer php writes them.
func Roundcube() *Set {
	return phpSet(PHPArrays().Neither, phpOwnSerialize(), phpIgbinary()).In(roundcube())
}

func roundcube() *Envelope {
	return &Envelope{
		Name: "roundcube", About: "in an array of Roundcube's", Names: []string{"changed", "vars"},
		Around: text(wrap.Place{
			Find: func(root *graph.Node) *graph.Node {
				if root.Entry("changed") == nil || root.Entry("ip") == nil {
					return nil
				}
				return root.Entry("vars")
			},
			Wrap: func(n *graph.Node) *graph.Node {
				return mapOf(entry("changed", graph.NewInt(0)), entry("ip", graph.NewText("")), entry("vars", n))
			},
		}, phpOwnPHP()),
	}
}

// Horde are what Horde keeps a session in: the text that PHP has serialized it to,
// serialized as a text.
func Horde() *Set {
	return phpSet("it is not a serialized text with a session", phpOwnPHP()).In(horde())
}

func horde() *Envelope {
	return &Envelope{
		Name: "horde", About: "in a serialized text",
		Around: func(outer *Codec) []*Codec {
			c := *outer
			c.Codec = wrap.In(outer.Codec, wrap.Frame{Open: openText, Close: closeText})
			c.Begins = func(value []byte) bool { return bytes.HasPrefix(value, []byte("s:")) }
			c.First = "s"
			return []*Codec{&c}
		},
	}
}

// openText and closeText are for a text that PHP has serialized: s:3:"abc";
func openText(value []byte) (inner []byte, frame any, err error) {
	size, rest, found := bytes.Cut(bytes.TrimPrefix(value, []byte("s:")), []byte(`:"`))
	n, err := strconv.Atoi(string(size))
	if !found || err != nil || n < 0 || len(rest) != n+2 || !bytes.HasSuffix(rest, []byte(`";`)) {
		return nil, nil, errors.New("it is not a serialized text")
	}
	return rest[:n], nil, nil
}

func closeText(inner []byte, _ any) ([]byte, error) {
	return fmt.Appendf(nil, `s:%d:"%s";`, len(inner), inner), nil
}

func entry(name string, n *graph.Node) graph.Pair {
	return graph.Pair{Key: graph.NewText(name), Value: n}
}

func mapOf(pairs ...graph.Pair) *graph.Node { return &graph.Node{Kind: graph.Map, Pairs: pairs} }

// asArray is an array as a mapping; nil for anything else.
func asArray(n *graph.Node) *graph.Node {
	if n = phpMapping(n, ""); n == nil || n.Kind != graph.Map {
		return nil
	}
	return n
}

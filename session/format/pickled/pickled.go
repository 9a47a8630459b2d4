// Package pickled reads and writes items in which Python's clients of memcached
// keep a dictionary: as a pickle, compressed or not, told by the item's flags.
package pickled

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"sessh/session"
	"sessh/session/format/graph"
	"sessh/session/format/packed"
	"sessh/session/format/pickle"
)

// The flags of pylibmc, python-memcached and pymemcache.
const (
	flagPickle     = 1 << 0
	flagCompressed = 1 << 3 // by zlib; a client may be told to use another module
)

// Dialect is how pickles become values. The classes named are the usual kind
// of dictionary, and shown without their names.
func Dialect(usual ...string) *graph.Dialect {
	return &graph.Dialect{
		Repr: pickle.Repr,
		Inside: func(n *graph.Node) *[]graph.Pair {
			p := pickle.DictItems(n)
			switch {
			case p != nil && !pickle.Known(n) && !slices.Contains(usual, n.Class):
				return nil
			case p != nil:
				return p
			}
			// A pickle does not tell of an empty one that it is a dictionary.
			if slices.Contains(usual, n.Class) && len(n.Items) == 0 {
				return &n.Pairs
			}
			return nil
		},
		Usual:  func(n *graph.Node) bool { return slices.Contains(usual, n.Class) },
		Forms:  []string{"tuple", "set", "frozenset"},
		Settle: pickle.Settle,
		Fixed: func(n *graph.Node) string {
			if pickle.DictItems(n) == nil || pickle.Known(n) {
				return ""
			}
			return "it can be read, replaced and removed as a whole: the pickle gives it items and a state, and what its class makes of both is not known"
		},
		New: func(v any, was *graph.Node) (*graph.Node, error) {
			if _, ok := v.(time.Time); ok {
				return nil, errors.New("a time cannot be written in a pickle: Python has several kinds of it")
			}
			return graph.Plain(v, was)
		},
	}
}

var codec = &graph.Codec{
	Name: "pickle", Dialect: Dialect(),
	Decode: func(value []byte) (*graph.Node, any, error) {
		n, info, err := pickle.Decode(value, graph.Limits{})
		return n, info, err
	},
	Encode: func(root *graph.Node, how any) ([]byte, error) {
		info, ok := how.(pickle.Info)
		if !ok {
			info = infoOf("")
		}
		return pickle.Encode(root, info)
	},
}

func open(value []byte, flags uint32) (*packed.Value, error) {
	if flags&^(flagPickle|flagCompressed) != 0 {
		return nil, fmt.Errorf("the item's flags are %d: they are of no client that is known", flags)
	}
	return packed.Open(value, flags&flagCompressed != 0)
}

// Decode reads the dictionary of an item.
func Decode(value []byte, flags uint32) (*session.Record, error) {
	v, err := open(value, flags)
	if err != nil {
		return nil, err
	}
	m, how, err := codec.Read(v.Bytes)
	if err != nil {
		if v.Packing == packed.None {
			err = packed.Explain(err, value)
		}
		return nil, fmt.Errorf("the pickle cannot be read: %w", err)
	}
	return &session.Record{Data: m, Timeout: session.TTLUnknown, Way: wayOf(how)}, nil
}

// Encode writes a session over the item that it was read from. A new one is written
// in the way of the record, and has the flags newFlags.
func Encode(r *session.Record, was *session.Item, newFlags uint32) ([]byte, uint32, error) {
	if was == nil {
		value, err := codec.Write(r.Data, infoOf(r.Way))
		return value, newFlags, err
	}
	old, err := open(was.Value, was.Flags)
	if err != nil {
		return nil, 0, err
	}
	value, err := codec.Rewrite(r.Data, old.Bytes)
	if err == nil {
		value, err = old.Pack(value)
	}
	return value, was.Flags, err
}

// FlagPickle is the flag that a client gives to what it has pickled.
const FlagPickle = flagPickle

// Written tells how an item is written: "a pickle of protocol 2, of Python 2"; ""
// where it cannot be read.
func Written(_ string, value []byte, flags uint32) string {
	v, err := open(value, flags)
	if err != nil {
		return ""
	}
	_, info, err := pickle.Decode(v.Bytes, graph.Limits{})
	if err != nil {
		return ""
	}
	text := fmt.Sprintf("a pickle of protocol %d", info.Protocol)
	if info.Python2 {
		text += ", of Python 2"
	}
	return text + v.Note()
}

// Package flask is the format of Flask-Session's sessions in memcached: a
// dictionary under "session:" and the session id, as a pickle (older releases)
// or in MessagePack (newer ones).
package flask

import (
	"fmt"
	"strings"

	"sessh/session"
	"sessh/session/format/graph"
	"sessh/session/format/itemkey"
	"sessh/session/format/msgpack"
	"sessh/session/format/pickled"
)

// Container is the name of the container of all sessions.
const Container = "flask"

const (
	prefix = "session:"
)

// Format is the format. Its zero value is ready, and it is safe for
// concurrent use.
type Format struct{}

var _ session.Format = Format{}

// Name is "flask".
func (Format) Name() string { return "flask" }

// Traits are what is particular about the format.
func (Format) Traits() *session.Traits { return &traits }

var traits = session.Traits{
	About:      "Flask-Session's sessions, in MessagePack or as pickles; read and written",
	Containers: []string{Container},
	Flat:       true,
	Claims:     claims,
	Ways:       append([]string{messagePack.Name}, pickled.Ways()...),
	Written:    written,
}

// Key is the key of a session's item.
func (Format) Key(container, id string) (string, error) {
	if container != Container {
		return "", fmt.Errorf("the sessions of Flask are in the container %s, not in %s", Container, container)
	}
	return itemkey.Of(prefix, id)
}

// Parse tells the id of a key.
func (Format) Parse(key string) (container, id string, exact, ok bool) {
	id, ok = strings.CutPrefix(key, prefix)
	return Container, id, true, ok && id != ""
}

var messagePack = &graph.Codec{
	Name: "msgpack",
	Dialect: &graph.Dialect{
		Repr:  msgpack.Repr,
		Usual: func(n *graph.Node) bool { return n.Kind == graph.List || n.Kind == graph.Map },
	},
	Decode: func(value []byte) (*graph.Node, any, error) {
		n, err := msgpack.Decode(value, graph.Limits{})
		return n, nil, err
	},
	Encode: func(root *graph.Node, _ any) ([]byte, error) { return msgpack.Encode(root) },
}

// isPickle tells a pickle from MessagePack: a mapping in MessagePack that begins
// like a pickle has no entries, and nothing after it.
func isPickle(value []byte) bool {
	return len(value) > 1 && (value[0] == 0x80 && value[1] <= 5 || value[0] == '(' || value[0] == '}')
}

// claims reports whether an item is a session, or the damaged one of a client that
// begins like one: with a dictionary, in MessagePack with a text as its first key.
func claims(value []byte, flags uint32) bool {
	if flags != 0 || isPickle(value) {
		return pickled.Claims(value, flags)
	}
	if len(value) > 1 && value[0]&0xf0 == 0x80 && (value[1]&0xe0 == 0xa0 || value[1] == 0xd9) {
		return true
	}
	_, err := (Format{}).Decode(value, flags)
	return err == nil
}

// Decode reads a session.
func (Format) Decode(value []byte, flags uint32) (*session.Record, error) {
	if flags != 0 || isPickle(value) {
		return pickled.Decode(value, flags)
	}
	m, err := messagePack.Map(value)
	if err != nil {
		return nil, fmt.Errorf("it is neither a pickle nor MessagePack: %w", err)
	}
	return &session.Record{Data: m, Timeout: session.TTLUnknown, Way: messagePack.Name}, nil
}

// Encode writes a session in the way in which it was read; a new one in that of the
// record, which is MessagePack unless it tells.
func (Format) Encode(r *session.Record, was *session.Item) ([]byte, uint32, error) {
	switch {
	case was == nil && r.Way != "" && r.Way != messagePack.Name, was != nil && (was.Flags != 0 || isPickle(was.Value)):
		return pickled.Encode(r, was, 0)
	case was == nil:
		value, err := messagePack.Rewrite(r.Data, nil)
		return value, 0, err
	}
	value, err := messagePack.Rewrite(r.Data, was.Value)
	return value, 0, err
}

// written tells how a value is written: for people, "" where it cannot be told.
func written(_ string, value []byte, flags uint32) string {
	if flags != 0 || isPickle(value) {
		return pickled.Written("", value, flags)
	}
	return "MessagePack"
}

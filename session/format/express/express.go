// Package express is the format of express-session's stores for memcached
// (connect-memcached, connect-memjs): JSON under the session id, with the
// prefix "sess:" or without one.
package express

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"sessh/session"
	"sessh/session/format/itemkey"
	"sessh/session/format/plain"
)

// Container is the name of the container of the sessions without a prefix;
// those with one are in [Prefixed].
const (
	Container = "express"
	Prefixed  = "express:sess"
)

const (
	prefix = "sess:"
	idLen  = 32 // of 24 random bytes in base64
)

// Format is the format. Its zero value is ready, and it is safe for
// concurrent use.
type Format struct{}

var _ session.Format = Format{}

// Name is "express".
func (Format) Name() string { return "express" }

// Traits are what is particular about the format.
func (Format) Traits() *session.Traits { return &traits }

var traits = session.Traits{
	About:      "sessions of express-session, as JSON; read and written",
	Containers: []string{Container, Prefixed},
	Flat:       true,
	Claims:     claims,
	Written:    written,
}

// claims reports whether a value is a session, or the damaged one that begins with
// the cookie, as express-session writes it.
func claims(value []byte, flags uint32) bool {
	if bytes.HasPrefix(value, []byte(`{"cookie":{"`)) {
		return true
	}
	_, err := (Format{}).Decode(value, flags)
	return err == nil
}

// Key is the key of a session's item.
func (Format) Key(container, id string) (string, error) {
	switch {
	case container == Prefixed:
		return itemkey.Of(prefix, id)
	case container != Container:
		return "", fmt.Errorf("the sessions of express are in the containers %s and %s, not in %s", Container, Prefixed, container)
	case !isID(id):
		return "", fmt.Errorf("an id of express-session's has %d letters, digits, - and _", idLen)
	}
	return itemkey.Of("", id)
}

// Parse tells the id of a key. One without a prefix is known by its length and
// letters.
func (Format) Parse(key string) (container, id string, exact, ok bool) {
	if id, ok := strings.CutPrefix(key, prefix); ok {
		return Prefixed, id, true, id != ""
	}
	return Container, key, true, isID(key)
}

// isID reports whether express-session makes such ids.
func isID(id string) bool {
	return len(id) == idLen && !strings.ContainsFunc(id, func(c rune) bool {
		return !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_')
	})
}

// Decode reads a session.
func (Format) Decode(value []byte, _ uint32) (*session.Record, error) {
	m, err := plain.JSON.Map(value)
	if err != nil {
		return nil, err
	}
	if cookie, _ := m.Get("cookie"); session.TypeName(cookie) != "mapping" {
		return nil, errors.New("there is no cookie in it, as in every session of express-session")
	}
	return &session.Record{Data: m, Timeout: session.TTLUnknown}, nil
}

// Encode writes a session.
func (Format) Encode(r *session.Record, was *session.Item) ([]byte, uint32, error) {
	if !r.Data.Has("cookie") {
		return nil, 0, errors.New("there is no cookie in it, without which express-session cannot read it")
	}
	var old []byte
	var flags uint32
	if was != nil {
		old, flags = was.Value, was.Flags
	}
	value, err := plain.JSON.Rewrite(r.Data, old)
	return value, flags, err
}

// written tells how a value is written: for people, "" where it cannot be told.
func written(string, []byte, uint32) string { return "JSON with a cookie in it" }

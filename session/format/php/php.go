// Package php is the format of PHP's sessions as the extension memcached keeps
// them (session.save_handler = memcached).
//
// A session is stored under the prefix memc.sess.key. and its id, in one of
// PHP's serializers: php, php_binary, php_serialize, igbinary, msgpack or JSON.
// Nothing but its bytes tells which. It is one that can read the whole value; where
// several can, that is a [session.Doubt], for the other sessions to decide. A
// session without variables has no bytes in php and php_binary, and is written as a
// new one is. While a request uses a session the extension keeps a lock beside it:
// such a session is not written.
package php

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"sessh/session"
	"sessh/session/format/itemkey"
	"sessh/session/format/packed"
)

// Container is the name of the container of all sessions.
const Container = "php"

const (
	prefix     = "memc.sess.key."
	lockPrefix = prefix + "lock."
)

// Format is the format. Its zero value is ready, and it is safe for
// concurrent use.
type Format struct{}

var _ session.Format = Format{}

// Name is "php".
func (Format) Name() string { return "php" }

// Traits are what is particular about the format.
func (Format) Traits() *session.Traits { return &traits }

var traits = session.Traits{
	About:      "PHP's sessions of the extension memcached: php, php_binary, php_serialize, igbinary, msgpack, JSON; read and written",
	Containers: []string{Container},
	Flat:       true,
	LockKey:    func(_, id string) string { return lockPrefix + id },
	Ways:       ways(),
	DecodeAs:   decodeAs,
	Written:    written,
	Parted:     parted,
	ArrayKey:   arrayKey,
	Alike:      alike,
}

// Key is the key of the item of a session.
func (Format) Key(container, id string) (string, error) {
	if container != Container {
		return "", fmt.Errorf("the sessions of PHP are in the container %s, not in %s", Container, container)
	}
	return itemkey.Of(prefix, id)
}

// Parse tells the id of a key.
func (Format) Parse(key string) (container, id string, exact, ok bool) {
	id, ok = strings.CutPrefix(key, prefix)
	if !ok || id == "" || strings.HasPrefix(key, lockPrefix) {
		return "", "", false, false
	}
	return Container, id, true, true
}

// Decode reads a session.
func (Format) Decode(value []byte, flags uint32) (*session.Record, error) {
	if err := checkFlags(flags); err != nil {
		return nil, err
	}
	if len(value) == 0 {
		return record("", session.NewMap()), nil
	}
	readings := readingsOf(value)
	switch len(readings) {
	case 0:
		return nil, unreadable(value)
	case 1:
		return record(readings[0].by.name, readings[0].data), nil
	}
	d := &session.Doubt{}
	for _, r := range readings {
		d.Ways = append(d.Ways, r.by.name)
	}
	return nil, d
}

// decodeAs reads a session that is written by the serializer of that name.
func decodeAs(way string, value []byte, flags uint32) (*session.Record, error) {
	if err := checkFlags(flags); err != nil {
		return nil, err
	}
	s, err := serializerNamed(way)
	if err != nil {
		return nil, err
	}
	m, err := s.codec.Map(value)
	if err != nil {
		return nil, s.failed(err)
	}
	return record(way, m), nil
}

func record(way string, data *session.Map) *session.Record {
	return &session.Record{Data: data, Timeout: session.TTLUnknown, Way: way}
}

func checkFlags(flags uint32) error {
	if flags != 0 {
		return fmt.Errorf("the item's flags are %d: it is no session of PHP's handler, which uses none", flags)
	}
	return nil
}

// unreadable says why no serializer can read a value.
func unreadable(value []byte) error {
	for _, s := range serializers {
		if s.marked && s.begins(value) {
			_, err := s.codec.Map(value)
			return s.failed(err)
		}
	}
	err := errors.New("it is written by none of PHP's serializers that are known, or cut off")
	if s, why := furthest(value); s != nil {
		err = fmt.Errorf("%w; as one of %s, %w", err, s.name, why)
	}
	return packed.Explain(err, value)
}

// Encode writes a session in the serializer that it was read in, a new one in that
// of the record.
func (Format) Encode(r *session.Record, was *session.Item) ([]byte, uint32, error) {
	way, old := r.Way, []byte(nil)
	if was != nil && len(was.Value) > 0 {
		old = was.Value
		if way == "" { // whoever has not decoded it
			readings := readingsOf(old)
			if len(readings) == 0 {
				return nil, 0, unreadable(old)
			}
			way = readings[0].by.name
		}
	}
	s, err := serializerNamed(way)
	if err != nil {
		return nil, 0, err
	}
	value, err := s.codec.Rewrite(r.Data, old)
	return value, 0, err
}

// arrayKey is the key that PHP makes of one: an integer of a text that is written like
// one, and a text of bytes that are one.
func arrayKey(key any) any {
	if b, ok := key.(session.Bytes); ok && utf8.ValidString(string(b)) {
		key = string(b)
	}
	if s, ok := key.(string); ok {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil && strconv.FormatInt(n, 10) == s {
			return n
		}
	}
	return key
}

// alike tells of bytes that are a text that PHP has strings only.
func alike(shown, read any) bool {
	b, ok := shown.(session.Bytes)
	return ok && read == any(string(b))
}

// written tells how a value is written: for people, "" where it cannot be told.
func written(way string, value []byte, flags uint32) string {
	if way != "" {
		return "by PHP's serializer " + way
	}
	readings := readingsOf(value)
	if flags != 0 || len(readings) == 0 {
		return ""
	}
	names := make([]string, len(readings))
	for i, r := range readings {
		names[i] = r.by.name
	}
	return "by PHP's serializer " + strings.Join(names, " or ")
}

// ways are the names of the serializers; the first is PHP's usual one.
func ways() []string {
	names := make([]string, len(serializers))
	for i, s := range serializers {
		names[i] = s.name
	}
	return names
}

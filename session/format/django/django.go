// Package django is the format of Django's sessions in a memcached cache: of
// the engines cache and cached_db.
//
// A key is made by Django's cache of its prefix, its version, the engine's own
// prefix, and the session key. The container's name tells all but the last:
// "django" where prefix and version are the usual ones, else for example
// "django:shop:2", and with "cached_db:" before these for that engine.
package django

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"sessh/session"
	"sessh/session/format/pickled"
)

const (
	container = "django"
	cacheMark = "django.contrib.sessions.cache"
	dbMark    = "django.contrib.sessions.cached_db"
	dbName    = "cached_db"
	maxKey    = 250
)

// Format is the format. Its zero value is ready, and it is safe for
// concurrent use.
type Format struct{}

var _ session.Format = Format{}

// Name is "django".
func (Format) Name() string { return "django" }

// Traits are what is particular about the format.
func (Format) Traits() *session.Traits { return &traits }

var traits = session.Traits{
	About:      "Django's sessions in a cache, as pickles; read and written",
	Containers: []string{container},
	Flat:       true,
	Ways:       pickled.Ways(),
	Written:    pickled.Written,
}

// Key is the key of a session's item.
func (Format) Key(name, id string) (string, error) {
	prefix, version, mark, ok := parts(name)
	switch {
	case !ok:
		return "", fmt.Errorf("%q is no container of Django's: these are %s, or %s:PREFIX:VERSION", name, container, container)
	case id == "":
		return "", errors.New("the session key is empty")
	case strings.ContainsFunc(id, func(c rune) bool { return c <= ' ' || c == 0x7f }):
		return "", fmt.Errorf("%q is no session key: it has blanks or control characters", id)
	}
	key := prefix + ":" + version + ":" + mark + id
	if len(key) > maxKey {
		return "", fmt.Errorf("the session key is too long: %d bytes", len(id))
	}
	return key, nil
}

// parts takes a container's name apart.
func parts(name string) (prefix, version, mark string, ok bool) {
	rest, ok := strings.CutPrefix(name, container)
	if !ok {
		return "", "", "", false
	}
	mark = cacheMark
	if r, db := strings.CutPrefix(rest, ":"+dbName); db && (r == "" || r[0] == ':') {
		rest, mark = r, dbMark
	}
	if rest == "" {
		return "", "1", mark, true
	}
	rest, ok = strings.CutPrefix(rest, ":")
	i := strings.LastIndexByte(rest, ':')
	if !ok || i < 0 {
		return "", "", "", false
	}
	_, err := strconv.Atoi(rest[i+1:])
	return rest[:i], rest[i+1:], mark, err == nil
}

// Parse tells the names of a key.
func (Format) Parse(key string) (name, id string, exact, ok bool) {
	head, id, found := strings.Cut(key, cacheMark)
	name = container
	if i := strings.Index(key, dbMark); i >= 0 {
		head, id, name, found = key[:i], key[i+len(dbMark):], container+":"+dbName, true
	}
	head, colon := strings.CutSuffix(head, ":")
	i := strings.LastIndexByte(head, ':')
	if !found || id == "" || !colon || i < 0 {
		return "", "", false, false
	}
	prefix, version := head[:i], head[i+1:]
	if n, err := strconv.Atoi(version); err != nil || strconv.Itoa(n) != version {
		return "", "", false, false
	}
	if prefix != "" || version != "1" {
		name += ":" + prefix + ":" + version
	}
	return name, id, true, true
}

// Decode reads a session.
func (Format) Decode(value []byte, flags uint32) (*session.Record, error) {
	return pickled.Decode(value, flags)
}

// Encode writes a session.
func (Format) Encode(r *session.Record, was *session.Item) ([]byte, uint32, error) {
	return pickled.Encode(r, was, pickled.FlagPickle)
}

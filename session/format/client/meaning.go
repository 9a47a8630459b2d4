package client

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"sessh/session/format/lazyregexp"
)

// Most clients mark in an item's flags what its bytes are, each in its own way. The
// client of a raw item is not known, so its flags can mean several things; the
// bytes leave few of them.

// A reading is a possible meaning of flags: the type that the value has to a
// client.
type reading struct {
	client string
	flags  uint32
	what   string
	fits   func(value []byte) bool
}

var (
	digits  = lazyregexp.New(`^-?[0-9]+$`)
	decimal = lazyregexp.New(`^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
)

func isZlib(b []byte) bool { return PackingOf(b) == Zlib }

func isPacked(b []byte) bool { return PackingOf(b) != None }

func isPickle(b []byte) bool {
	return bytes.HasSuffix(b, []byte(".")) && (b[0] == 0x80 || bytes.IndexByte([]byte("()]}cSVIFNKUX"), b[0]) >= 0)
}

func isSerialized(b []byte) bool {
	return len(b) > 1 && bytes.IndexByte([]byte("aOCsidbNEr"), b[0]) >= 0 && (b[1] == ':' || b[1] == ';')
}

func isMarshal(b []byte) bool  { return bytes.HasPrefix(b, []byte("\x04\x08")) }
func isIgbinary(b []byte) bool { return bytes.HasPrefix(b, []byte("\x00\x00\x00\x02")) }
func anything([]byte) bool     { return true }
func notText(b []byte) bool    { return !IsText(b) }

// IsText reports whether a value is a text that a person can read.
func IsText(b []byte) bool {
	return utf8.Valid(b) && !bytes.ContainsFunc(b, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' && r != '\r' })
}

const (
	python = "python-memcached, pylibmc, pymemcache"
	dalli  = "Dalli"
	php    = "php-memcached"
	pecl   = "PHP's memcache"
	node   = "node-memcached"
)

// readings are the flags of the clients that are known. They are made when they are first asked for:
// most runs of the program do without.
var readings = sync.OnceValue(func() []reading {
	all := []reading{
		{python, 1, "a pickle", isPickle},
		{python, 2, "an integer", digits.Get().Match},
		{python, 4, "a long integer", digits.Get().Match},
		{python, 16, "a text", IsText},
		{python, 8, "bytes, compressed", isZlib},
		{python, 9, "a pickle, compressed", isZlib},
		{python, 24, "a text, compressed", isZlib},
		{dalli, 1, "serialized, in Marshal", isMarshal},
		{dalli, 1, "serialized, in JSON", json.Valid},
		{dalli, 2, "a text, compressed", isPacked},
		{dalli, 3, "serialized, and compressed", isPacked},
		{pecl, 1, "serialized", isSerialized},
		{pecl, 2, "a text, compressed", isZlib},
		{pecl, 3, "serialized, and compressed", isZlib},
		{pecl, 0x100, "a bool", digits.Get().Match},
		{pecl, 0x300, "an integer", digits.Get().Match},
		{pecl, 0x700, "a float", decimal.Get().Match},
		{node, 2, "JSON", json.Valid},
		{node, 4, "bytes", anything},
		{node, 8, "a number", decimal.Get().Match},
	}
	for i, t := range []struct {
		what string
		fits func([]byte) bool
	}{
		{"a text", anything}, {"an integer", digits.Get().Match}, {"a float", decimal.Get().Match}, {"a bool", digits.Get().Match},
		{"serialized", isSerialized}, {"serialized by igbinary", isIgbinary}, {"JSON", json.Valid}, {"serialized by msgpack", notText},
	} {
		if i > 0 {
			all = append(all, reading{php, uint32(i), t.what, t.fits})
		}
		for bit, by := range map[uint32]string{0x20: "zlib", 0x40: "fastlz", 0x80: "zstd"} {
			all = append(all, reading{php, uint32(i) | 0x10 | bit, t.what + ", compressed by " + by, notText})
		}
	}
	return all
})

// Meaning describes what flags can mean, such as "Dalli: serialized, in Marshal"; ""
// if there are none, or no known client uses them.
func Meaning(flags uint32, value []byte) string {
	var all []string
	for _, r := range readings() {
		if flags == r.flags && len(value) > 0 && r.fits(value) {
			all = append(all, fmt.Sprintf("%s: %s", r.client, r.what))
		}
	}
	return strings.Join(all, "; ")
}

// KindOf returns what a value's bytes are to all clients that see more in them than
// bytes; "" if there is no such thing.
func KindOf(value []byte) string {
	switch {
	case digits.Get().Match(value):
		return "an integer"
	case decimal.Get().Match(value):
		return "a number"
	case !json.Valid(value):
		return ""
	}
	switch bytes.TrimLeft(value, " \t\r\n")[0] {
	case '{':
		return "a JSON mapping"
	case '[':
		return "a JSON list"
	case '"':
		return "a JSON text"
	}
	return ""
}

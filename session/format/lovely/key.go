package lovely

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"

	"sessh/session/format"
	"sessh/session/format/client"
	"sessh/session/format/pickle/escape"
	"sessh/session/tree"
)

// Unnamed is the container of listed sessions whose names are not known. Their ids
// are their keys.
const Unnamed = "lovely"

// Format is the format. The zero value is for sessions without a namespace.
type Format struct {
	Namespace string // the default one of the application's client
}

var _ format.Format = Format{}

// first is [format.Traits.First].
func first(flags uint32) (first [256]bool) {
	for b := range first {
		first[b] = flags == 0
	}
	return first
}

// claims reports whether a value is the pickle of a session, or begins with the
// name of its class, and is damaged.
func claims(_ string, item *client.Stored) bool {
	const class = "MemCacheSessionData"
	switch i := bytes.Index(item.Value, []byte(class)); {
	case item.Flags != 0 || i < 0:
		return false
	case i < 128:
		return true
	}
	_, err := (Format{}).Decode(item.Value, item.Flags)
	return err == nil
}

// Key returns the key of the item of a session: a digest.
func (f Format) Key(container, id string) (string, error) {
	switch {
	case container == "":
		return "", errors.New("the container's name is empty")
	case id == "":
		return "", errors.New("the session id is empty")
	case container == Unnamed && isDigest(id):
		return id, nil
	}
	var ns any
	if f.Namespace != "" {
		ns = f.Namespace
	}
	return CacheKey(ns, module+":"+container+"/"+digest(id))
}

// Parse takes any digest for the key of a session in [Unnamed]. Those in a namespace
// are found only by their names.
func (f Format) Parse(key string) (container, id string, exact, ok bool) {
	return Unnamed, key, false, f.Namespace == "" && isDigest(key)
}

// CacheKey returns the key under which lovely.memcached keeps what an application
// calls key, in a namespace or, where that is nil, in none.
func CacheKey(namespace, key any) (string, error) {
	text, ok := key.(string)
	if namespace == nil && ok {
		memo := "p1\n"
		if len(text) < 2 { // Python numbers no string as short as this
			memo = ""
		}
		return digest("S" + escape.Quote(text) + "\n" + memo + "."), nil
	}
	v := key
	if namespace != nil {
		v = tree.NewListOf(tuple{}, namespace, key)
	}
	b, err := Dumps(v)
	if err != nil {
		return "", fmt.Errorf("a key is made of the pickle of its name: %w", err)
	}
	return digest(string(b)), nil
}

type tuple struct{}

func (tuple) String() string { return "tuple" }

func digest(s string) string {
	sum := md5.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

func isDigest(s string) bool {
	if len(s) != hex.EncodedLen(md5.Size) {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return true
}

package lovely

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"

	"sessh/session"
	"sessh/session/format/pickle"
)

// Unnamed is the container that sessions are listed in whose names are not
// known: their ids are their keys.
const Unnamed = "lovely"

// Format is the format. It is safe for concurrent use; use [New].
type Format struct {
	namespace string
	shared    *shared
}

// shared is what the formats of all namespaces have in common.
type shared struct {
	mu     sync.Mutex
	seen   map[string]names // by key
	others map[string]*Format
}

type names struct {
	container, id string
	format        *Format
}

var _ session.Contested = (*Format)(nil)

// New returns the format for sessions without a namespace.
func New() *Format {
	f := &Format{shared: &shared{seen: make(map[string]names)}}
	f.shared.others = map[string]*Format{"": f}
	return f
}

// In returns the format for the sessions of a client with a default namespace.
func (f *Format) In(namespace string) *Format {
	f.shared.mu.Lock()
	defer f.shared.mu.Unlock()
	o := f.shared.others[namespace]
	if o == nil {
		o = &Format{namespace: namespace, shared: f.shared}
		f.shared.others[namespace] = o
	}
	return o
}

// Containers is [Unnamed].
func (*Format) Containers() []string { return []string{Unnamed} }

// Contested is true for [Unnamed]: others have keys of 32 hexadecimal digits, too.
func (*Format) Contested(container string) bool { return container == Unnamed }

// Claims reports whether a value is the pickle of a session, or begins with the
// name of its class, and is damaged.
func (f *Format) Claims(value []byte, flags uint32) bool {
	const class = "MemCacheSessionData"
	switch i := bytes.Index(value, []byte(class)); {
	case flags != 0 || i < 0:
		return false
	case i < 128:
		return true
	}
	_, err := f.Decode(value, flags)
	return err == nil
}

// Key is the key of the item of a session: a digest.
func (f *Format) Key(container, id string) (string, error) {
	switch {
	case container == "":
		return "", errors.New("the container's name is empty")
	case id == "":
		return "", errors.New("the session id is empty")
	case container == Unnamed && isDigest(id):
		return id, nil
	}
	var ns any
	if f.namespace != "" {
		ns = f.namespace
	}
	key, err := CacheKey(ns, module+":"+container+"/"+digest(id))
	if err != nil {
		return "", err
	}
	f.shared.remember(key, names{container, id, f})
	return key, nil
}

// mostSeen bounds how many names are remembered.
const mostSeen = 100_000

func (s *shared) remember(key string, n names) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.seen) < mostSeen {
		s.seen[key] = n
	}
}

// Parse tells the names of a key: those that were asked for, or [Unnamed].
func (f *Format) Parse(key string) (container, id string, exact, ok bool) {
	if !isDigest(key) {
		return "", "", false, false
	}
	f.shared.mu.Lock()
	defer f.shared.mu.Unlock()
	if n, ok := f.shared.seen[key]; ok && n.format == f {
		return n.container, n.id, true, true
	}
	return Unnamed, key, false, f.namespace == ""
}

// CacheKey is the key under which lovely.memcached keeps what an application
// calls key, in a namespace or, where that is nil, in none.
func CacheKey(namespace, key any) (string, error) {
	text, ok := key.(string)
	if namespace == nil && ok {
		memo := "p1\n"
		if len(text) < 2 { // Python numbers no string as short as this
			memo = ""
		}
		return digest("S" + pickle.Quote(text) + "\n" + memo + "."), nil
	}
	v := key
	if namespace != nil {
		v = session.NewListOf(tuple{}, namespace, key)
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

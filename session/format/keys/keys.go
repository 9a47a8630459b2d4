package keys

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Longest is how many bytes a key of memcached can have.
const Longest = 250

// A Pattern is how the items of a container, or a family of them, are named.
type Pattern struct {
	Key       string // with the part id
	Container string // with the other parts of Key, if any

	// Hints are texts in small letters, of which a part beside the id must have one, in
	// whatever case, if there are any: without them such a key would fit too many items.
	Hints []string

	// Without are texts that no part beside the id may end with: keys that end so are those
	// of others.
	Without []string

	// Sure is set if an item so named is one of the format's if it begins as such a one
	// does, though other keys of the format say too little for that.
	Sure bool
}

// Keys are the patterns of a format. They are safe for concurrent use.
type Keys struct {
	of    string // the framework, in messages
	pairs []pair
}

type pair struct {
	key, container *template
	lock           *template // nil: there are no locks
	names          []string  // of the parts
	fixed          string    // the container's name, where it has no parts
	hints, without []string  // see [Pattern]
	sure           bool      // likewise
}

// New returns the keys of a framework, which is called so in messages.
func New(of string, patterns ...Pattern) (*Keys, error) {
	k := &Keys{of: of}
	for _, p := range patterns {
		known := []string{"id"}
		container, err := compile(p.Container, &known)
		if err == nil && container.id() != nil {
			err = errors.New("a container has no id")
		}
		if err != nil {
			return nil, fmt.Errorf("the pattern %s of a container: %w", p.Container, err)
		}
		count := len(known)
		key, err := compile(p.Key, &known)
		if err == nil && (key.id() == nil || len(known) != count) {
			err = errors.New("it has other parts than its container, and the id")
		}
		if err != nil {
			return nil, fmt.Errorf("the pattern %s of a key: %w", p.Key, err)
		}
		one := pair{key: key, container: container, names: known, hints: p.Hints, without: p.Without, sure: p.Sure}
		if count == 1 {
			one.fixed = container.usual()
		}
		k.pairs = append(k.pairs, one)
	}
	return k, nil
}

// Lock says by what pattern the items are named that are there while sessions are in
// use: they are no sessions.
func (k *Keys) Lock(pattern string) error {
	for i := range k.pairs {
		p := &k.pairs[i]
		known := slices.Clone(p.names)
		lock, err := compile(pattern, &known)
		if err == nil && (lock.id() == nil || len(known) != len(p.names)) {
			err = errors.New("it has other parts than the container, and the id")
		}
		if err != nil {
			return fmt.Errorf("the pattern %s of a lock: %w", pattern, err)
		}
		p.lock = lock
	}
	return nil
}

// LockKey is the key of the lock on a session; "" where the names have no key.
func (k *Keys) LockKey(container, id string) string {
	var found parts
	for _, p := range k.pairs {
		if p.container.match(container, &found) {
			found[idPart] = id
			key, _ := p.lock.format(&found)
			return key
		}
	}
	return ""
}

// Under returns the keys that begin with a prefix, of one container: neither has parts. lock
// is the pattern of locks without the prefix; "" if there are none.
func Under(of, prefix, container, lock string) (*Keys, error) {
	one := func(rest ...element) *template {
		all := append([]element{{text: prefix}}, rest...)
		return &template{text: prefix, choices: []choice{newChoice(all)}}
	}
	p := pair{key: one(element{kind: kindNamed("")}), fixed: container, names: []string{"id"}}
	p.key.text = prefix + "{id}"
	p.container = &template{text: container, choices: []choice{newChoice([]element{{text: container}})}}
	if lock != "" {
		known := slices.Clone(p.names)
		rest, err := elements(lock, &known)
		if err != nil || len(known) != 1 {
			return nil, fmt.Errorf("the pattern %s of a lock: %w", lock, errors.Join(err, errors.New("it has the id only")))
		}
		p.lock = one(rest...)
		p.lock.text = prefix + lock
	}
	return &Keys{of, []pair{p}}, nil
}

// Containers are the names of the containers whose parts are as usual.
func (k *Keys) Containers() []string {
	all := make([]string, len(k.pairs))
	for i, p := range k.pairs {
		all[i] = p.container.usual()
	}
	return all
}

// Key is the key of the session. It fails where [Keys.Parse] would not give the names
// back.
func (k *Keys) Key(container, id string) (string, error) {
	var found parts
	i := slices.IndexFunc(k.pairs, func(p pair) bool { return p.container.match(container, &found) })
	if i < 0 {
		return "", k.Takes(container)
	}
	if err := k.pairs[i].key.id().kind.check(k.of, id); err != nil {
		return "", err
	}
	found[idPart] = id
	key, _ := k.pairs[i].key.format(&found)
	if len(key) > Longest {
		return "", fmt.Errorf("the session id is too long: its key has %d bytes, and there is room for %d", len(key), Longest)
	}
	if c, same, ok := k.Parse(key); !ok || c != container || same != id {
		return "", fmt.Errorf("the key of %q in %s would be read as that of another session", id, container)
	}
	return key, nil
}

// Takes fails for a container that no key has.
func (k *Keys) Takes(container string) error {
	if slices.ContainsFunc(k.pairs, func(p pair) bool { return p.container.match(container, &parts{}) }) {
		return nil
	}
	return fmt.Errorf("the sessions of %s are in the container %s, not in %s", k.of, k.describe(), container)
}

// Patterns are the patterns of the keys, without the kinds of their parts: sess:{id}.
func (k *Keys) Patterns() []string {
	all := make([]string, len(k.pairs))
	for i, p := range k.pairs {
		all[i] = tokens.ReplaceAllStringFunc(p.key.text, func(token string) string {
			if name := tokens.FindStringSubmatch(token)[1]; name != "" {
				return "{" + name + "}"
			}
			return token
		})
	}
	return all
}

// describe is what containers are called.
func (k *Keys) describe() string {
	all := make([]string, len(k.pairs))
	for i, p := range k.pairs {
		all[i] = p.container.String()
	}
	return strings.Join(all, " or ")
}

// Parse finds the names in a key; ok is false where no pattern fits.
func (k *Keys) Parse(key string) (container, id string, ok bool) {
	container, id, _, ok = k.parse(key)
	return container, id, ok
}

// Sure reports whether the pattern that a key fits is sure, see [Pattern].
func (k *Keys) Sure(key string) bool {
	_, _, p, ok := k.parse(key)
	return ok && p.sure
}

func (k *Keys) parse(key string) (container, id string, by *pair, ok bool) {
	for i := range k.pairs {
		p := &k.pairs[i]
		var found parts
		switch {
		case len(key) > Longest || !p.key.match(key, &found):
			continue
		case p.lock != nil && p.lock.match(key, &parts{}):
			return "", "", nil, false
		}
		if p.fixed != "" {
			return p.fixed, found[idPart], p, true
		}
		if container, ok = p.container.format(&found); ok && p.hinted(&found) && p.isWithout(&found) && k.first(container, i, found) {
			return container, found[idPart], p, true
		}
	}
	return "", "", nil, false
}

// hinted reports whether a part beside the id has one of the hints, if there are any.
func (p *pair) hinted(found *parts) bool {
	return len(p.hints) == 0 || slices.ContainsFunc(found[idPart+1:], func(text string) bool {
		text = strings.ToLower(text)
		return slices.ContainsFunc(p.hints, func(hint string) bool { return strings.Contains(text, hint) })
	})
}

// isWithout reports whether no part beside the id ends as those of others do.
func (p *pair) isWithout(found *parts) bool {
	for _, end := range p.without {
		if slices.ContainsFunc(found[idPart+1:], func(text string) bool { return strings.HasSuffix(text, end) }) {
			return false
		}
	}
	return true
}

// first reports whether the container is that of the pair, and of none before it.
func (k *Keys) first(container string, i int, want parts) bool {
	want[idPart] = ""
	for j, p := range k.pairs[:i+1] {
		var found parts
		if p.container.match(container, &found) {
			return j == i && found == want
		}
	}
	return false
}

// Distinct reports whether a pattern of keys has a text of its own, beside its parts: it
// does not fit whatever anybody stores.
func Distinct(pattern string) bool {
	for _, found := range tokens.FindAllStringSubmatch(pattern, -1) {
		if found[1] == "" && strings.ContainsFunc(found[0], func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			return true
		}
	}
	return false
}

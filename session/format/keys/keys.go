package keys

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"sessh/session/format/unknown"
	"sessh/session/tree"
)

// Longest is the greatest length of a key of memcached, in bytes.
const Longest = 250

// A Pattern is how the items of a container, or a family of containers, are
// named.
type Pattern struct {
	Key       string // with the part id
	Container string // with the other parts of Key, if any

	// Hints are words in small letters, of which a part beside the id must have one, in
	// whatever case, if there are any: without them such a key would fit too many items.
	Hints []string

	// Telling are such words as well. A key with one of them says by itself that its item
	// is a session; "" is in every key.
	Telling []string

	// Digest is the name of what makes the digest that a key has in the place of an id; "":
	// it has the id itself. In the containers of the first pattern, which is that of
	// listings, an id may also be what a key has.
	Digest string

	// Without are texts that no part beside the id may end with: keys that end so are those
	// of others.
	Without []string

	// Uncached is set if keys are none of the pattern under which well-known software caches what is
	// no session: fragments of pages, results of tasks.
	Uncached bool

	// Proves is set if no other software names items so: the key alone proves that its item is one of
	// the format's, though other keys of the format do not.
	Proves bool

	// Sure is set if an item so named is one of the format's if it begins as such a one
	// does, though other keys of the format say too little for that.
	Sure bool
}

// Keys are the patterns of a format. They are safe for concurrent use.
type Keys struct {
	of    string // the framework, in messages
	pairs []pair

	sure, telling, proves bool   // whether a pattern is, has words that are, or does
	told                  string // a text in small letters that all telling words have
}

type pair struct {
	key, container *template
	locks          []lock
	names          []string // of the parts
	fixed          string   // the container's name, where it has no parts

	hints, telling []string // see [Pattern]
	without        []string
	sure, proves   bool
	uncached       bool
	digest         func(id string) string

	// same is set if an earlier pair has the same keys, so that this one makes keys only.
	same bool
	// made caches containers: many keys have the same.
	made *recent
}

// New returns the keys of a framework; of is its name in messages. Its errors are of the type
// [*SettingError].
func New(of string, patterns ...Pattern) (*Keys, error) {
	k := &Keys{of: of}
	for _, p := range patterns {
		known := []string{"id"}
		container, err := compile(p.Container, &known)
		if err == nil && container.id() != nil {
			err = errors.New("a container has no id")
		}
		if err != nil {
			return nil, wrong("container", p.Container, err)
		}
		count := len(known)
		key, err := compile(p.Key, &known)
		if err == nil && (key.id() == nil || len(known) != count || key.parts() != count) {
			err = partsError(p)
		}
		if err == nil {
			err = key.storable()
		}
		if err != nil {
			return nil, wrong("key", p.Key, err)
		}
		digest, ok := digests[p.Digest]
		if !ok {
			return nil, &SettingError{"digest", unknown.New("digest", p.Digest, slices.Sorted(maps.Keys(digests))[1:])}
		}
		one := pair{key: key, container: container, names: known, hints: p.Hints, telling: p.Telling, digest: digest, without: p.Without, uncached: p.Uncached, sure: p.Sure, proves: p.Proves, made: new(recent)}
		one.same = slices.ContainsFunc(k.pairs, func(o pair) bool { return o.key.text == key.text })
		if count == 1 {
			one.fixed = container.usual()
		}
		k.pairs = append(k.pairs, one)
		k.sure, k.telling, k.proves = k.sure || p.Sure, k.telling || len(p.Telling) > 0, k.proves || p.Proves
	}
	k.told = k.commonWord()
	return k, nil
}

// named finds the pattern of a container in which there can be the id, or else the last one
// of the container; -1 if there is none.
func (k *Keys) named(container, id string) (at int, found parts) {
	at = -1
	for i, p := range k.pairs {
		var its parts
		if !p.container.match(container, &its) {
			continue
		}
		if at, found = i, its; p.takes(id) {
			break
		}
	}
	return at, found
}

// takes reports whether there can be such an id.
func (p *pair) takes(id string) bool { return p.digest != nil || p.key.id().kind.fits(id) }

// digests reports whether the key has a digest in the place of the id.
func (p *pair) digests(at int, id string) bool {
	return p.digest != nil && (at > 0 || !p.key.id().kind.fits(id))
}

// Containers returns the names of the containers whose parts are as usual.
func (k *Keys) Containers() []string {
	var all []string
	for _, p := range k.pairs {
		if c := p.container.usual(); !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}

// Digests reports whether keys have digests in the place of ids.
func (k *Keys) Digests() bool {
	return slices.ContainsFunc(k.pairs, func(p pair) bool { return p.digest != nil })
}

// Key returns the key of the session. It fails if [Keys.Parse] would not give the
// names back.
func (k *Keys) Key(container, id string) (string, error) {
	i, found := k.named(container, id)
	if i < 0 {
		return "", k.Takes(container)
	}
	p := &k.pairs[i]
	digests := p.digests(i, id)
	kind := p.key.id().kind
	if digests {
		kind = kindNamed("")
	}
	if err := kind.check(k.of, id); err != nil {
		return "", err
	}
	if found[idPart] = id; digests {
		found[idPart] = p.digest(id)
	}
	key, _ := p.key.format(&found)
	if len(key) > Longest {
		return "", fmt.Errorf("the session id is too long: its key has %d bytes, and there is room for %d", len(key), Longest)
	}
	if c, same, ok := k.Parse(key); !ok || p.digest == nil && (c != container || same != id) {
		return "", fmt.Errorf("the key of %q in %s would be read as that of another session", id, tree.Quoted(container))
	}
	return key, nil
}

// Takes fails for a container that no key has.
func (k *Keys) Takes(container string) error {
	if slices.ContainsFunc(k.pairs, func(p pair) bool { return p.container.match(container, &parts{}) }) {
		return nil
	}
	return fmt.Errorf("the sessions of %s are in the container %s, not in %s", k.of, k.describe(), tree.Quoted(container))
}

// Patterns are the patterns of the keys, without the kinds of their parts: sess:{id}.
func (k *Keys) Patterns() []string {
	var all []string
	for _, p := range k.pairs {
		pattern := renamed(p.key.text, func(name string) string { return "{" + name + "}" })
		if !slices.Contains(all, pattern) {
			all = append(all, pattern)
		}
	}
	return all
}

// describe returns the names that containers can have, for messages.
func (k *Keys) describe() string {
	var all []string
	for _, p := range k.pairs {
		if c := p.container.String(); !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return strings.Join(all, " or ")
}

// Parse finds the names in a key; ok is false if no pattern fits.
func (k *Keys) Parse(key string) (container, id string, ok bool) {
	p, container, found := k.find(key)
	return container, found[idPart], p != nil
}

// AnyTells reports whether one of the patterns has keys that say by themselves that their items are
// sessions.
func (k *Keys) AnyTells() bool { return k.telling }

// Tells reports whether a key says by itself that its item is a session.
func (k *Keys) Tells(key string) bool {
	if !k.telling || !containsFold(key, k.told) {
		return false
	}
	p, _, found := k.find(key)
	return p != nil && found.have(p.telling)
}

// AnySure reports whether one of the patterns is sure, see [Pattern].
func (k *Keys) AnySure() bool { return k.sure }

// Sure reports whether the pattern that a key fits is sure, see [Pattern].
func (k *Keys) Sure(key string) bool {
	for i := range k.pairs {
		if p := &k.pairs[i]; p.sure && p.key.match(key, &parts{}) { // most are not
			own, _, _ := k.find(key)
			return own != nil && own.sure
		}
	}
	return false
}

// AnyProves reports whether one of the patterns proves what items are, see [Pattern].
func (k *Keys) AnyProves() bool { return k.proves }

// Proves reports whether the pattern that a key fits proves what its item is, see [Pattern].
func (k *Keys) Proves(key string) bool {
	for i := range k.pairs {
		if p := &k.pairs[i]; p.proves && p.key.match(key, &parts{}) { // few are
			own, _, _ := k.find(key)
			return own == p
		}
	}
	return false
}

// find returns the pair whose key it is, or nil, and the names in it.
func (k *Keys) find(key string) (own *pair, container string, found parts) {
	for i := range k.pairs {
		p := &k.pairs[i]
		found = parts{}
		switch {
		case p.same || len(key) > Longest || !p.key.match(key, &found) || p.uncached && isCached(key):
			continue
		case p.isLock(key):
			return nil, "", parts{}
		}
		if p.fixed != "" && i == 0 {
			return p, p.fixed, found
		}
		if container, ok := k.container(i, found); ok {
			return p, container, found
		}
	}
	return nil, "", parts{}
}

// container returns the container of the names in a key of the i-th pair; ok is false if they
// are not of this pair.
func (k *Keys) container(i int, found parts) (container string, ok bool) {
	p, names := &k.pairs[i], found
	names[idPart] = ""
	its := p.made.of(&names)
	if m := its.Load(); m != nil && m.parts == names {
		return m.container, true
	}
	if len(p.hints) > 0 && !found.have(p.hints) || !p.isWithout(&found) {
		return "", false
	}
	container, ok = p.container.format(&found)
	if !ok || !k.first(container, i, found) {
		return "", false
	}
	if !slices.ContainsFunc(k.pairs[:i], func(o pair) bool { return !p.apart(&o) && o.container.match(container, &parts{}) }) {
		its.Store(&made{names, container})
	}
	return container, true
}

// apart reports whether no id can be in both pairs, for their lengths differ.
func (p *pair) apart(o *pair) bool {
	its, others := p.key.id().kind.length, o.key.id().kind.length
	return its > 0 && others > 0 && its != others
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

// first reports whether the names are those of the pair, and of none before it.
func (k *Keys) first(container string, i int, want parts) bool {
	id := want[idPart]
	want[idPart] = ""
	for j := range k.pairs[:i+1] {
		var found parts
		if p := &k.pairs[j]; p.takes(id) && p.container.match(container, &found) {
			return j == i && found == want
		}
	}
	return false
}

// Distinct reports whether a pattern of keys has a text of its own, beside its parts: it
// does not fit whatever anybody stores.
func Distinct(pattern string) bool {
	for t := range tokens(pattern) {
		if t.name == "" && strings.ContainsFunc(t.whole, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			return true
		}
	}
	return false
}

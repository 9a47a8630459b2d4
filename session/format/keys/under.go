package keys

import (
	"errors"
	"fmt"
	"slices"
)

// Under returns the keys that begin with a prefix, of one container: neither has parts. lock
// is the pattern of locks without the prefix; "" if there are none. It fails for a prefix with
// which no key of memcached begins.
func Under(of, prefix, container string, locks ...string) (*Keys, error) {
	one := func(rest ...element) *template {
		all := append([]element{{text: prefix}}, rest...)
		return &template{text: prefix, choices: []choice{newChoice(all)}}
	}
	p := pair{made: new(recent), key: one(element{kind: kindNamed("")}), fixed: container, names: []string{"id"}}
	p.key.text = prefix + "{id}"
	if err := p.key.storable(); err != nil {
		return nil, fmt.Errorf("the prefix %q: %w", prefix, err)
	}
	p.container = &template{text: container, choices: []choice{newChoice([]element{{text: container}})}}
	for _, pattern := range locks {
		known := slices.Clone(p.names)
		rest, err := elements(pattern, &known)
		if err != nil || len(known) != 1 {
			return nil, wrong("lock", pattern, errors.Join(err, errors.New("it has the id only")))
		}
		whole := one(rest...)
		whole.text = prefix + pattern
		p.locks = append(p.locks, lock{whole: whole})
	}
	return &Keys{of: of, pairs: []pair{p}}, nil
}

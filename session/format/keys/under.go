package keys

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
)

// Under returns the keys that begin with a prefix, of one container: neither has parts. lock
// is the pattern of locks without the prefix; "" if there are none.
func Under(of, prefix, container, lock string) (*Keys, error) {
	one := func(rest ...element) *template {
		all := append([]element{{text: prefix}}, rest...)
		return &template{text: prefix, choices: []choice{newChoice(all)}}
	}
	p := pair{made: new(atomic.Pointer[made]), key: one(element{kind: kindNamed("")}), fixed: container, names: []string{"id"}}
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

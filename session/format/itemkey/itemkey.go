// Package itemkey makes the keys of items of session ids, for the formats whose
// keys are a prefix and the id.
package itemkey

import (
	"errors"
	"fmt"
	"strings"
)

// Longest is how many bytes a key of memcached can have.
const Longest = 250

// Of is the key of the session id under a prefix, which may be empty. It fails for
// an id that no key can be made of.
func Of(prefix, id string) (string, error) {
	key := prefix + id
	switch {
	case id == "":
		return "", errors.New("the session id is empty")
	case len(key) > Longest:
		return "", fmt.Errorf("the session id is too long: its key has %d bytes, and there is room for %d", len(key), Longest)
	case strings.ContainsFunc(id, func(c rune) bool { return c <= ' ' || c == 0x7f }):
		return "", fmt.Errorf("%q is no session id: it has blanks or control characters", id)
	}
	return key, nil
}

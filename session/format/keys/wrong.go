package keys

import (
	"errors"
	"fmt"
)

// A SettingError is what is wrong with one of the settings of a framework: key, container,
// digest or lock.
type SettingError struct {
	Setting string
	error
}

func (e *SettingError) Unwrap() error { return e.error }

// wrong returns the error of a pattern in a setting.
func wrong(setting, pattern string, err error) error {
	return &SettingError{setting, fmt.Errorf("the pattern %s of a %s: %w", pattern, setting, err)}
}

// storable fails for a template that no key of memcached fits.
func (t *template) storable() error {
	for _, c := range t.choices {
		length := 0
		for _, e := range c.elements {
			if !isPlain(e.text) {
				return errNoKey
			}
			length += len(e.text)
		}
		if length >= Longest {
			return fmt.Errorf("with an id it is longer than the %d bytes that a key of memcached can have", Longest)
		}
	}
	return nil
}

var errNoKey = errors.New("it has blanks or control characters, as no key of memcached has")

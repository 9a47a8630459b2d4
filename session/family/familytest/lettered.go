// Package familytest has a format for tests that writes sessions in several ways.
package familytest

import (
	"errors"

	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/storage"
)

// Lettered is a format like sessh's own that writes sessions in three ways, told by a letter in front
// of the value: a, b, or c. "?" is one that may be a or b. The application can lock its sessions.
type Lettered struct {
	sesshjson.Format
	// Restarts is that of the traits.
	Restarts bool
}

// Traits returns the traits of the format.
func (f Lettered) Traits() *format.Traits {
	return &format.Traits{
		Restarts: f.Restarts, Ways: []string{"a", "b", "c"}, DecodeAs: f.DecodeAs,
		LockKeys: func(container, id string) []string {
			return []string{"lock." + container + "." + id, container + "." + id + ".busy"}
		},
		Written: func(way string, _ []byte, _ uint32) string {
			if way == "" {
				return ""
			}
			return "as " + way
		},
	}
}

// Key fails for an empty id.
func (f Lettered) Key(container, id string) (string, error) {
	if id == "" {
		return "", errors.New("an id cannot be empty")
	}
	return f.Format.Key(container, id)
}

// Decode fails with a [format.Doubt] for a value that may be a or b.
func (f Lettered) Decode(value []byte, flags uint32) (*format.Record, error) {
	if value[0] == '?' {
		return nil, &format.Doubt{Ways: []string{"a", "b"}}
	}
	return f.DecodeAs(string(value[:1]), value, flags)
}

// DecodeAs decodes what follows the letter.
func (f Lettered) DecodeAs(way string, value []byte, flags uint32) (*format.Record, error) {
	r, err := f.Format.Decode(value[1:], flags)
	if err == nil {
		r.Way = way
	}
	return r, err
}

// Encode writes a session as the item that it was, or as the record says.
func (f Lettered) Encode(r *format.Record, was *storage.Item) ([]byte, uint32, error) {
	letter := r.Way
	if was != nil {
		o := *was
		letter, o.Value = string(was.Value[:1]), was.Value[1:]
		was = &o
	}
	value, flags, err := f.Format.Encode(r, was)
	return append([]byte(letter), value...), flags, err
}

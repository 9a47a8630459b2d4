package codec

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sessh/session/format"
	"sessh/session/format/graph"
	"sessh/session/format/serial"
	"sessh/session/tree"
)

// A Set is the codecs that a framework can use, the usual one first.
type Set struct {
	Codecs []*Codec

	// Neither is the message for a value that none of several codecs has written.
	Neither string

	// By is put before the label in descriptions of how a value is written.
	By string

	// Empty is set if a value without bytes is a session without entries.
	Empty bool

	// ArrayKey, Alike and Parted are what the language of the codecs does not
	// distinguish; see [format.Traits].
	ArrayKey func(key any) any
	Alike    func(shown, read any) bool
	Parted   func(c *Codec, was, now []byte) string
}

// Ways returns the names of all ways, the usual one first; nil if there is only
// one.
func (s *Set) Ways() []string {
	var names []string
	for _, c := range s.Codecs {
		for _, w := range c.Ways {
			if c.Sealed == "" {
				names = append(names, w.Name)
			}
		}
	}
	if len(names) < 2 {
		return nil
	}
	return names
}

// find returns the codec of a way and how that is written; for "", the usual codec.
func (s *Set) find(way string) (*Codec, any, error) {
	for _, c := range s.Codecs {
		if way == "" && len(c.Ways) == 0 {
			return c, nil, nil
		}
		for _, w := range c.Ways {
			if way == "" || w.Name == way {
				return c, w.How, nil
			}
		}
	}
	return nil, nil, fmt.Errorf("there is no serializer %q", way)
}

// candidates returns the codecs that may have written a value: only the named one
// if the client has used it.
func (s *Set) candidates(value []byte, serializer string) []*Codec {
	var all []*Codec
	for _, c := range s.Codecs {
		switch {
		case c.Sealed != "" && c.Begins(value): // though it is JSON, or whatever else
			return []*Codec{c}
		case serializer != "" && c.Name != serializer:
		case len(s.Codecs) == 1 || serializer != "" || c.Sealed == "" && c.Begins(value):
			all = append(all, c)
		}
	}
	return all
}

// A reading is what a value is to one of the codecs.
type reading struct {
	by   *Codec
	data *tree.Map
	how  any
}

// A failure is the reason why one of the codecs does not read a value.
type failure struct {
	by  *Codec
	err error
}

// readings returns those of the codecs that read the whole value, and why others do not
// that may have written it.
func (s *Set) readings(value []byte, serializer string) (all []reading, failed []failure) {
	for _, c := range s.candidates(value, serializer) {
		m, how, err := c.Read(value)
		if err == nil {
			all = append(all, reading{c, m, how})
		} else {
			failed = append(failed, failure{c, err})
		}
	}
	return all, failed
}

// Read reads a session and returns the way in which it is written, or "" if there is
// only one. as is the way, if it is known, and serializer the codec that the client says
// it has used; both may be "".
func (s *Set) Read(as string, value []byte, serializer string) (data *tree.Map, way string, err error) {
	switch {
	case s.Empty && len(value) == 0:
		return tree.NewMap(), "", nil
	case as != "":
		return s.readAs(as, value)
	}
	all, failed := s.readings(value, serializer)
	switch len(all) {
	case 0:
		return nil, "", s.unreadable(value, serializer, failed)
	case 1:
		return all[0].data, all[0].by.way(all[0].how), nil
	}
	d := &format.Doubt{}
	for _, r := range all {
		d.Ways = append(d.Ways, r.by.way(r.how))
	}
	return nil, "", d
}

func (s *Set) readAs(way string, value []byte) (*tree.Map, string, error) {
	c, _, err := s.find(way)
	if err != nil {
		return nil, "", err
	}
	m, how, err := c.Read(value)
	if err != nil {
		return nil, "", c.failed(err)
	}
	return m, c.way(how), nil
}

func (c *Codec) failed(err error) error {
	return fmt.Errorf("%s cannot be read: %w", c.What, err)
}

// unreadable says why no codec reads a value: in the words of the one that must have
// written it, or else of the one that has read most of it.
func (s *Set) unreadable(value []byte, serializer string, tried []failure) error {
	if len(tried) == 0 {
		c := s.Codecs[0]
		_, err := c.Map(value)
		tried = []failure{{c, err}}
	}
	var best error
	var by *Codec
	most := -1
	for _, f := range tried {
		c, err := f.by, f.err
		if len(s.Codecs) == 1 || serializer != "" || c.Marked && c.Begins(value) {
			return c.failed(err)
		}
		if offset := 0; err != nil {
			if at, ok := errors.AsType[*graph.Error](err); ok {
				offset = at.Offset
			}
			if offset > most {
				best, by, most = err, c, offset
			}
		}
	}
	if len(tried) > 1 {
		best = fmt.Errorf("as %s, %w", by.Label, best)
	}
	return fmt.Errorf("%s: %w", s.Neither, best)
}

// Write writes a session: over the value that it was read from, in its codec and way, or
// a new one, for nil, in the way. way is "" where it is not known.
func (s *Set) Write(data *tree.Map, way string, was []byte, serializer string) ([]byte, error) {
	c, how, err := s.find(way)
	if err != nil {
		return nil, err
	}
	if len(was) == 0 && (was == nil || s.Empty) {
		return c.Codec.Write(data, how)
	}
	if len(s.Codecs) > 1 && (way == "" || !slices.Contains(s.candidates(was, serializer), c)) { // whoever has not decoded it
		all, failed := s.readings(was, serializer)
		if len(all) == 0 {
			return nil, s.unreadable(was, serializer, failed)
		}
		c = all[0].by
	}
	return c.Rewrite(data, was)
}

// Claims reports whether a value begins like a session, whether it is damaged or not.
func (s *Set) Claims(value []byte, serializer string) bool {
	return slices.ContainsFunc(s.candidates(value, serializer), func(c *Codec) bool { return c.Heads != nil && c.Heads(value) })
}

// Begins reports, at a glance, whether one of the codecs may have written a value.
func (s *Set) Begins(value []byte, serializer string) bool {
	return slices.ContainsFunc(s.Codecs, func(c *Codec) bool {
		return (serializer == "" || c.Name == serializer) && (c.Begins == nil || c.Begins(value))
	})
}

// Several reports whether there are several codecs.
func (s *Set) Several() bool { return len(s.Codecs) > 1 }

// First returns the bytes with which a value may begin for which [Set.Begins] is true.
func (s *Set) First(serializer string) (first [256]bool) {
	for _, c := range s.Codecs {
		if serializer != "" && c.Name != serializer {
			continue
		}
		for b := range first {
			first[b] = first[b] || c.First == "" || strings.IndexByte(c.First, byte(b)) >= 0
		}
	}
	return first
}

// MayBegin reports whether Read may not fail for a value for which [Set.Begins] is false.
func (s *Set) MayBegin(value []byte, serializer string) bool {
	return len(s.Codecs) == 1 || serializer != "" || s.Empty && len(value) == 0
}

// IsSealed reports whether a value begins like a session that can only be read.
func (s *Set) IsSealed(value []byte, serializer string) bool {
	return slices.ContainsFunc(s.Codecs, func(c *Codec) bool { return c.Sealed != "" && serializer == "" && c.Heads(value) })
}

// MayHold reports, at a glance, whether a value is in the envelope of one of the codecs.
func (s *Set) MayHold(value []byte) bool {
	return slices.ContainsFunc(s.Codecs, func(c *Codec) bool { return c.mayHold(value) })
}

// Any reports whether a value for which [Set.IsSealed] is false can be read as a session that is
// such a one.
func (s *Set) Any(value []byte, serializer string, such func(serial.Names) bool) bool {
	if !s.MayHold(value) {
		return false
	}
	if serializer != "" {
		return slices.ContainsFunc(s.candidates(value, serializer), func(c *Codec) bool { return c.Proves(value, such) })
	}
	return slices.ContainsFunc(s.Codecs, func(c *Codec) bool {
		return c.Sealed == "" && (len(s.Codecs) == 1 || c.Begins(value)) && c.Proves(value, such)
	})
}

// One reports whether Read does not fail for a value, and the session is sealed or such a one.
func (s *Set) One(value []byte, serializer string, such func(serial.Names) bool) bool {
	if s.Empty && len(value) == 0 {
		return such(serial.NamesOf(tree.NewMap()))
	}
	readings, is := 0, false
	for _, c := range s.candidates(value, serializer) {
		c.Proves(value, func(data serial.Names) bool {
			readings++
			is = c.Sealed != "" || such(data)
			return is
		})
	}
	return readings == 1 && is
}

// Proves reports whether a value is a session of one of the codecs and hardly anything else.
func (s *Set) Proves(value []byte, serializer string) bool {
	return slices.ContainsFunc(s.Codecs, func(c *Codec) bool {
		return c.Own != nil && serializer == "" && c.Begins(value) && c.Proves(value, c.Own)
	})
}

// Sealed says why a session that is written in the way cannot be written; "" if it can.
func (s *Set) Sealed(way string) string {
	if c, _, err := s.find(way); err == nil && way != "" {
		return c.Sealed
	}
	return ""
}

// AnySealed reports whether one of the codecs is sealed.
func (s *Set) AnySealed() bool {
	return slices.ContainsFunc(s.Codecs, func(c *Codec) bool { return c.Sealed != "" })
}

// AllSealed says why no session can be written; "" if one of the codecs can.
func (s *Set) AllSealed() string {
	if slices.ContainsFunc(s.Codecs, func(c *Codec) bool { return c.Sealed == "" }) {
		return ""
	}
	return s.Codecs[0].Sealed
}

// SerializerOf returns the name of the codec that writes in the way.
func (s *Set) SerializerOf(way string) string {
	c, _, err := s.find(way)
	if err != nil {
		return ""
	}
	return c.Name
}

// PartedBy is Parted for values that are written in the way; "" if that is not known.
func (s *Set) PartedBy(way string, was, now []byte) string {
	c, _, err := s.find(way)
	if s.Parted == nil || err != nil {
		return ""
	}
	return s.Parted(c, was, now)
}

// Written describes how a value is written in the way or, for "", in the way that
// its bytes show. It returns "" if that is not known.
func (s *Set) Written(way string, value []byte, serializer string) string {
	var by []string
	if c, _, err := s.find(way); err == nil && (way != "" || len(s.Codecs) == 1) {
		by = append(by, c.label(value))
	} else {
		all, _ := s.readings(value, serializer)
		for _, r := range all {
			by = append(by, r.by.label(value))
		}
	}
	if text := strings.Join(by, " or "); text != "" {
		return s.By + text
	}
	return ""
}

package codec

import (
	"bytes"
	"slices"

	"sessh/session/format/wrap"
)

// An Envelope is what a framework, or the cache that it keeps sessions in, puts around the
// mapping of a session.
type Envelope struct {
	// Name is its name in files, and About describes it in a few words: "in an entry of
	// Rails' cache".
	Name, About string
	// Around returns the codecs of sessions in the envelope, of one that writes the
	// envelope.
	Around func(outer *Codec) []*Codec
	// Is reports, at a glance, whether a value is in the envelope. It is nil if that is not
	// known before the value is read.
	Is func(value []byte) bool
	// Names stand in each value that is in the envelope, if there are any.
	Names []string
}

// mayHold reports, at a glance, whether a value is in the envelope that the codec's are in.
func (c *Codec) mayHold(value []byte) bool {
	return c.around == nil || !slices.ContainsFunc(c.around.Names, func(name string) bool { return !bytes.Contains(value, []byte(name)) })
}

// Bare is around sessions that are in no envelope.
var Bare = &Envelope{Name: "none", Around: func(outer *Codec) []*Codec {
	c := *outer
	return []*Codec{&c}
}}

// In returns the codecs of sessions that are in one of the envelopes; what is sealed is in
// none. If there are several envelopes, a way of writing has the name of its envelope as well.
func (s *Set) In(envelopes ...*Envelope) *Set {
	of := *s
	of.Codecs = nil
	open := 0
	for _, c := range s.Codecs {
		if c.Sealed == "" {
			open++
		}
	}
	for _, e := range envelopes {
		for _, outer := range s.Codecs {
			if outer.Sealed != "" {
				continue
			}
			for _, c := range e.Around(outer) {
				c.around, c.ID, c.Begins = e, outer.ID, e.begins(c.Begins, envelopes)
				if len(envelopes) > 1 {
					c.inOneOfSeveral(open > 1)
				}
				of.Codecs = append(of.Codecs, c)
			}
		}
	}
	for _, c := range s.Codecs {
		if c.Sealed != "" {
			of.Codecs = append(of.Codecs, c)
		}
	}
	return &of
}

// begins returns [Codec.Begins] of a codec of sessions in the envelope, of that of the codec:
// what is in another one of the envelopes is not bare.
func (e *Envelope) begins(of func([]byte) bool, envelopes []*Envelope) func([]byte) bool {
	switch {
	case e == Bare:
		return func(value []byte) bool {
			return of(value) && !slices.ContainsFunc(envelopes, func(other *Envelope) bool { return other.Is != nil && other.Is(value) })
		}
	case e.Is != nil:
		return e.Is
	}
	return of
}

// inOneOfSeveral calls the ways of the codec by its envelope, too; its own name does not
// matter if it is the only codec.
func (c *Codec) inOneOfSeveral(codecs bool) {
	if len(c.Ways) == 0 || len(c.Ways) == 1 && !codecs {
		c.Ways = []Way{{Name: c.around.Name}}
		return
	}
	c.prefix = c.around.Name + "-"
	c.Ways = slices.Clone(c.Ways)
	for i := range c.Ways {
		c.Ways[i].Name = c.prefix + c.Ways[i].Name
	}
}

// part returns the envelopes in which a session is a part of what the codec writes.
func part(p wrap.Place) func(*Codec) []*Codec {
	return func(outer *Codec) []*Codec {
		c := *outer
		c.Codec, c.Marked = wrap.Part(outer.Codec, p), false
		return []*Codec{&c}
	}
}

// text returns the envelopes in which a session is a text, in one of some codecs. Where
// there is but one, the ways are those of the outer one.
func text(p wrap.Place, inner ...*Codec) func(*Codec) []*Codec {
	return func(outer *Codec) []*Codec {
		var all []*Codec
		for _, in := range inner {
			c := *in
			c.Codec = wrap.Text(outer.Codec, in.Codec, p)
			c.Codec.Name = outer.Name
			c.Begins, c.First, c.Marked = outer.Begins, outer.First, false
			if len(inner) == 1 && len(outer.Ways) > 0 {
				c.Label, c.Ways = outer.Label, []Way{{Name: outer.Ways[0].Name, How: in.Ways[0].How}}
			}
			all = append(all, &c)
		}
		return all
	}
}

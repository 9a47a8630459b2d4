package codec

import (
	"slices"

	"sessh/session/format/graph"
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
}

// In returns the codecs of sessions that are in one of the envelopes; what is sealed tells its
// envelope by itself. If there are several
// envelopes, a way of writing has the name of its envelope as well.
func (s *Set) In(envelopes ...*Envelope) *Set {
	of := *s
	of.Codecs = nil
	for _, e := range envelopes {
		for _, outer := range s.Codecs {
			if outer.Sealed != "" {
				continue
			}
			for _, c := range e.Around(outer) {
				c.around, c.ID = e, outer.ID
				if len(envelopes) > 1 {
					c.inOneOfSeveral()
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

// inOneOfSeveral calls the ways of the codec by its envelope, too.
func (c *Codec) inOneOfSeveral() {
	if len(c.Ways) < 2 {
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
func part(p graph.Place) func(*Codec) []*Codec {
	return func(outer *Codec) []*Codec {
		c := *outer
		c.Codec, c.Marked = outer.Part(p), false
		return []*Codec{&c}
	}
}

// text returns the envelopes in which a session is a text, in one of some codecs. Where
// there is but one, the ways are those of the outer one.
func text(p graph.Place, inner ...*Codec) func(*Codec) []*Codec {
	return func(outer *Codec) []*Codec {
		var all []*Codec
		for _, in := range inner {
			c := *in
			c.Codec = outer.Text(in.Codec, p)
			c.Codec.Name = outer.Name
			c.Begins, c.Marked = outer.Begins, false
			if len(inner) == 1 {
				c.Label, c.Ways = outer.Label, []Way{{Name: outer.Ways[0].Name, How: in.Ways[0].How}}
			}
			all = append(all, &c)
		}
		return all
	}
}

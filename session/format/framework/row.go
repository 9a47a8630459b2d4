package framework

import (
	"fmt"
	"time"

	"sessh/session/format/client"
	"sessh/session/format/codec"
	"sessh/session/format/cookie"
	"sessh/session/format/keys"
	"sessh/session/tree"
)

// A Row is a framework: five facts that do not depend on one another.
type Row struct {
	// Name is the name of the format, Of that of the framework, in messages, and About
	// describes the format in a line.
	Name, Of, About string

	// Keys are how items are named. They are contested if other programs may have
	// such keys: then the bytes decide which format an item belongs to.
	Keys      []keys.Pattern
	Contested bool

	// Client describes how the client libraries that the framework is used with mark
	// and pack values.
	Client client.Client

	// Envelope is what the framework wraps around the mapping, or always has in it.
	Envelope Envelope

	// Codecs are the codecs that the framework can be configured to use.
	Codecs *codec.Set

	// Manners describe how the framework treats sessions.
	Manners Manners
}

// An Envelope describes what surrounds the mapping, or what the framework requires in
// it.
//
// No framework of the table wraps the mapping. For one that does (in a pair with the time
// at which it expires, in the entry of a cache, under a key of an outer array, in a
// serialized text) this is the place: a function from a codec to a codec, which [New]
// applies to those of the row. Its Decode hands out the node of the mapping, and what is
// around it as part of how the value was written; its Encode puts the node, which an edit
// has changed in its place, back into that.
type Envelope struct {
	// Needs is a key that the framework requires in every session.
	Needs string
}

// Manners describe how a framework treats sessions, apart from their bytes.
type Manners struct {
	// Cookie is how its cookie names a session; nil: nothing is known of it.
	Cookie *cookie.Form

	// Lock is the pattern of the key of the item that exists while a request uses the
	// session. Such an item is not a session.
	Lock string

	// Accessed is the key in a session under which there is the time of the last access,
	// in seconds.
	Accessed string

	// Restarts is set where a commit restarts the session's timeout, see
	// [format.Traits].
	Restarts bool
}

func (e *Envelope) open(of string, m *tree.Map) error {
	if v, _ := m.Get(e.Needs); e.Needs != "" && tree.TypeName(v) != "mapping" {
		return fmt.Errorf("there is no %s in it, which every session of %s has", e.Needs, of)
	}
	return nil
}

func (e *Envelope) close(of string, m *tree.Map) error {
	if e.Needs != "" && !m.Has(e.Needs) {
		return fmt.Errorf("there is no %s in it, and %s cannot read it without", e.Needs, of)
	}
	return nil
}

// accessed returns the time of the last access; zero if the session does not say.
func (m *Manners) accessed(data *tree.Map) time.Time {
	v, _ := data.Get(m.Accessed)
	if f, ok := v.(float64); ok && m.Accessed != "" && f > 0 && f < 1<<38 {
		return time.UnixMicro(int64(f * 1e6))
	}
	return time.Time{}
}

package scan

import (
	"sync"

	"sessh/session/format"
	"sessh/session/format/sparse"
)

// A Glance looks at some places of stored sessions without decoding the rest. It is safe for
// concurrent use.
type Glance struct {
	want    *sparse.Want
	mu      sync.Mutex
	readers map[*format.Traits]sparse.Reader
	arenas  sync.Pool
}

// NewGlance returns a glance at the wanted places.
func NewGlance(w *sparse.Want) *Glance {
	return &Glance{
		want: w, readers: make(map[*format.Traits]sparse.Reader),
		arenas: sync.Pool{New: func() any { return new(sparse.Arena) }},
	}
}

// At calls f with the wanted places of a session's data, which are valid until f returns. It
// returns false, and does not call f, if it takes decoding the session.
func (g *Glance) At(e *Entry, f func(data *sparse.Value)) bool {
	return g.Record(e, func(r sparse.Record) { f(r.Data) })
}

// Record is [Glance.At] with the times of the session.
func (g *Glance) Record(e *Entry, f func(r sparse.Record)) bool {
	if !e.exact { // the id of an inexact one is in the value
		return false
	}
	return g.Read(e.Family.Format(), e.Item.Value, e.Item.Flags, f)
}

// Read calls use with what the value of an item of a format holds, which is valid until use returns. It
// returns false, and does not call use, if it takes decoding the value.
func (g *Glance) Read(f format.Format, value []byte, flags uint32, use func(r sparse.Record)) bool {
	read := g.reader(f)
	if read == nil {
		return false
	}
	ok := false
	g.Make(func(a *sparse.Arena) {
		var r sparse.Record
		if r, ok = read(value, flags, a); ok {
			use(r)
		}
	})
	return ok
}

// Make calls f with an empty arena, for values that are read in another way.
func (g *Glance) Make(f func(a *sparse.Arena)) {
	a := g.arenas.Get().(*sparse.Arena)
	defer g.arenas.Put(a)
	a.Reset()
	f(a)
}

// reader returns the reader of a format; nil if it has none.
func (g *Glance) reader(f format.Format) sparse.Reader {
	traits := f.Traits()
	if traits.Sparse == nil {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	read, ok := g.readers[traits]
	if !ok {
		read = traits.Sparse(g.want)
		g.readers[traits] = read
	}
	return read
}

package record

import (
	"context"
	"strings"

	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/stored"
)

// touchShown notes the sessions whose paths begin lines of an output, if more were read than
// are kept: a search went through many, and found these.
func (r *Recording) touchShown(ctx context.Context, shown string) {
	if !r.touched.isFull() {
		return
	}
	seen := make(map[name]bool)
	for l := range strings.Lines(shown) {
		if !strings.HasPrefix(l, "/") || len(seen) == maxTouched {
			continue
		}
		w, ok := syntax.NewSplitter(l).Next()
		if !ok {
			continue
		}
		at := r.env.Place.Resolve(w)
		if len(at) < place.Session || seen[name{at[0], at[1]}] {
			continue
		}
		seen[name{at[0], at[1]}] = true
		r.touchSession(ctx, at)
	}
}

// touchSession notes the session of a place, and returns its container; nil if it is not stored, or
// cannot be read: what does not replay is named.
func (r *Recording) touchSession(ctx context.Context, at place.Path) (in *session.Container) {
	in, err := stored.Locate(ctx, r.env.Root, at[0], at[1])
	if err != nil {
		return nil
	}
	found, err := stored.Read(ctx, in, at[1])
	if err != nil || !found[0].Stored() {
		return nil
	}
	r.touched.note(found[0].Item().Key, found[0].Item(), &r.touched.opened)
	return in
}

// touchPlace notes the session in which a recording begins as one that a line has opened.
func (r *Recording) touchPlace(ctx context.Context) {
	at := r.env.Place.Here
	if len(at) < place.Session {
		return
	}
	if in := r.touchSession(ctx, at); in != nil {
		r.touched.named[name{at[0], at[1]}] = in.Format()
	}
}

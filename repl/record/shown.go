package record

import (
	"context"
	"strings"

	"sessh/repl/place"
	"sessh/repl/syntax"
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
		in, err := r.env.Root.Locate(ctx, at[0], at[1])
		if err != nil {
			continue // what does not replay is named
		}
		if found, err := in.Read(ctx, at[1]); err == nil && found[0].Stored() {
			r.touched.note(found[0].Item().Key, found[0].Item(), &r.touched.opened)
		}
	}
}

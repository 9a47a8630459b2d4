package session

import (
	"context"
	"slices"

	"sessh/session/format"
	"sessh/session/listing"
	"sessh/session/storage"
)

// Namesakes returns those that listings have met for the first time since the last call.
func (r *Root) Namesakes() []listing.Namesake { return r.catalog.Namesakes() }

// NamesakesOf returns, for each of the sessions, the other formats in which the store holds a
// session with the same container and id.
func (r *Root) NamesakesOf(ctx context.Context, sessions []*Session) (formats [][]format.Format, err error) {
	formats = make([][]format.Format, len(sessions))
	var keys []string
	var of []int // indexes of the sessions, by key
	for i, s := range sessions {
		own := len(keys)
		for _, f := range r.options.Formats {
			if key, err := r.catalog.Key(f, s.container.Name(), s.id); err == nil && key != s.key && !f.Traits().Raw && !slices.Contains(keys[own:], key) {
				keys, of = append(keys, key), append(of, i)
			}
		}
	}
	if len(keys) == 0 {
		return formats, nil
	}
	for n, l := range r.store.Load(ctx, keys, storage.NeedValue) {
		if l.Err != nil {
			return nil, l.Err
		}
		if l.Item == nil {
			continue
		}
		c := sessions[of[n]].container
		if own, ok := r.catalog.Whose(l.Item); ok && own.Container == c.Name() && own.Format.Name() != c.Format().Name() {
			formats[of[n]] = append(formats[of[n]], own.Format)
		}
	}
	return formats, nil
}

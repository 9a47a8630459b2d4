package session

import (
	"context"
	"slices"

	"sessh/session/format"
	"sessh/session/storage"
)

// A Namesake is a family of sessions in another format than the container of the same name. A
// container has one format; its namesakes are not part of it and not listed with it.
type Namesake struct {
	Container string
	Format    format.Format
}

// namesake notes a namesake that was met in a listing.
func (r *Root) namesake(container string, f format.Format) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := Namesake{container, f}
	if !r.met[n] {
		if r.met == nil {
			r.met = make(map[Namesake]bool)
		}
		r.met[n] = true
		r.fresh = append(r.fresh, n)
	}
}

// Namesakes returns those that listings have met for the first time since the last call.
func (r *Root) Namesakes() []Namesake {
	r.mu.Lock()
	defer r.mu.Unlock()
	fresh := r.fresh
	r.fresh = nil
	return fresh
}

// NamesakesOf returns, for each of the sessions, the other formats in which the store holds a
// session with the same container and id.
func (r *Root) NamesakesOf(ctx context.Context, sessions []*Session) (formats [][]format.Format, err error) {
	formats = make([][]format.Format, len(sessions))
	var keys []string
	var of []int // indexes of the sessions, by key
	for i, s := range sessions {
		own := len(keys)
		for _, f := range r.options.Formats {
			if key, err := s.container.root.key(f, s.container.name, s.id); err == nil && key != s.key && !f.Traits().Raw && !slices.Contains(keys[own:], key) {
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
		if own, ok := r.whose(l.Item); ok && own.Container.name == c.name && own.Container.format.Name() != c.format.Name() {
			formats[of[n]] = append(formats[of[n]], own.Container.format)
		}
	}
	return formats, nil
}

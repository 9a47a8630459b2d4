package session

import (
	"context"
	"slices"
)

// A container is of one format. What the store holds under its name in another one
// are namesakes: they are no part of it, and not listed with it.

// A Namesake is such a family of sessions.
type Namesake struct {
	Container string
	Format    Format
}

// namesake notes one that was met in a listing.
func (r *Root) namesake(container string, f Format) {
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

// Namesakes are those that listings have met for the first time since the last call.
func (r *Root) Namesakes() []Namesake {
	r.mu.Lock()
	defer r.mu.Unlock()
	fresh := r.fresh
	r.fresh = nil
	return fresh
}

// Namesakes are the other formats in which the store holds a session of the same
// container and id.
func (s *Session) Namesakes(ctx context.Context) (formats []Format, err error) {
	r := s.container.root
	var keys []string
	for _, f := range r.options.Formats {
		if key, err := f.Key(s.container.name, s.id); err == nil && key != s.key && !isRaw(f) && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return nil, nil
	}
	for _, l := range r.store.Load(ctx, keys, NeedValue) {
		if l.Err != nil {
			return nil, l.Err
		}
		if l.Item == nil {
			continue
		}
		if own, ok := r.whose(l.Item); ok && own.Container.name == s.container.name && own.Container.format.Name() != s.container.format.Name() {
			formats = append(formats, own.Container.format)
		}
	}
	return formats, nil
}

package listing

import (
	"cmp"
	"context"
	"slices"

	"sessh/session/format"
	"sessh/session/storage"
)

// Locate returns the format of a container. Where it is not known, it is the first one in which the
// store holds a session of that id.
func (c *Catalog) Locate(ctx context.Context, container, id string) (format.Format, error) {
	if f := c.Known(container); f != nil || len(c.formats) == 1 {
		return c.FormatOf(container), nil
	}
	var keys []string
	var formats []format.Format
	for _, f := range c.formats {
		if key, err := c.Key(f, container, id); err == nil {
			keys, formats = append(keys, key), append(formats, f)
		}
	}
	var failed error
	for i, l := range c.store.Load(ctx, keys, storage.NeedAny) {
		if l.Item != nil {
			c.Note(container, formats[i])
			return c.FormatOf(container), nil
		}
		failed = cmp.Or(failed, l.Err)
	}
	if failed != nil {
		return nil, failed
	}
	return c.FormatOf(container), nil
}

// NamesakesOf returns, for each of some sessions, the other formats in which the store holds a session
// with the same container and id. Of an item, only the key is used.
func (c *Catalog) NamesakesOf(ctx context.Context, sessions []Entry) (formats [][]format.Format, err error) {
	formats = make([][]format.Format, len(sessions))
	var keys []string
	var of []int // indexes of the sessions, by key
	for i, s := range sessions {
		own := len(keys)
		for _, f := range c.formats {
			if key, err := c.Key(f, s.Container, s.ID); err == nil && key != s.Item.Key && !f.Traits().Raw && !slices.Contains(keys[own:], key) {
				keys, of = append(keys, key), append(of, i)
			}
		}
	}
	if len(keys) == 0 {
		return formats, nil
	}
	for n, l := range c.store.Load(ctx, keys, storage.NeedValue) {
		if l.Err != nil {
			return nil, l.Err
		}
		if l.Item == nil {
			continue
		}
		s := sessions[of[n]]
		if own, ok := c.Whose(l.Item); ok && own.Container == s.Container && own.Format.Name() != s.Format.Name() {
			formats[of[n]] = append(formats[of[n]], own.Format)
		}
	}
	return formats, nil
}

package session

import (
	"context"
	"fmt"
)

// Formats are the formats that sessions are recognised by.
func (r *Root) Formats() []Format { return r.options.Formats }

// FormatNamed is the format of that name; nil where there is none.
func (r *Root) FormatNamed(name string) Format {
	for _, f := range r.options.Formats {
		if f.Name() == name {
			return f
		}
	}
	return nil
}

// Assign gives a container its format, whatever it was found to have.
func (r *Root) Assign(container string, f Format) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known[container] = f
}

// noteFormat remembers the first format that a container was found to have.
func (r *Root) noteFormat(container string, f Format) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known[container] == nil {
		r.known[container] = f
	}
}

// owner is a format that has containers whose names are always the same.
type owner interface{ Containers() []string }

func (r *Root) formatOf(container string) Format {
	if f := r.knownFormat(container); f != nil {
		return f
	}
	return r.options.Formats[0]
}

func (r *Root) knownFormat(container string) Format {
	r.mu.Lock()
	defer r.mu.Unlock()
	if f := r.known[container]; f != nil {
		return f
	}
	for _, f := range r.options.Formats {
		o, ok := f.(owner)
		if !ok {
			continue
		}
		for _, name := range o.Containers() {
			if name == container {
				return f
			}
		}
	}
	return nil
}

// Locate returns the container of that name. Where its format is not known, the
// one is taken in which the store holds a session of that id.
func (r *Root) Locate(ctx context.Context, container, id string) (*Container, error) {
	if f := r.knownFormat(container); f != nil || len(r.options.Formats) == 1 {
		return r.Container(container), nil
	}
	var keys []string
	var formats []Format
	for _, f := range r.options.Formats {
		if key, err := f.Key(container, id); err == nil {
			keys, formats = append(keys, key), append(formats, f)
		}
	}
	for i, l := range r.store.Load(ctx, keys, 0) {
		if l.Err != nil {
			return nil, fmt.Errorf("%s: %w", SessionPath(container, id), l.Err)
		}
		if l.Item != nil {
			r.noteFormat(container, formats[i])
			break
		}
	}
	return r.Container(container), nil
}

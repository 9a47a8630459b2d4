// Package framework has the formats of the web frameworks whose sessions can be read
// and written.
package framework

import (
	"fmt"
	"slices"

	"sessh/session"
	"sessh/session/format/beaker"
	"sessh/session/format/django"
	"sessh/session/format/express"
	"sessh/session/format/flask"
	"sessh/session/format/lovely"
	"sessh/session/format/php"
	"sessh/session/format/plain"
	"sessh/session/format/rack"
	"sessh/session/format/sesshjson"
)

// All are the formats, in the order in which items are recognised by them: sessh's own
// is the first, and that of raw items, which takes every key, the last.
func All() []session.Format {
	return []session.Format{
		sesshjson.Format{}, lovely.Format{}, django.Format{}, beaker.Format{}, php.Format{},
		rack.Format{}, flask.Format{}, express.Format{}, plain.Raw(),
	}
}

// Names are the names of the formats.
func Names() []string {
	var names []string
	for _, f := range All() {
		names = append(names, f.Name())
	}
	return names
}

// With are all formats, among them those of the items under prefixes of keys. The one
// called first comes first, which is that of new containers; it is sessh's own for "".
func With(first string, prefixes []string) ([]session.Format, error) {
	all := All()
	i := 0
	if first != "" {
		i = slices.IndexFunc(all, func(f session.Format) bool { return f.Name() == first })
	}
	if i < 0 {
		return nil, fmt.Errorf("there is no format %q", first)
	}
	formats := []session.Format{all[i]}
	for _, p := range slices.Backward(prefixes) {
		f, err := plain.Prefixed(p)
		if err != nil {
			return nil, err
		}
		formats = append(formats, f)
	}
	return append(formats, slices.Delete(all, i, i+1)...), nil
}

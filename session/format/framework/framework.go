// Package framework is the table of the web frameworks whose sessions can be read and
// written.
//
// A framework is a [Row] of five facts: how it names its items, how its client marks and
// packs values, what it wraps around a session, the codecs that it can be set to use, and
// its manners. A [Format] is made of a row, and knows nothing of any framework.
//
// # Adding a framework
//
// Have it write a session into a memcached of its own, keep the item in
// testdata/NAME/CLIENT.json, and add a row to the table that describes its keys, client
// and codecs. Nothing else is needed. The tests run over the table: the item is
// recognized, read, edited and written back, cut off everywhere and given other flags,
// and its keys are parsed and made again. The commands formats and format, the flag
// --format and completion have the new name at once.
//
// Three formats are not rows: sessh's own, lovely's, whose keys are digests, and that
// of raw items, which takes all others.
package framework

import (
	"fmt"
	"slices"

	"sessh/session/format"
	"sessh/session/format/lovely"
	"sessh/session/format/plain"
	"sessh/session/format/sesshjson"
)

// formats are all formats.
var formats = func() []format.Format {
	all := []format.Format{sesshjson.Format{}, lovely.Format{}}
	for _, row := range table {
		f, err := New(row)
		if err != nil {
			panic(fmt.Sprintf("framework: %s: %v", row.Name, err)) // the row is wrong
		}
		all = append(all, f)
	}
	return append(all, plain.Raw())
}()

// All returns the formats, in the order in which items are recognised by them: sessh's
// own is the first, and that of raw items, which takes every key, the last.
func All() []format.Format { return slices.Clone(formats) }

// Named returns the format of that name; nil if there is none.
func Named(name string) format.Format {
	for _, f := range formats {
		if f.Name() == name {
			return f
		}
	}
	return nil
}

// Names returns the names of the formats.
func Names() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.Name())
	}
	return names
}

// With returns all formats, with one for each prefix of keys. The format named first
// comes first and is that of new containers; "" stands for sessh's own.
func With(first string, prefixes []string) ([]format.Format, error) {
	all := All()
	i := 0
	if first != "" {
		i = slices.IndexFunc(all, func(f format.Format) bool { return f.Name() == first })
	}
	if i < 0 {
		return nil, fmt.Errorf("there is no format %q", first)
	}
	formats := []format.Format{all[i]}
	for _, p := range slices.Backward(prefixes) {
		f, err := plain.Prefixed(p)
		if err != nil {
			return nil, err
		}
		formats = append(formats, f)
	}
	return append(formats, slices.Delete(all, i, i+1)...), nil
}

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
// testdata/NAME/CLIENT.json, and add a row to the file of its language, rows_php.go for
// instance, that describes its keys, client and codecs. Nothing else is needed. The tests
// run over the table: the item is recognized, read, edited and written back, cut off
// everywhere and given other flags, and its keys are parsed and made again. The commands
// formats and format, the flag --format and completion have the new name at once.
//
// A user's own rows are written in a file: see [ReadRows].
//
// What is no row: sessh's own format, lovely's, whose sessions are objects of its own, and
// that of raw items, which takes all others.
package framework

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"sessh/session/format"
	"sessh/session/format/codec"
	"sessh/session/format/keys"
	"sessh/session/format/lovely"
	"sessh/session/format/plain"
	"sessh/session/format/sesshjson"
	"sessh/session/format/unknown"
)

// formats are all formats. They are made when they are first used, and not at the start of a program that
// needs none.
var formats = sync.OnceValue(func() []format.Format {
	all := []format.Format{sesshjson.Format{}, lovely.Format{}}
	for _, row := range table() {
		all = append(all, lazily(row))
	}
	return append(all, plain.Raw(codec.Raw()...))
})

// All returns the formats, in the order in which items are recognized by them: sessh's
// own is the first, and that of raw items, which takes every key, the last.
func All() []format.Format { return slices.Clone(formats()) }

// Named returns the format of that name; nil if there is none.
func Named(name string) format.Format {
	for _, f := range formats() {
		if f.Name() == name {
			return f
		}
	}
	return nil
}

// Names returns the names of the formats.
func Names() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.Name())
	}
	return names
}

// Own are formats of a user's own, beside those of the table.
type Own struct {
	// First is the name of the format of new containers; sessh's own for "".
	First string
	// Prefixes are texts with which keys begin: PREFIX for items in JSON or text, or
	// PREFIX=FRAMEWORK for sessions of a framework.
	Prefixes []string
	// Rows are frameworks of one's own.
	Rows []Row
}

// With returns all formats, with those of a user's own before those of the table.
func With(own Own) ([]format.Format, error) {
	var all []format.Format
	for _, p := range slices.Backward(own.Prefixes) {
		f, err := prefixed(p)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	var contested []format.Format
	for _, row := range own.Rows {
		f, err := New(row)
		switch {
		case err != nil:
			return nil, err
		case row.Contested:
			contested = append(contested, f)
		default:
			all = append(all, f)
		}
	}
	known := formats()
	raw := len(known) - 1
	all = slices.Concat(known[:1], all, known[1:raw], contested, known[raw:])
	if own.First == "" {
		return all, nil
	}
	i := slices.IndexFunc(all, func(f format.Format) bool { return f.Name() == own.First })
	if i < 0 || Named(own.First) == nil && !slices.ContainsFunc(own.Rows, func(r Row) bool { return r.Name == own.First }) {
		return nil, unknown.New("format", own.First, Names())
	}
	return slices.Concat(all[i:i+1], all[:i], all[i+1:]), nil
}

// prefixed returns the format of the items under a prefix: "moodle_=php", or "shop:" for
// those in JSON or text. It is called as it is written.
func prefixed(text string) (format.Format, error) {
	i := strings.LastIndexByte(text, '=')
	if i < 0 || i == len(text)-1 {
		return plain.Prefixed(text)
	}
	prefix, name := text[:i], text[i+1:]
	if name == "plain" {
		return plain.Prefixed(prefix)
	}
	f, ok := Named(name).(*Format)
	if !ok {
		known := append(frameworkNames(), "plain")
		err := fmt.Errorf("there is no framework %q for the prefix %q: the frameworks are %s, and plain is for items in JSON or text", name, prefix, strings.Join(frameworkNames(), ", "))
		return nil, &unknown.Name{Err: err, Typed: name, Known: known}
	}
	return f.under(prefix, text)
}

// frameworkNames returns the names of the formats in the table.
func frameworkNames() []string {
	var names []string
	for _, f := range formats() {
		if _, ok := f.(*Format); ok {
			names = append(names, f.Name())
		}
	}
	return names
}

// under returns the format of the same sessions under another prefix, of that name.
func (f *Format) under(prefix, name string) (*Format, error) {
	container, err := plain.ContainerOf(prefix)
	if err != nil {
		return nil, err
	}
	row := *f.row
	row.Name, row.Contested, row.Marks, row.Whole = name, false, nil, false
	row.About = fmt.Sprintf("sessions of %s under the prefix %q", row.Of, prefix)
	usual, _, _ := strings.Cut(row.Keys[0].Key, "{")
	var locks []string
	for _, lock := range row.Manners.Locks {
		lock = strings.TrimPrefix(strings.Replace(lock, "{key}", "{id}", 1), "{prefix}")
		locks = append(locks, strings.TrimPrefix(lock, usual))
	}
	k, err := keys.Under(row.Of, prefix, container, locks...)
	if err != nil {
		return nil, err
	}
	return with(&row, k), nil
}

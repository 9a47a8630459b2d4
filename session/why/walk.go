package why

import (
	"slices"
	"strings"

	"sessh/session"
	"sessh/session/format/cookie"
	"sessh/session/health"
	"sessh/session/sweep"
)

// kin are the items around a session.
type kin struct {
	classes map[int]int // items of the container on one server, by size class; the server is the first one
	largest int
	matches []match
}

// A match is an item that may be the session under another name.
type match struct {
	container, id, key, server string
	how                        string
	weight                     int
}

// A walk looks at all items that are listed.
type walk struct {
	*survey
	kin    map[string]*kin // by container
	wanted []*evidence
	ids    map[string]string // the ids that a session may have, and why
	folded map[string]bool   // the same ids in small letters
	whole  []string          // ids that are looked for in keys
	locks  []*session.Container
	strays []match // of cookies that lead nowhere
}

// shortestPart is the least length of an id that is looked for in keys.
const shortestPart = 8

// candidates returns the ids that cookies can stand for.
func candidates(root *session.Root, jar cookie.Jar) []string {
	var ids []string
	for _, g := range guesses(root, jar) {
		if !slices.Contains(ids, g.id) {
			ids = append(ids, g.id)
		}
	}
	return ids
}

func newWalk(s *survey, all []*evidence, ids []string) *walk {
	w := &walk{survey: s, kin: make(map[string]*kin), wanted: all, ids: make(map[string]string), folded: make(map[string]bool)}
	for _, e := range all {
		if e.item != nil {
			continue // it is where it was looked for
		}
		if e.in.Locks() {
			w.locks = append(w.locks, e.in)
		}
		w.want(e.id, "under the same id")
		for _, f := range s.root.Formats() {
			made, _ := f.Traits().Cookie.IDs(cookie.Cookie{Value: e.id}, cookie.Jar{})
			for _, x := range made {
				w.want(x.ID, "under an id that is made of this one")
			}
		}
	}
	if len(all) == 0 {
		for _, id := range ids {
			w.want(id, "under the same id")
		}
	}
	return w
}

func (w *walk) want(id, how string) {
	if _, known := w.ids[id]; known || id == "" {
		return
	}
	w.ids[id], w.folded[strings.ToLower(id)] = how, true
	if len(id) >= shortestPart {
		w.whole = append(w.whole, id)
	}
}

// see notes an item.
func (w *walk) see(f sweep.Found) {
	name := f.Container.Name()
	k := w.kin[name]
	if k == nil {
		k = &kin{classes: make(map[int]int)}
		w.kin[name] = k
	}
	k.largest = max(k.largest, f.Item.Size)
	if srv := named(w.after, f.Item.Server); srv != nil && f.Item.Size > 0 {
		if class, ok := srv.ClassOf(f.Item.Size); ok {
			k.classes[class.ID]++
		}
	}
	if m, ok := w.match(f); ok {
		m.container, m.id, m.key, m.server = name, f.ID, f.Item.Key, f.Item.Server
		w.strays = append(w.strays, m)
	}
}

// match reports whether an item may be a session that is looked for.
func (w *walk) match(f sweep.Found) (m match, ok bool) {
	if len(w.ids) == 0 || w.isOwn(f.Item.Key) {
		return match{}, false
	}
	raw := f.Container.Raw()
	if how, ok := w.ids[f.ID]; ok && !raw {
		return match{how: how, weight: 92}, true
	}
	if w.folded[strings.ToLower(f.ID)] && !raw {
		return match{how: "under an id that differs in the case of letters only", weight: 93}, true
	}
	if w.isMadeOf(f) {
		return match{how: "under an id of which this one is made", weight: 92}, true
	}
	for _, id := range w.whole {
		switch {
		case strings.HasSuffix(f.Item.Key, id):
			return match{how: "under a key that ends with the id", weight: 72}, true
		case strings.Contains(f.Item.Key, id):
			return match{how: "under a key that has the id in it", weight: 35}, true
		}
	}
	return match{}, false
}

// isOwn reports whether a key is that of a session that is looked for, or of its lock.
func (w *walk) isOwn(key string) bool {
	for _, in := range w.locks {
		if _, ok := in.LockOf(key); ok {
			return true
		}
	}
	return slices.ContainsFunc(w.wanted, func(e *evidence) bool { return e.key == key })
}

// isMadeOf reports whether the id that is looked for is made of the item's.
func (w *walk) isMadeOf(f sweep.Found) bool {
	for _, e := range w.wanted {
		if e.item != nil || e.in.Format() != f.Container.Format() || len(e.id) == len(f.ID) {
			continue
		}
		made, _ := f.Container.Format().Traits().Cookie.IDs(cookie.Cookie{Value: f.ID}, cookie.Jar{})
		if slices.ContainsFunc(made, func(x cookie.Candidate) bool { return x.ID == e.id }) {
			return true
		}
	}
	return false
}

// kinOf returns what is around the sessions of a container.
func (w *walk) kinOf(e *evidence) *kin {
	k := &kin{}
	if known := w.kin[e.container()]; known != nil {
		*k = *known
	}
	k.matches = w.strays
	return k
}

// class returns the size class of most sessions of the container on the server, or of the session
// itself if its size is known; nil if neither is.
func (e *evidence) class() *health.Class {
	if e.server == nil {
		return nil
	}
	if size := e.size(); size > 0 {
		if c, ok := e.server.ClassOf(size); ok {
			return c
		}
	}
	best, most := -1, 0
	for i := range e.server.Classes {
		if n := e.kin.classes[e.server.Classes[i].ID]; n > most {
			best, most = i, n
		}
	}
	if best < 0 {
		return nil
	}
	return &e.server.Classes[best]
}

// itemHeader is about what memcached adds to key and value of an item.
const itemHeader = 60

// size returns the size of the session's item on the server; 0 if it is not known.
func (e *evidence) size() int {
	item := e.item
	if item == nil {
		item = e.seen.Item
	}
	if item == nil || item.Value == nil {
		return 0
	}
	return len(e.key) + len(item.Value) + itemHeader
}

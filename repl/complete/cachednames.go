package complete

import (
	"slices"
	"time"

	"sessh/repl/complete/ids"
	"sessh/session/tree"
)

// cachedSessions returns some of the ids of a container that begin so, the first in their order
// among them.
func (n *Names) cachedSessions(container, start string) (all []string) {
	const first = 8 // some may need quotes
	for _, v := range n.views(container) {
		ids, _ := v.Prefix(start, first)
		all = append(all, ids...)
	}
	return all
}

// cachedHas reports whether there is a container, or a session in it if id is not "", and
// whether that is known.
func (n *Names) cachedHas(container, id string, now time.Time) (exists, known bool) {
	views := n.views(container)
	exists = len(views) > 0
	if id != "" {
		exists = slices.ContainsFunc(views, func(v *ids.View) bool { return v.Has(id) })
	}
	return exists, exists || n.isFresh(now)
}

// isFresh reports whether everything was listed not long ago.
func (n *Names) isFresh(now time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return !n.whole.IsZero() && n.listing == nil && now.Sub(n.whole) < freshFor
}

// cachedLook returns the data of a session that was read not long ago; nil if it was not.
func (n *Names) cachedLook(container, id string, now time.Time) *tree.Map {
	n.mu.Lock()
	defer n.mu.Unlock()
	l := n.looked[container+"\x00"+id]
	if l == nil || now.Sub(l.at) > freshFor {
		return nil
	}
	return l.data
}

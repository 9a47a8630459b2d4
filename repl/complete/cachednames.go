package complete

import (
	"slices"
	"strings"
	"time"

	"sessh/session/tree"
)

// cachedContainers returns the containers that are known.
func (n *Names) cachedContainers() (all []string) {
	if !n.mu.TryLock() {
		return nil
	}
	defer n.mu.Unlock()
	for name := range n.ids {
		if all = append(all, name); len(all) == mostTried {
			break
		}
	}
	return all
}

// cachedSessions returns the first of the ids of a container that begin so.
func (n *Names) cachedSessions(container, start string) (all []string) {
	if !n.mu.TryLock() {
		return nil
	}
	defer n.mu.Unlock()
	set := n.ids[container]
	if set == nil {
		return nil
	}
	const first = 8 // some may need quotes
	from, _ := slices.BinarySearch(set.sorted, start)
	for _, id := range set.sorted[from:] {
		if len(all) == first || !strings.HasPrefix(id, start) {
			break
		}
		all = append(all, id)
	}
	for _, id := range set.fresh[max(len(set.fresh)-mostTried, 0):] {
		if strings.HasPrefix(id, start) {
			all = append(all, id)
		}
	}
	return all
}

// cachedHas reports whether there is a container, or a session in it if id is not "", and
// whether that is known.
func (n *Names) cachedHas(container, id string, now time.Time) (exists, known bool) {
	if !n.mu.TryLock() {
		return false, false
	}
	defer n.mu.Unlock()
	complete := !n.listed.IsZero() && n.listing == nil && now.Sub(n.listed) < freshFor
	set := n.ids[container]
	if set == nil || id == "" {
		return set != nil, set != nil || complete
	}
	if _, exists = slices.BinarySearch(set.sorted, id); exists {
		return true, true
	}
	if len(set.fresh) > mostTried {
		return false, false
	}
	exists = slices.Contains(set.fresh, id)
	return exists, exists || complete
}

// cachedLook returns the data of a session that was read not long ago; nil if it was not.
func (n *Names) cachedLook(container, id string, now time.Time) *tree.Map {
	if !n.mu.TryLock() {
		return nil
	}
	defer n.mu.Unlock()
	l := n.looked[container+"\x00"+id]
	if l == nil || now.Sub(l.at) > freshFor {
		return nil
	}
	return l.data
}

package races

import (
	"time"

	"sessh/session/diff"
	"sessh/session/tree"
)

// A Kind is what an [Entry] is about.
type Kind uint8

const (
	// Read: a client read the item.
	Read Kind = iota + 1
	// Stored: a client stored the item. The read that the server logs right before, by the same
	// connection, is an entry, too.
	Stored
	// Removed: a client removed the item, or stored it with a lifetime that was over at once.
	Removed
	// Gone: the item was evicted.
	Gone
	// Seen: the watcher read the item.
	Seen
)

// An Entry is something that was done to an item.
type Entry struct {
	Kind    Kind
	Time    time.Time
	Conn    int
	Command string // that stored the item
	// Data is what the watcher saw; nil if it is not known. If there was no item, it is empty.
	Data *tree.Map
}

// A Write is one side of a race.
type Write struct {
	Time    time.Time
	Conn    int
	Command string
	Removed bool
}

// A Race is a pair of writes, the last one made without knowledge of the first.
type Race struct {
	First, Last Write
	// Read is when Last's connection had read the item; zero: not known.
	Read time.Time
	// Lost is what First changed and Last took back. It is empty if Unseen is set.
	Lost []Loss
	// Perhaps is set if Last may have been made from First after all: its connection did not read
	// the item, or did so again right before Last, Readers did between the two, or Pooled is set.
	Perhaps bool
	// Pooled is set if requests read by one connection and write by another: see [Clients].
	Pooled bool
	// Again is set if Last's connection had read the item once more, right before Last, perhaps only
	// to see whether it was there.
	Again bool
	// Readers are the connections that read the item between the writes and may have done so for
	// Last.
	Readers []int
	// Unseen is set if what First changed is not known, because the next write came too soon.
	Unseen bool
}

// A Loss is a place that the first write of a race changed and the last one changed back.
type Loss struct {
	// Path is the place. In a list it has the index that First's value has, or had.
	Path tree.Path
	// Kind is what First did. First and Last are the values after the writes; nil where there is
	// none. In a list, the value is there or missing anywhere in it.
	Kind        diff.Kind
	First, Last any
	// Missing is set if there is no value after Last.
	Missing bool
}

// Place returns the path of what a loss counts for: of a place in a list it is the list's.
func (l Loss) Place() tree.Path {
	for i, k := range l.Path.Keys {
		if _, index := k.(int); index {
			p := tree.SessionPath(l.Path.Container, l.Path.Session, l.Path.Keys[:i]...)
			for j := range i {
				p.SetName(j, l.Path.Name(j))
			}
			return p
		}
	}
	return l.Path
}

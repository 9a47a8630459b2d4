package diff

import (
	"time"

	"sessh/session/tree"
)

// A Version is what a session holds at one time: as it was read, as it is pending, or as another
// program has written it.
type Version struct {
	Exists  bool
	Data    *tree.Map
	Timeout time.Duration
	Flags   uint32 // of a raw item; those of other formats are the format's own, and 0 here
}

// Attribute returns an attribute; see [Change].
func (v Version) Attribute(name string) Side {
	if name == "flags" {
		return SideOf(v.Flags, true)
	}
	return SideOf(v.Timeout, true)
}

// Side returns the session as a whole.
func (v Version) Side() Side { return SideOf(v.Data, v.Exists) }

// AppendAttributes appends the changes of attributes that made new of old.
func (c Comparison) AppendAttributes(changes []Change, old, new Version) []Change {
	if old.Timeout != new.Timeout {
		changes = append(changes, Change{Path: c.Top, Kind: Changed, Old: old.Timeout, New: new.Timeout, Attribute: "timeout"})
	}
	if old.Flags != new.Flags {
		changes = append(changes, Change{Path: c.Top, Kind: Changed, Old: old.Flags, New: new.Flags, Attribute: "flags"})
	}
	return changes
}

// Reattributed returns how many changes AppendAttributes appends.
func Reattributed(old, new Version) int {
	n := 0
	if old.Timeout != new.Timeout {
		n++
	}
	if old.Flags != new.Flags {
		n++
	}
	return n
}

// Attributes merges the attributes of a session that all sides have. It calls set with those that mine
// shall have another value of; if the merge is only tried, with none.
func (m *Merge) Attributes(p tree.Path, base, mine, theirs Version, set func(c Conflict, to Side) error) error {
	for _, name := range []string{"timeout", "flags"} {
		c := Conflict{Path: p, Attribute: name, Base: base.Attribute(name), Mine: mine.Attribute(name), Theirs: theirs.Attribute(name)}
		if c.Base.Equal(c.Theirs) || c.Mine.Equal(c.Theirs) {
			continue
		}
		to := c.Theirs
		if !c.Mine.Equal(c.Base) {
			decided, ok, err := m.How.Decide(c)
			switch {
			case err != nil:
				return err
			case !ok:
				m.Open = append(m.Open, c)
				continue
			case decided.Equal(c.Mine):
				continue
			}
			to = decided
		}
		if to.Equal(c.Theirs) {
			m.Taken = append(m.Taken, Change{Path: p, Kind: Changed, Old: c.Mine.Value, New: to.Value, Attribute: name})
		}
		if !m.Apply {
			continue
		}
		if err := set(c, to); err != nil {
			return err
		}
	}
	return nil
}

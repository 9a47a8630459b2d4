package session

import (
	"fmt"
	"time"

	"sessh/session/diff"
	"sessh/session/undo"
)

// attributes returns the names of the session's attributes; see [diff.Change].
func (s *Session) attributes() []string {
	if s.container.KeepsFlags() {
		return []string{"timeout", "flags"}
	}
	return []string{"timeout"}
}

// attribute returns an attribute of the session.
func (s *Session) attribute(name string) diff.Side {
	if name == "flags" && s.flags != nil {
		return diff.SideOf(*s.flags, true)
	}
	if name == "flags" {
		return s.base.attribute(name, s.container)
	}
	return diff.SideOf(s.timeout, true)
}

// attribute returns an attribute as it was in the store.
func (b *base) attribute(name string, c *Container) diff.Side {
	switch {
	case name != "flags":
		return diff.SideOf(b.timeout(c), true)
	case b.Item != nil:
		return diff.SideOf(b.Item.Flags, true)
	}
	return diff.SideOf(uint32(0), true)
}

// setAttribute returns the change that sets an attribute to what a side holds.
func (s *Session) setAttribute(name string, to diff.Side) (undo.Op, error) {
	switch v := to.Value.(type) {
	case time.Duration:
		if name == "timeout" {
			return undo.Set(&s.timeout, v), nil
		}
	case uint32:
		if name == "flags" {
			return undo.Set(&s.flags, &v), nil
		}
	}
	return nil, s.errorf("", fmt.Errorf("its %s cannot be set to a value of its own: take one side", name))
}

// attributes merges the attributes of a session that exists on both sides.
func (m *merger) attributes(s *Session, theirs base) error {
	for _, name := range s.attributes() {
		c := diff.Conflict{
			Path: s.Path(), Attribute: name,
			Base: s.base.attribute(name, s.container), Mine: s.attribute(name), Theirs: theirs.attribute(name, s.container),
		}
		if c.Base.Equal(c.Theirs) || c.Mine.Equal(c.Theirs) {
			continue
		}
		if err := m.attribute(s, c); err != nil {
			return err
		}
	}
	return nil
}

func (m *merger) attribute(s *Session, c diff.Conflict) error {
	to := c.Theirs
	if !c.Mine.Equal(c.Base) {
		decided, ok, err := m.How.Decide(c)
		switch {
		case err != nil:
			return err
		case !ok:
			m.Open = append(m.Open, c)
			return nil
		case decided.Equal(c.Mine):
			return nil
		}
		to = decided
	}
	if to.Equal(c.Theirs) {
		m.Taken = append(m.Taken, diff.Change{Path: c.Path, Kind: diff.Changed, Old: c.Mine.Value, New: to.Value, Attribute: c.Attribute})
	}
	if !m.Apply {
		return nil
	}
	return s.settleOn(c, to)
}

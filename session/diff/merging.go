package diff

import "sessh/session/tree"

// A Merge merges what another program has made of a tree into mine.
type Merge struct {
	How Resolution
	// Apply is set if mine is to be changed; else the merge is only tried.
	Apply bool
	// Open are the conflicts that How leaves open, and Taken the changes of the other program
	// that are mine from here on.
	Open  []Conflict
	Taken []Change
}

// Maps merges mappings key by key.
func (m *Merge) Maps(p tree.Path, base, mine, theirs *tree.Map) error {
	keys := base.Keys()
	for _, k := range theirs.Keys() {
		if !base.Has(k) {
			keys = append(keys, k)
		}
	}
	for _, k := range keys {
		c := Conflict{Path: p.BelowIn(k, base, mine, theirs), Base: SideOf(base.Get(k)), Mine: SideOf(mine.Get(k)), Theirs: SideOf(theirs.Get(k))}
		if c.Base.Equal(c.Theirs) || c.Mine.Equal(c.Theirs) && !m.How.Same {
			continue
		}
		if err := m.key(mine, k, c); err != nil {
			return err
		}
	}
	return nil
}

func (m *Merge) key(mine *tree.Map, k any, c Conflict) error {
	mm, ok1 := c.Mine.Mapping()
	tm, ok2 := c.Theirs.Mapping()
	if ok1 && ok2 && tree.SameForm(mm, tm) {
		bm, ok := c.Base.Mapping()
		if !ok {
			bm = tree.NewMap()
		}
		return m.Maps(c.Path, bm, mm, tm)
	}
	if c.Mine.Equal(c.Base) {
		return m.take(mine, k, c)
	}
	to, ok, err := m.How.Decide(c)
	switch {
	case err != nil:
		return err
	case !ok && c.Mine.Equal(c.Theirs):
		return nil
	case ok && to.Equal(c.Mine):
		return nil
	case ok && to.Equal(c.Theirs):
		return m.take(mine, k, c)
	case ok && m.Apply:
		return tree.Put(mine, k, to.Value, to.Present)
	case ok:
		return nil
	}
	c.Mine.Value = tree.Snapshot(c.Mine.Value)
	m.Open = append(m.Open, c)
	return nil
}

// take puts theirs in the place of mine.
func (m *Merge) take(mine *tree.Map, k any, c Conflict) error {
	change := Change{Path: c.Path, Kind: Changed, Old: tree.Snapshot(c.Mine.Value), New: c.Theirs.Value}
	switch {
	case !c.Theirs.Present:
		change.Kind = Removed
	case !c.Mine.Present:
		change.Kind = Added
	}
	m.Taken = append(m.Taken, change)
	if !m.Apply {
		return nil
	}
	return tree.Put(mine, k, c.Theirs.Value, c.Theirs.Present)
}

package tree

// Clone returns a deep copy of v that is not part of any session. A [Ref] is replaced by a copy
// of what it refers to, made once for each target.
func Clone(v any) any {
	return clone(v, &cloner{copy: &Copying{}})
}

// Snapshot returns a copy of v for comparison, which counts as the same part of the stored
// value. References to places outside v are kept.
func Snapshot(v any) any {
	return clone(v, &cloner{outside: func(r *Ref) any { return r }})
}

// graft returns a copy of v for the tree of root, which counts as the same part of the stored
// value. A reference to a place outside v becomes one to that place in root.
func graft(v any, root *Map) any {
	return clone(v, &cloner{outside: func(r *Ref) any {
		var x any = root
		for _, k := range r.Keys() {
			n, ok := x.(Node)
			if !ok {
				return nil
			}
			x = child(n, k)
		}
		n := NodeOf(x)
		_, isMap := n.(*Map)
		if _, wasMap := r.to.(*Map); n != nil && isMap == wasMap && SameForm(n, r.to) {
			return &Ref{n}
		}
		return nil
	}})
}

// A copyable is an object with an identity, which copies do not share.
type copyable interface {
	// CopyObject returns an equal object that is part of the copy.
	CopyObject(*Copying) Object
}

type cloner struct {
	copy    *Copying         // nil: the copy counts as the original
	outside func(r *Ref) any // replaces a reference out of what is copied; nil: by a copy
	tops    []any            // what is copied
	made    map[Node]Node    // copies by their originals; nil if there are no references
	refs    []*Ref           // copied references, whose targets are still the originals
	room    Builder
}

func clone(v any, c *cloner) any {
	var of extent
	of.add(v)
	c.room = NewBuilder(of.maps, of.keys)
	if !of.refs {
		return c.value(v)
	}
	c.made = make(map[Node]Node)
	if _, is := v.(*Ref); !is {
		c.tops = append(c.tops, v)
	}
	v = c.value(v)
	for _, r := range c.refs {
		r.to = c.made[r.to]
	}
	return v
}

// extent is what there is in a value.
type extent struct {
	maps, keys int // mappings, and their keys in all
	refs       bool
}

func (x *extent) add(v any) {
	switch v := v.(type) {
	case *Map:
		x.maps++
		x.keys += v.Len()
		for e := v.first; e != nil; e = e.next {
			x.add(e.value)
		}
	case *List:
		for _, y := range v.values {
			x.add(y)
		}
	case *Ref:
		x.refs = true
	}
}

func (c *cloner) value(v any) any {
	switch v := v.(type) {
	case *Map:
		if x := c.made[v]; x != nil {
			return &Ref{x}
		}
		m := c.room.Map(v.form, v.Len())
		c.begin(v, m)
		for e := v.first; e != nil; e = e.next {
			c.room.Put(m, e.key, c.value(e.value))
		}
		return m
	case *List:
		if x := c.made[v]; x != nil {
			return &Ref{x}
		}
		l := NewListOf(v.form)
		c.begin(v, l)
		l.values = make([]any, 0, len(v.values))
		for _, x := range v.values {
			x = c.value(x)
			l.values = append(l.values, x)
			hold(x, l)
		}
		return l
	case *Ref:
		return c.ref(v)
	case copyable:
		if c.copy != nil {
			return v.CopyObject(c.copy)
		}
	}
	return v
}

func (c *cloner) begin(n, copy Node) {
	*copy.origin() = *n.origin()
	if c.copy != nil {
		copy.origin().copied = c.copy
	}
	if c.made != nil {
		c.made[n] = copy
	}
}

func (c *cloner) ref(r *Ref) any {
	if below(r.to, c.tops) {
		x := &Ref{r.to}
		c.refs = append(c.refs, x)
		return x
	}
	if c.outside != nil {
		if v := c.outside(r); v != nil {
			return v
		}
	}
	c.tops = append(c.tops, r.to)
	return c.value(r.to)
}

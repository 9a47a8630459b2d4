package session

// remarks are the changes that make root a tree of another reading, that of theirs:
// what was the same part of what was committed, or stands at the same place and is
// equal, is that part of the new value. What is left is part of none.
func remarks(root, committed, theirs *Map) []op {
	if theirs.origin_.of == nil {
		return nil
	}
	to, same := make(map[origin]origin), make(map[node]origin)
	parallel(committed, theirs, func(a, b node) { to[*a.origin()] = *b.origin() })
	parallel(root, theirs, func(a, b node) {
		if Equal(a, b) {
			same[a] = *b.origin()
		}
	})
	ops := []op{&remark{root, root.origin_, theirs.origin_}}
	used := map[origin]bool{theirs.origin_: true, {}: true}
	note := func(n node, o origin) bool {
		if used[o] {
			return false
		}
		used[o] = true
		ops = append(ops, &remark{n, *n.origin(), o})
		return true
	}
	for s := range allSlots(root) {
		n, ok := s.value().(node)
		if !ok {
			continue
		}
		if n.origin().of == theirs.origin_.of {
			used[*n.origin()] = true
		} else if !note(n, to[*n.origin()]) && !note(n, same[n]) {
			ops = append(ops, &remark{n, *n.origin(), origin{}})
		}
	}
	return ops
}

// parallel goes through two trees where both have lists or mappings of the same form.
func parallel(a, b node, visit func(a, b node)) {
	if !sameForm(a, b) {
		return
	}
	switch a := a.(type) {
	case *Map:
		b, ok := b.(*Map)
		if !ok {
			return
		}
		visit(a, b)
		for k, x := range a.All() {
			y, _ := b.Get(k)
			both(x, y, visit)
		}
	case *List:
		b, ok := b.(*List)
		if !ok {
			return
		}
		visit(a, b)
		for i, x := range a.values {
			y, _ := b.At(i)
			both(x, y, visit)
		}
	}
}

func both(x, y any, visit func(a, b node)) {
	a, ok1 := x.(node)
	b, ok2 := y.(node)
	if ok1 && ok2 {
		parallel(a, b, visit)
	}
}

// remark gives a node another origin.
type remark struct {
	n        node
	old, new origin
}

func (o *remark) apply()  { *o.n.origin() = o.new }
func (o *remark) revert() { *o.n.origin() = o.old }

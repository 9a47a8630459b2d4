package translate

import (
	"slices"
	"strings"
)

// augments reports whether an item assigns with an operation.
func augments(x item) bool {
	if x.kind != op || x.shut.text != "" {
		return false
	}
	operator, ok := strings.CutSuffix(x.token.text, "=")
	return ok && (arithmetic[operator] || operator == "@")
}

// assignment writes an assignment, or an expression.
func (t *translator) assignment(n *node) error {
	items := n.head
	if i := colon(items); i > 0 { // x: int = 1
		eq := index(items, "=")
		if eq < i {
			return items[i].invalid()
		}
		if _, err := test(items[i].token, items[i+1:eq]); err != nil {
			return err
		}
		if _, err := oneTarget(n.first, items[:i]); err != nil {
			return err
		}
		items = slices.Concat(items[:i], items[eq:])
	}
	if i := slices.IndexFunc(items, augments); i >= 0 {
		return t.augmented(n, items, i)
	}
	parts := split(items, "=")
	end := len(parts) - 1
	value, err := values(n.first, parts[end])
	if err != nil {
		return err
	}
	if end == 0 {
		return t.write(n, value)
	}
	to, err := each(n.first, parts[:end], target)
	if err != nil {
		return err
	}
	eq := items[index(items, "=")]
	if end == 1 {
		return t.write(n, slices.Concat(to[0], []item{eq}, value))
	}
	held := made(n.first, "__value")
	t.write(n, slices.Concat([]item{held, eq}, value))
	for _, x := range to {
		t.write(n, append(x, eq, held))
	}
	return nil
}

func (t *translator) augmented(n *node, items []item, i int) error {
	left, err := oneTarget(n.first, items[:i])
	if err != nil {
		return err
	}
	if items[0].isGroup("(") && i == 1 || items[0].isGroup("[") && i == 1 {
		return n.first.errorf("SyntaxError", "cannot assign to this with an operation")
	}
	right, err := values(items[i].token, items[i+1:])
	if err != nil {
		return err
	}
	switch {
	case items[i].is("@="):
		return items[i].notSupported("matrix multiplication")
	case items[i].is("**="):
		right = []item{made(items[i].token, "="), called(items[i].token, "__pow", left, []item{in("(", items[i].token, right)})}
		return t.write(n, slices.Concat(left, right))
	}
	return t.write(n, slices.Concat(left, items[i:i+1], right))
}

// assigns reports whether a simple statement has an assignment in it.
func assigns(items []item) bool {
	return index(items, "=") >= 0 || slices.ContainsFunc(items, augments)
}

// binds reports whether a simple statement binds a name.
func binds(items []item) bool {
	if i := slices.IndexFunc(items, augments); i >= 0 {
		items = slices.Concat(items[:i], []item{made(items[i].token, "=")}, items[i+1:])
	}
	targets := split(items, "=")
	for _, to := range targets[:len(targets)-1] {
		if i := colon(to); i >= 0 { // x: int = 1
			to = to[:i]
		}
		for _, part := range list(to) {
			if len(part) == 1 {
				return true
			}
		}
	}
	return false
}

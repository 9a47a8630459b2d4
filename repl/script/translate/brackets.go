package translate

import "slices"

// colon is the place of a colon that belongs to no lambda, or -1.
func colon(items []item) int { return index(items, ":") }

// arguments rewrites those of a call: with names, * and **.
func arguments(x item) ([]item, error) {
	given := list(x.group)
	for _, p := range given {
		if len(p) == 0 {
			return nil, x.invalid()
		}
	}
	given, err := starsLast(given)
	if err != nil {
		return nil, err
	}
	parts, err := each(x.token, given, func(at token, p []item) ([]item, error) {
		switch {
		case p[0].is("*") || p[0].is("**"):
			return headed(p, 1)
		case len(p) > 1 && p[1].is("="):
			if !p[0].named() {
				return nil, p[1].invalid()
			}
			return headed(p, 2)
		}
		return test(at, p)
	})
	return joined(parts), err
}

// headed rewrites what follows the first n items.
func headed(p []item, n int) ([]item, error) {
	value, err := test(p[n-1].token, p[n:])
	if err != nil {
		return nil, err
	}
	out := slices.Clone(p[:n])
	out[0] = out[0].renamed()
	return append(out, value...), nil
}

// starsLast puts * and ** behind the other arguments, where Starlark wants them.
func starsLast(parts [][]item) ([][]item, error) {
	var first, stars, double [][]item
	for _, p := range parts {
		switch {
		case p[0].is("*") && len(stars) > 0, p[0].is("**") && len(double) > 0:
			return nil, p[0].notSupported("more than one " + p[0].token.text + " in a call")
		case p[0].is("*"):
			stars = append(stars, p)
		case p[0].is("**"):
			double = append(double, p)
		case len(stars) > 0 && !(len(p) > 2 && p[1].is("=")):
			return nil, p[0].notSupported("positional arguments after *")
		default:
			first = append(first, p)
		}
	}
	return slices.Concat(first, stars, double), nil
}

// subscript rewrites an index, or a slice.
func subscript(x item) ([]item, error) {
	if colon(x.group) < 0 {
		return values(x.token, x.group)
	}
	if index(x.group, ",") >= 0 {
		return nil, x.notSupported("slices of several dimensions")
	}
	bounds := split(x.group, ":")
	if len(bounds) > 3 {
		return nil, x.invalid()
	}
	parts, err := each(x.token, bounds, func(at token, p []item) ([]item, error) {
		if len(p) == 0 {
			return nil, nil
		}
		return test(at, p)
	})
	if err != nil {
		return nil, err
	}
	out := parts[0]
	for _, p := range parts[1:] {
		out = append(append(out, made(x.token, ":")), p...)
	}
	return out, nil
}

// target rewrites what is assigned to, or bound by a loop.
func target(at token, items []item) ([]item, error) {
	parts, err := each(at, list(items), oneTarget)
	if err != nil {
		return nil, err
	}
	return tuple(at, items, parts)
}

func oneTarget(at token, items []item) ([]item, error) {
	if len(items) == 0 {
		return nil, at.invalid()
	}
	x := items[0]
	switch {
	case x.is("*"):
		return nil, x.notSupported("assignment to a starred name")
	case len(items) == 1 && (x.isGroup("[") || x.isGroup("(")):
		if len(x.group) == 0 {
			return nil, x.notSupported("assignment to nothing")
		}
		inside := x.group
		if x.isGroup("[") && index(inside, ",") < 0 { // a list of one is a tuple of one
			inside = append(slices.Clone(inside), made(x.shut, ","))
		}
		to, err := target(x.token, inside)
		return []item{brackets(x, "(", to)}, err
	}
	out, err := test(at, items)
	if err != nil {
		return nil, err
	}
	end := items[len(items)-1]
	g := &grammar{items: items}
	if g.operand() != nil || g.i < len(items) || !end.named() && !end.isGroup("[") || len(items) == 1 && constants[end.token.text] {
		return nil, at.errorf("SyntaxError", "cannot assign to this")
	}
	return out, nil
}

var constants = map[string]bool{"None": true, "True": true, "False": true}

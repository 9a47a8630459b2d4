package translate

import "slices"

// powers makes calls of a ** b, the last one first: they bind to the right.
func powers(items []item) []item {
	if !slices.ContainsFunc(items, func(x item) bool { return x.is("**") }) {
		return items
	}
	var done []item // what is behind, in reverse order
	for i := len(items) - 1; i >= 0; i-- {
		if !items[i].is("**") || i == 0 || !items[i-1].operand() {
			done = append(done, items[i])
			continue
		}
		from := primary(items, i)
		n := exponent(done)
		right := slices.Clone(done[len(done)-n:])
		slices.Reverse(right)
		done = append(done[:len(done)-n], called(items[from].token, "__pow", slices.Clone(items[from:i]), right))
		i = from
	}
	slices.Reverse(done)
	return done
}

// primary is where the value begins that ends before i.
func primary(items []item, i int) int {
	for i--; i > 0; {
		switch {
		case items[i].shut.text != "" && items[i-1].operand():
			i--
		case items[i].kind == name && items[i-1].is("."):
			i -= 2
		default:
			return i
		}
	}
	return i
}

// exponent is how many items at the end of the reversed ones are one value,
// with its signs.
func exponent(reversed []item) int {
	n := 0
	next := func() item {
		if n < len(reversed) {
			return reversed[len(reversed)-1-n]
		}
		return item{token: token{kind: op}}
	}
	for x := next(); x.is("-") || x.is("+") || x.is("~"); x = next() {
		n++
	}
	for n++; ; {
		switch x := next(); {
		case x.isGroup("("), x.isGroup("["):
			n++
		case x.is("."):
			n += 2
		default:
			return min(n, len(reversed))
		}
	}
}

// looser reports whether an item ends the operand of a comparison.
func looser(x item) bool {
	if x.shut.text != "" || x.kind == text {
		return false
	}
	switch x.token.text {
	case "and", "or", "not", "if", "else", "lambda", ",", ":", "=":
		return true
	}
	return false
}

// comparisons rewrites `is`, and chains.
func comparisons(items []item) ([]item, error) {
	var out []item
	for len(items) > 0 {
		n := 0
		for n < len(items) && (compares(items, n) > 0 || !looser(items[n])) {
			n += max(compares(items, n), 1)
		}
		if n == 0 {
			out, items = append(out, items[0]), items[1:]
			continue
		}
		compared, err := compare(items[:n])
		if err != nil {
			return nil, err
		}
		out, items = append(out, compared...), items[n:]
	}
	return out, nil
}

// compare rewrites operands with comparisons between.
func compare(items []item) ([]item, error) {
	var operands, ops [][]item
	from := 0
	for i := 0; i < len(items); i++ {
		if n := compares(items, i); n > 0 {
			operands, ops = append(operands, items[from:i]), append(ops, items[i:i+n])
			i += n - 1
			from = i + 1
		}
	}
	operands = append(operands, items[from:])
	switch {
	case len(ops) == 0:
		return items, nil
	case len(ops) == 1:
		return one(operands[0], ops[0], operands[1]), nil
	}
	for _, o := range operands[1:len(ops)] {
		if !simple(o) {
			return computed(operands, ops)
		}
	}
	var out []item
	for i := range ops {
		if i > 0 {
			out = append(out, made(ops[i][0].token, "and"))
		}
		out = append(out, one(operands[i], ops[i], operands[i+1])...)
	}
	return []item{in("(", items[0].token, out)}, nil
}

const maxComputed = 10

// computed compares values that must be computed only once, in functions:
// a < f() < b is (lambda __a, __b: __a < __b and __b < b)(a, f()).
func computed(operands, ops [][]item) ([]item, error) {
	at := ops[0][0].token
	switch {
	case len(ops) > maxComputed:
		return nil, at.notSupported("chains of so many comparisons")
	case len(ops) == 1:
		return one(operands[0], ops[0], operands[1]), nil
	}
	a, b := []item{made(at, "__a")}, []item{made(at, "__b")}
	rest, err := computed(slices.Concat([][]item{b}, operands[2:]), ops[1:])
	if err != nil {
		return nil, err
	}
	f := slices.Concat([]item{made(at, "lambda __a, __b:")}, one(a, ops[0], b), []item{made(at, "and")}, rest)
	args := [][]item{operands[0], operands[1]}
	start := operands[0][0].token
	return []item{whole(in("(", start, f), in("(", start, joined(args)))}, nil
}

// simple reports whether an operand can be read twice.
func simple(items []item) bool {
	for _, x := range items {
		if x.shut.text != "" && (!x.isGroup("[") || !simple(x.group)) {
			return false
		}
	}
	return true
}

func one(left, o, right []item) []item {
	at := o[0].token
	switch {
	case o[0].is("is") && len(o) == 2:
		return slices.Concat(left, []item{made(at, "not in"), called(right[0].token, "__is", right)})
	case o[0].is("is"):
		return slices.Concat(left, []item{made(at, "in"), called(right[0].token, "__is", right)})
	case o[0].is("<>"):
		return slices.Concat(left, []item{made(at, "!=")}, right)
	}
	return slices.Concat(left, o, right)
}

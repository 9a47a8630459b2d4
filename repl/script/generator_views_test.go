package script

import "strings"

// views is a program with views of dictionaries, and sets, of which some values cannot be
// in a set.
func (g *generator) views() program {
	setup := []string{"def show(v): return sorted(v, key=repr) if isinstance(v, (set, frozenset)) else v", "d = " + g.numbered(), "e = " + g.pick("dict(d)", "dict(d)", g.numbered()), "s = " + g.set(1)}
	switch g.Intn(5) {
	case 0:
		setup = append(setup, "e[1] = "+g.any(0))
	case 1:
		setup = append(setup, "e.pop(1, 2)")
	case 2:
		setup = append(setup, "s = set(list(d."+g.words("keys items")+"())[1:])")
	}
	if g.Intn(4) == 0 {
		setup = append(setup, "s "+g.words("| & - ^")+"= "+g.view("d"), "x = "+g.view("d"), "x "+g.words("| & - ^")+"= "+g.collection(), "x = show(x)")
	} else {
		setup = append(setup, "x = 0")
	}
	return program{strings.Join(setup, "\n"), "(" + g.viewed() + ", x, len(s))"}
}

// numbered is a dictionary whose keys are numbers.
func (g *generator) numbered() string {
	var all []string
	for range g.Intn(4) {
		all = append(all, g.pick("0", "1", "2", "3", "1.5", "True", "10**20")+": "+g.any(0))
	}
	return strings.ReplaceAll("{"+strings.Join(all, ", ")+"}", "float('nan')", "0.25") // its hash is its address
}

func (g *generator) view(of string) string {
	return of + "." + g.words("keys items items values") + "()"
}

// collection is what can be compared or joined with a view.
func (g *generator) collection() string {
	return g.pick(g.view("e"), g.view("d"), g.view("e"), "s", "frozenset(s)", "s", "e", "list(e.items())", "list(d)", "[1, []]", "[[], 1]", "(1, 2)", "{(1, 2)}", "set()", g.any(0))
}

// viewed is an expression with a view or a set.
func (g *generator) viewed() string {
	x, y := g.pick(g.view("d"), g.view("d"), "s", "frozenset(s)"), g.collection()
	if g.Intn(3) == 0 {
		x, y = y, x
	}
	switch g.Intn(5) {
	case 0:
		return "show(" + x + " " + g.words("| & - ^") + " " + y + ")"
	case 1:
		return x + " " + g.words("< <= > >= == != == !=") + " " + y
	case 2:
		return g.pick(g.any(0), "(1, 2)", "(1, [])", "([], 1)", "[]", x) + g.pick(" in ", " not in ") + g.pick(x, "("+y+", 1)", "["+x+"]")
	case 3:
		return "(" + x + ").isdisjoint(" + y + ")"
	}
	return "show(s." + g.words("issubset issuperset isdisjoint union intersection difference symmetric_difference update difference_update intersection_update symmetric_difference_update") + "(" + y + ")), show(s)"
}

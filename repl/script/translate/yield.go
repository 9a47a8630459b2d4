package translate

// yields translates yield as a statement, or as the value of an assignment; ok is false if it
// is none.
func yields(n *node, tokens []token) (s *Yield, ok bool) {
	parts := split(tokens, "=")
	last := parts[len(parts)-1]
	for len(last) > 2 && last[0].is("(") && last[1].is("yield") && shutting(last) == len(last)-1 {
		last = last[1 : len(last)-1]
	}
	if len(last) == 0 || !last[0].is("yield") {
		return nil, false
	}
	s = &Yield{BranchStmt: stmtAt(n.first)}
	for _, part := range parts[:len(parts)-1] {
		s.Targets = append(s.Targets, all(n.first, part, targets))
	}
	rest := last[1:]
	if len(rest) > 0 && rest[0].is("from") {
		s.From = true
		s.X = all(rest[0], rest[1:], one)
		return s, true
	}
	if len(rest) > 0 {
		s.X = all(last[0], rest, values)
	}
	return s, true
}

package notation

import "sessh/repl/syntax"

func QuoteAll(names []string) []string {
	q := make([]string, len(names))
	for i, n := range names {
		q[i] = syntax.Quote(n)
	}
	return q
}

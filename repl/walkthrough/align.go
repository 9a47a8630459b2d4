package walkthrough

import (
	"strings"

	"znkr.io/diff"
)

// aligned is one line of the comparison of wanted and actual output.
type aligned struct {
	sign rune   // one of the signs below
	text string // as it came; as it was wanted for signWanted
	want string // as it was wanted, for signSame
}

const (
	signSame     = ' '
	signWanted   = '-' // did not come
	signCame     = '+' // was not wanted
	signEllipsis = ':' // a line that is nothing but an ellipsis
	signStoodFor = '.' // a line of the output that the ellipsis above stands for
)

// align compares line by line. A wanted line with "..." equals a line that it matches; a
// line that is only "..." stands for any lines up to the next match.
func align(want, got []string, flags Flags) []aligned {
	if !flags[Ellipsis] {
		return plainDiff(want, got, flags)
	}
	var all []aligned
	for len(want) > 0 {
		if want[0] != dots {
			n := 0
			for n < len(want) && want[n] != dots {
				n++
			}
			upTo := len(got)
			if n < len(want) { // what follows the ellipsis is looked for behind
				upTo = anchor(want[:n], got, flags)
			}
			all = append(all, plainDiff(want[:n], got[:upTo], flags)...)
			want, got = want[n:], got[upTo:]
			continue
		}
		want = want[1:]
		all = append(all, aligned{sign: signEllipsis, text: dots})
		n := len(got)
		if len(want) > 0 {
			n = find(want[0], got, flags)
		}
		if n == len(got) { // it stands for what the lines behind it leave
			n = max(len(got)-len(want), 0)
		}
		for _, l := range got[:n] {
			all = append(all, aligned{sign: signStoodFor, text: l})
		}
		got = got[n:]
	}
	for _, l := range got {
		all = append(all, aligned{sign: signCame, text: l})
	}
	return all
}

// anchor returns how many lines of got belong to a run of wanted lines.
func anchor(want, got []string, flags Flags) int {
	n := min(len(want), len(got))
	for i := len(want) - 1; i >= 0; i-- {
		if at := find(want[i], got, flags); at < len(got) && at >= i {
			return min(at+len(want)-i, len(got))
		}
	}
	return n
}

func find(line string, in []string, flags Flags) int {
	for i, l := range in {
		if sameLine(line, l, flags) {
			return i
		}
	}
	return len(in)
}

func sameLine(want, got string, flags Flags) bool {
	return Match(want+"\n", got+"\n", flags)
}

// plainDiff returns the shortest difference.
func plainDiff(want, got []string, flags Flags) []aligned {
	var all []aligned
	for _, e := range diff.EditsFunc(want, got, func(a, b string) bool { return sameLine(a, b, flags) }) {
		switch e.Op {
		case diff.Match:
			all = append(all, aligned{signSame, e.Y, e.X})
		case diff.Delete:
			all = append(all, aligned{sign: signWanted, text: e.X})
		case diff.Insert:
			all = append(all, aligned{sign: signCame, text: e.Y})
		}
	}
	return all
}

// outputLines returns the lines of an output, without their ends.
func outputLines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}

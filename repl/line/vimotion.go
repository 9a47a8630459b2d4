package line

import (
	"unicode"

	"sessh/repl/line/keys"
)

// motion returns where a motion of vi leads to n times, whether a change takes the character
// there as well, and whether r is a motion that leads anywhere.
func (v *vi) motion(line []rune, pos int, r rune, n int) (to int, inclusive, ok bool) {
	switch r {
	case '0':
		return 0, false, true
	case '^':
		return firstOf(line), false, true
	case '$':
		return max(len(line)-1, 0), true, true
	case '|':
		return min(n-1, max(len(line)-1, 0)), false, true
	case 'f', 'F', 't', 'T':
		return v.sought(line, pos, false, n)
	case ';', ',':
		from := pos
		if v.find == 't' || v.find == 'T' { // past the character that it stands before
			if from--; (v.find == 't') != (r == ',') {
				from += 2
			}
		}
		return v.sought(line, from, r == ',', n)
	}
	step := map[rune]func([]rune, int) int{
		'h': func(_ []rune, at int) int { return max(at-1, 0) },
		'l': func(line []rune, at int) int { return min(at+1, len(line)) },
		'w': func(line []rune, at int) int { return nextOf(line, at, viClass) },
		'W': func(line []rune, at int) int { return nextOf(line, at, viBlank) },
		'b': func(line []rune, at int) int { return startOf(line, at, viClass) },
		'B': func(line []rune, at int) int { return startOf(line, at, viBlank) },
		'e': func(line []rune, at int) int { return endOf(line, at, viClass) },
		'E': func(line []rune, at int) int { return endOf(line, at, viBlank) },
		' ': func(line []rune, at int) int { return min(at+1, len(line)) },
	}[r]
	if step == nil {
		return 0, false, false
	}
	to = pos
	for range min(n, len(line)) {
		to = step(line, to)
	}
	return to, r == 'e' || r == 'E', to != pos
}

// sought returns where the last of f, F, t and T, or its reverse, leads from a place on.
func (v *vi) sought(line []rune, from int, reversed bool, n int) (to int, inclusive, ok bool) {
	forward := (v.find == 'f' || v.find == 't') != reversed
	step := -1
	if forward {
		step = 1
	}
	for at := from + step; v.find != 0 && at >= 0 && at < len(line); at += step {
		if line[at] != v.found {
			continue
		}
		if n--; n > 0 {
			continue
		}
		if v.find == 't' || v.find == 'T' {
			at -= step
		}
		return at, forward, true
	}
	return 0, false, false
}

// firstOf returns where the first word of a line begins.
func firstOf(line []rune) int {
	for i, r := range line {
		if !unicode.IsSpace(r) {
			return i
		}
	}
	return 0
}

// viClass returns what kind of character r is: those of one kind make a word; 0 is a blank.
func viClass(r rune) int {
	switch {
	case viBlank(r) == 0:
		return 0
	case word(r) || r == '_':
		return 1
	}
	return 2
}

// viBlank is viClass for words of anything but blanks.
func viBlank(r rune) int {
	if unicode.IsSpace(r) || r == keys.TextNewline || r == keys.TextTab {
		return 0
	}
	return 1
}

func nextOf(line []rune, at int, class func(rune) int) int {
	if at < len(line) {
		for c := class(line[at]); at < len(line) && class(line[at]) == c; at++ {
		}
	}
	for ; at < len(line) && class(line[at]) == 0; at++ {
	}
	return at
}

func startOf(line []rune, at int, class func(rune) int) int {
	for at > 0 && class(line[at-1]) == 0 {
		at--
	}
	if at > 0 {
		for c := class(line[at-1]); at > 0 && class(line[at-1]) == c; at-- {
		}
	}
	return at
}

func endOf(line []rune, at int, class func(rune) int) int {
	if at++; at >= len(line) {
		return max(len(line)-1, 0)
	}
	for at < len(line)-1 && class(line[at]) == 0 {
		at++
	}
	for at < len(line)-1 && class(line[at+1]) == class(line[at]) {
		at++
	}
	return at
}

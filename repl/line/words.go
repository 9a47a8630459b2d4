package line

import (
	"slices"
	"unicode"
)

func word(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.M) }

// wordStart is where the word before pos begins.
func wordStart(line []rune, pos int) int {
	for pos > 0 && !word(line[pos-1]) {
		pos--
	}
	for pos > 0 && word(line[pos-1]) {
		pos--
	}
	return pos
}

// wordEnd is where the word at or behind pos ends.
func wordEnd(line []rune, pos int) int {
	for pos < len(line) && !word(line[pos]) {
		pos++
	}
	for pos < len(line) && word(line[pos]) {
		pos++
	}
	return pos
}

// nextWord is where the next word behind pos begins.
func nextWord(line []rune, pos int) int {
	for pos < len(line) && word(line[pos]) {
		pos++
	}
	for pos < len(line) && !word(line[pos]) {
		pos++
	}
	return pos
}

func without(line []rune, from, to int) []rune {
	return slices.Concat(line[:from], line[to:])
}

// kill takes a part away, which Ctrl-Y puts back.
func (e *Editor) kill(from, to int) {
	if from < to {
		e.killed = slices.Clone(e.now.line[from:to])
		e.become(without(e.now.line, from, to), from)
	}
}

func (e *Editor) insert(text []rune) {
	line, pos := e.now.line, e.now.pos
	e.become(slices.Concat(line[:pos], text, line[pos:]), pos+len(text))
}

// transpose exchanges the runes around the cursor, and at the end the last two.
func (e *Editor) transpose(line []rune, pos int) {
	if pos == len(line) {
		pos--
	}
	if pos < 1 {
		e.out.bell()
		return
	}
	line = slices.Clone(line)
	line[pos-1], line[pos] = line[pos], line[pos-1]
	e.become(line, pos+1)
}

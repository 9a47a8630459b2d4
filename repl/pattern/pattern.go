// Package pattern runs regular expressions that users write on values of sessions. Those of
// Go take time in proportion to the length of the text times the size of the expression, and
// cannot be stopped. So the size is limited before anything is compiled, and a long text is
// read rune by rune, so that a match can be stopped between any two of them.
package pattern

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"regexp/syntax"
	"sync"
	"unicode/utf8"
)

// Limits of an expression.
const (
	maxText = 4096 // bytes
	maxSize = 8192 // instructions
)

// A Pattern is a regular expression. It is safe for concurrent use.
type Pattern struct {
	*regexp.Regexp
	size   int
	behind func() *regexp.Regexp // a rune, and the expression after it
}

// A TooLargeError is the error about an expression that exceeds a limit.
type TooLargeError struct{ reason string }

func (e *TooLargeError) Error() string { return e.reason }

// Compile compiles an expression, with flags such as (?i) in front of it.
func Compile(flags, text string) (*Pattern, error) {
	if len(text) > maxText {
		return nil, &TooLargeError{fmt.Sprintf("a regular expression of more than %d bytes is too long", maxText)}
	}
	tree, err := syntax.Parse(flags+text, syntax.Perl)
	if err != nil {
		return nil, err
	}
	size := sizeOf(tree)
	if size > maxSize {
		return nil, &TooLargeError{fmt.Sprintf("a regular expression of more than %d parts, each counted as often as it is repeated, is too large", maxSize)}
	}
	re, err := regexp.Compile(flags + text)
	if err != nil {
		return nil, err
	}
	return &Pattern{Regexp: re, size: size, behind: sync.OnceValue(func() *regexp.Regexp {
		behind, err := regexp.Compile(`(?s:.)(?:` + tree.String() + `)`)
		if err != nil {
			return re // it is nested as deep as may be: the count is not exact
		}
		return behind
	})}, nil
}

// sizeOf returns about how many instructions an expression compiles to.
func sizeOf(re *syntax.Regexp) int {
	n := 1
	for _, sub := range re.Sub {
		n = min(n+sizeOf(sub), maxSize+1)
	}
	switch re.Op {
	case syntax.OpLiteral:
		n = len(re.Rune)
	case syntax.OpCapture:
		n++
	case syntax.OpRepeat:
		n *= max(re.Max, re.Min, 1)
	}
	return min(n, maxSize+1)
}

// Work returns an upper bound of the steps that one match takes in a text of n bytes.
func (p *Pattern) Work(n int) int64 { return int64(p.size) * int64(n) }

const littleWork = 1 << 21 // steps: a few milliseconds

// Match reports whether a text matches; it returns the error of ctx if ctx ends first.
func (p *Pattern) Match(ctx context.Context, s string) (bool, error) {
	if literal, complete := p.LiteralPrefix(); complete && literal != "" || p.Work(len(s)) <= littleWork {
		return p.MatchString(s), nil
	}
	r := &reader{ctx: ctx, s: s}
	matched := p.MatchReader(r)
	return matched && r.err == nil, r.err
}

// Count returns the number of matches in a text, empty ones included. It stops after limit
// matches, and fails with [ErrTooLong] after the given number of steps.
func (p *Pattern) Count(ctx context.Context, s string, limit int, steps int64) (int, error) {
	left := steps / int64(p.size)
	n := 0
	for at, re := 0, p.Regexp; n < limit; n++ {
		_, w := utf8.DecodeLastRuneInString(s[:at])
		r := &reader{ctx: ctx, s: s[at-w:], left: &left}
		found := re.FindReaderIndex(r)
		if r.err != nil {
			return n, r.err
		}
		if found == nil {
			return n, nil
		}
		next := at - w + found[1]
		if next <= at { // it is empty
			if at == len(s) {
				return n + 1, nil
			}
			_, one := utf8.DecodeRuneInString(s[at:])
			next = at + one
		}
		at, re = next, p.behind()
	}
	return n, nil
}

// ErrTooLong is returned by [Pattern.Count] if it takes too many steps.
var ErrTooLong = errors.New("a regular expression takes too long")

// A reader reads a text until ctx ends.
type reader struct {
	ctx  context.Context
	s    string
	left *int64 // runes, of all readers
	n    int
	err  error
}

const askEvery = 64 // runes

// ReadRune implements [io.RuneReader].
func (r *reader) ReadRune() (rune, int, error) {
	if len(r.s) == 0 || r.err != nil {
		return 0, 0, io.EOF
	}
	if r.n++; r.n%askEvery == 0 {
		r.err = r.ctx.Err()
	}
	if r.left != nil {
		if *r.left--; *r.left < 0 {
			r.err = ErrTooLong
		}
	}
	if r.err != nil {
		return 0, 0, io.EOF
	}
	c, w := utf8.DecodeRuneInString(r.s)
	r.s = r.s[w:]
	return c, w, nil
}

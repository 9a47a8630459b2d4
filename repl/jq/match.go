package jq

import (
	"errors"
	"strings"
	"sync"

	"sessh/repl/pattern"
)

const (
	sizeOfMatch  = 600
	maxSteps     = 1 << 28 // of an expression in a text, during which gojq cannot be stopped
	matchedBytes = 1 << 29 // read by gojq: the whole text before each match and its groups
	littleBytes  = 1 << 16 // of all matches, below which they are not counted
	littleSteps  = 1 << 22
)

// regular returns the regular expression in the arguments of a function, with its flags;
// nil if the function will fail.
func (r *run) regular(args []any) (p *pattern.Pattern, flags string, err error) {
	if list, ok := args[0].([]any); ok {
		args = list
	}
	if len(args) == 0 {
		return nil, "", nil
	}
	text, ok := args[0].(string)
	if len(args) > 1 {
		flags, _ = args[1].(string)
	}
	if !ok {
		return nil, "", nil
	}
	prefix := ""
	if strings.Contains(flags, "i") {
		prefix += "(?i)"
	}
	if strings.Contains(flags, "m") {
		prefix += "(?s)"
	}
	p, err = r.patterns.compile(prefix, text)
	if large, ok := errors.AsType[*pattern.TooLargeError](err); ok {
		return nil, "", r.stop("%s", large)
	}
	if err != nil {
		return nil, "", nil // the function itself reports it
	}
	return p, flags, nil
}

// guardTest guards test, which stops at the first match and reports no captures.
func guardTest(r *run, v any, args []any) error {
	p, _, err := r.regular(args)
	if p == nil {
		return err
	}
	s, _ := v.(string)
	return r.steps(p, len(s))
}

// steps returns the steps of one match in a text of n bytes.
func (r *run) steps(p *pattern.Pattern, n int) error {
	if p.Work(n) > maxSteps {
		return r.stop("a regular expression of this size takes too long in a text of %d bytes", n)
	}
	return nil
}

// guardMatch is for the first match, or with the flag g for all.
func guardMatch(r *run, v any, args []any) error { return guardMatches(r, v, args, "") }

func guardMatches(r *run, v any, args []any, more string) error {
	p, flags, err := r.regular(args)
	if p == nil {
		return err
	}
	s, _ := v.(string)
	if err := r.steps(p, len(s)); err != nil {
		return err
	}
	n, each := 1, int64(1+p.NumSubexp())
	if all := int64(len(s)) + 1; strings.Contains(flags+more, "g") && (all*each*sizeOfMatch > littleBytes || all*p.Work(len(s)) > littleSteps) {
		limit := int(matchedBytes / each / all)
		n, err = p.Count(r.ctx, s, limit+1, maxSteps)
		switch {
		case errors.Is(err, pattern.ErrTooLong):
			return r.stop("a regular expression with such long matches takes too long on a text of %d bytes", len(s))
		case err != nil:
			return err
		case n > limit:
			return r.stop("an expression that matches a text of %d bytes more than %d times takes too long", len(s), limit)
		}
	}
	return r.ctx.Make(int64(n) * each * sizeOfMatch)
}

// patterns caches compiled regular expressions. It is safe for concurrent use.
type patterns struct {
	mu       sync.Mutex
	compiled map[[2]string]*pattern.Pattern
}

const maxPatterns = 64

func (ps *patterns) compile(flags, text string) (*pattern.Pattern, error) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	key := [2]string{flags, text}
	if p := ps.compiled[key]; p != nil {
		return p, nil
	}
	p, err := pattern.Compile(flags, text)
	if err != nil {
		return nil, err
	}
	if ps.compiled == nil || len(ps.compiled) >= maxPatterns {
		ps.compiled = make(map[[2]string]*pattern.Pattern)
	}
	ps.compiled[key] = p
	return p, nil
}

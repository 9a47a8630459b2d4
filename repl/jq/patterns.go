package jq

import (
	"sync"

	"sessh/repl/pattern"
)

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

package server

import (
	"slices"
	"sync"
)

// Notes are what users should know that is not an error, each once.
type Notes struct {
	mu   sync.Mutex
	seen map[string]bool
	kept []string // not returned yet
}

// Add adds a note.
func (n *Notes) Add(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.seen == nil {
		n.seen = make(map[string]bool)
	}
	if !n.seen[text] {
		n.seen[text] = true
		n.kept = append(n.kept, text)
	}
}

// Take returns the notes since the last call.
func (n *Notes) Take() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	kept := slices.Clone(n.kept)
	n.kept = n.kept[:0]
	return kept
}

package memcached

import (
	"slices"
	"sync"
)

// notes are what is no error and should be known, once.
type notes struct {
	mu   sync.Mutex
	told map[string]bool
	kept []string // not fetched yet
}

func (n *notes) add(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.told == nil {
		n.told = make(map[string]bool)
	}
	if !n.told[text] {
		n.told[text] = true
		n.kept = append(n.kept, text)
	}
}

// Notes are what there is to tell since the last call that is no error, each thing
// once: that a listing cannot be complete.
func (s *Store) Notes() []string {
	s.notes.mu.Lock()
	defer s.notes.mu.Unlock()
	kept := slices.Clone(s.notes.kept)
	s.notes.kept = s.notes.kept[:0]
	return kept
}

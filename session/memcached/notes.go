package memcached

import (
	"slices"
	"sync"
)

// notes are what users should know that is not an error, each once.
type notes struct {
	mu   sync.Mutex
	seen map[string]bool
	kept []string // not returned yet
}

func (n *notes) add(text string) {
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

// Notes returns what users should know that is not an error, such as that a listing may be
// incomplete, since the last call. Each note is returned once.
func (s *Store) Notes() []string {
	s.notes.mu.Lock()
	defer s.notes.mu.Unlock()
	kept := slices.Clone(s.notes.kept)
	s.notes.kept = s.notes.kept[:0]
	return kept
}

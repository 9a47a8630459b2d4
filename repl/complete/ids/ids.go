// Package ids holds the ids of sessions for completion: millions of them in little more
// memory than their text takes.
//
// A [Set] is added to by whoever lists sessions. A [View] is what a set holds at a moment,
// and answers, in a time that is bounded, which ids begin with a text, contain it, or have
// its characters in their order. Neither waits for the other for longer than an instant, so
// that completion answers while a listing still runs.
package ids

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sync"
)

// A Set is a set of ids. The zero value is empty. It is safe for concurrent use.
//
// The text of the ids is in chunks, each id with its length before it; a [ref] is the place
// of one. The refs are in sorted runs, each of which is at least twice as long as the next
// one, so that there are few runs and none is sorted often. Chunks and runs never change
// once they are written: only more of them come.
type Set struct {
	adding sync.Mutex // held by those who add, so that only one of them merges runs
	mu     sync.Mutex // guards what follows; never held for long
	view   View
}

// A View is what a [Set] held at a moment.
type View struct {
	chunks  [][]byte
	size    int     // of the chunks
	runs    [][]ref // sorted, the longest first
	recent  []ref   // not sorted yet
	dropped int     // ids that there was no room for
}

// A ref is the place of an id: the number of a chunk, and an index into it.
type ref uint32

const (
	indexBits = 20
	maxChunk  = 1 << indexBits
	minChunk  = 1 << 10
	maxChunks = 1 << (32 - indexBits)

	maxRecent = 1 << 13   // ids that are not sorted yet
	maxBytes  = 512 << 20 // of one set; what does not fit is counted
)

// Add adds ids.
func (s *Set) Add(all ...string) {
	s.adding.Lock()
	defer s.adding.Unlock()
	for len(all) > 0 {
		n := s.add(all)
		all = all[n:]
		if len(all) > 0 {
			s.sort()
		}
	}
}

// add adds ids until they have to be sorted, and returns how many.
func (s *Set) add(all []string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := &s.view
	for i, id := range all {
		if len(v.recent) == maxRecent {
			return i
		}
		if r, ok := v.put(id); ok {
			v.recent = append(v.recent, r)
		} else {
			v.dropped++
		}
	}
	return len(all)
}

// put writes the text of an id.
func (v *View) put(id string) (r ref, ok bool) {
	need := len(id) + binary.MaxVarintLen32
	last := len(v.chunks) - 1
	if last < 0 || cap(v.chunks[last])-len(v.chunks[last]) < need {
		size := max(min(max(v.size, minChunk), maxChunk), need)
		if len(v.chunks) == maxChunks || v.size+size > maxBytes {
			return 0, false
		}
		v.chunks = append(v.chunks, make([]byte, 0, size))
		v.size += size
		last++
	}
	at := len(v.chunks[last])
	c := binary.AppendUvarint(v.chunks[last], uint64(len(id)))
	v.chunks[last] = append(c, id...)
	return ref(last<<indexBits | at), true
}

// at returns the text of an id.
func (v *View) at(r ref) []byte {
	c := v.chunks[r>>indexBits][r&(maxChunk-1):]
	n, head := uint64(c[0]), 1
	if n >= 0x80 {
		n, head = binary.Uvarint(c)
	}
	return c[head : head+int(n)]
}

func (v *View) compare(a, b ref) int { return bytes.Compare(v.at(a), v.at(b)) }

// sort makes a run of the recent ids, and merges runs of about the same length.
func (s *Set) sort() {
	v := s.View()
	run := slices.Clone(v.recent)
	slices.SortFunc(run, v.compare)
	run = slices.CompactFunc(run, func(a, b ref) bool { return v.compare(a, b) == 0 })
	runs := slices.Clone(v.runs)
	for n := len(runs); n > 0 && len(runs[n-1]) < 2*len(run); n-- {
		run, runs = v.merge(runs[n-1], run), runs[:n-1]
	}
	runs = append(runs, run)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.view.runs, s.view.recent = runs, nil
}

// merge returns the ids of two runs.
func (v *View) merge(a, b []ref) []ref {
	all := make([]ref, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch c := v.compare(a[0], b[0]); {
		case c < 0:
			all, a = append(all, a[0]), a[1:]
		case c > 0:
			all, b = append(all, b[0]), b[1:]
		default:
			a = a[1:]
		}
	}
	return append(append(all, a...), b...)
}

// View returns what the set holds.
func (s *Set) View() *View {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.view
	v.chunks, v.recent = slices.Clone(v.chunks), slices.Clip(v.recent)
	return &v
}

// Settle brings everything into one sorted run, in which each id is once, and drops the text
// of those that were added twice if it is much.
func (s *Set) Settle() {
	s.adding.Lock()
	defer s.adding.Unlock()
	s.sort()
	v := s.View()
	run := v.runs[len(v.runs)-1]
	for i := len(v.runs) - 2; i >= 0; i-- {
		run = v.merge(v.runs[i], run)
	}
	settled := View{chunks: v.chunks, size: v.size, runs: [][]ref{run}, dropped: v.dropped}
	if v.waste(run) {
		settled = v.rewritten(run)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.view = settled
}

// waste reports whether more than half of the text is of ids that are not in a run.
func (v *View) waste(run []ref) bool {
	used, live := 0, 0
	for _, c := range v.chunks {
		used += len(c)
	}
	for _, r := range run {
		live += len(v.at(r)) + 1
	}
	return used > 2*live
}

// rewritten returns the ids of a run with no other text.
func (v *View) rewritten(run []ref) View {
	w := View{dropped: v.dropped}
	fresh := make([]ref, 0, len(run))
	for _, r := range run {
		if r, ok := w.put(string(v.at(r))); ok {
			fresh = append(fresh, r)
		}
	}
	w.runs = [][]ref{fresh}
	return w
}

// Len returns how many ids there are; those that were added twice may count twice.
func (v *View) Len() int {
	n := len(v.recent) + v.dropped
	for _, run := range v.runs {
		n += len(run)
	}
	return n
}

// Prefix returns the ids that begin with a text, sorted, up to a limit, and how many more
// there are.
func (v *View) Prefix(text string, limit int) (found []string, more int) {
	prefix := []byte(text)
	var refs []ref
	for _, run := range v.runs {
		from, _ := slices.BinarySearchFunc(run, prefix, func(r ref, p []byte) int { return bytes.Compare(v.at(r), p) })
		to, _ := slices.BinarySearchFunc(run[from:], prefix, func(r ref, p []byte) int {
			if bytes.HasPrefix(v.at(r), p) {
				return -1
			}
			return 1
		})
		more += to
		refs = append(refs, run[from:from+min(to, limit)]...)
	}
	for _, r := range v.recent {
		if bytes.HasPrefix(v.at(r), prefix) {
			more++
			refs = append(refs, r)
		}
	}
	taken := len(refs)
	slices.SortFunc(refs, v.compare)
	refs = slices.CompactFunc(refs, func(a, b ref) bool { return v.compare(a, b) == 0 })
	more -= taken - len(refs) // those that are there twice
	refs = refs[:min(len(refs), limit)]
	return v.strings(refs), max(more-len(refs), 0)
}

func (v *View) strings(refs []ref) []string {
	all := make([]string, len(refs))
	for i, r := range refs {
		all[i] = string(v.at(r))
	}
	return all
}

// Package ids holds the ids of sessions for completion: millions of them in little more
// memory than their text takes.
//
// A [Set] grows while sessions are listed. A [View] is what a set holds at a moment,
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
	sorting sync.Mutex // held while runs are made
	mu      sync.Mutex // guards what follows; never held for long
	view    View
	busy    bool // recent ids are being sorted in the background
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

	maxRecent = 1 << 13   // ids that are sorted when there are more
	maxBytes  = 512 << 20 // of one set; what does not fit is counted
)

// Add adds ids. It takes no longer than to write them: they are sorted in the background.
func (s *Set) Add(all ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := &s.view
	for _, id := range all {
		if r, ok := v.put(id); ok {
			v.recent = append(v.recent, r)
		} else {
			v.dropped++
		}
	}
	if len(v.recent) >= maxRecent && !s.busy {
		s.busy = true
		go func() { // nothing waits for it
			s.sorting.Lock()
			defer s.sorting.Unlock()
			for s.sort() {
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			s.busy = false
		}()
	}
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

// sort makes a run of the first of the recent ids, and merges runs of about the same length.
// It reports whether there are enough recent ids for another run.
func (s *Set) sort() (more bool) {
	v := s.View()
	n := min(len(v.recent), maxRecent) // so few are sorted far faster than all of them
	run := slices.Clone(v.recent[:n])
	slices.SortFunc(run, v.compare)
	run = slices.CompactFunc(run, func(a, b ref) bool { return v.compare(a, b) == 0 })
	runs := slices.Clone(v.runs)
	for n := len(runs); n > 0 && len(runs[n-1]) < 2*len(run); n-- {
		run, runs = v.merge(runs[n-1], run), runs[:n-1]
	}
	runs = append(runs, run)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.view.runs, s.view.recent = runs, s.view.recent[n:]
	if len(s.view.recent) == 0 {
		s.view.recent = nil
	}
	return len(s.view.recent) >= maxRecent
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
	s.sorting.Lock()
	defer s.sorting.Unlock()
	for s.sort() {
	}
	s.sort() // the last few
	v := s.View()
	run := v.runs[len(v.runs)-1]
	for i := len(v.runs) - 2; i >= 0; i-- {
		run = v.merge(v.runs[i], run)
	}
	s.mu.Lock()
	s.view.runs = [][]ref{run}
	s.mu.Unlock()
	if v.waste(run) {
		s.rewrite(run)
	}
}

// rewrite drops all text but that of a run, unless ids have been added meanwhile, whose text
// stands behind it.
func (s *Set) rewrite(run []ref) {
	v := s.View()
	w := v.rewritten(run)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.view.recent) == 0 && len(s.view.runs) == 1 {
		w.dropped = s.view.dropped
		s.view = w
	}
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
	settle := func() { // sorts what was found
		n := len(refs)
		slices.SortFunc(refs, v.compare)
		refs = slices.CompactFunc(refs, func(a, b ref) bool { return v.compare(a, b) == 0 })
		more -= n - len(refs) // those that are there twice
		refs = refs[:min(len(refs), limit)]
	}
	full := false // what comes after the last of refs is not wanted
	for _, r := range v.recent {
		if !bytes.HasPrefix(v.at(r), prefix) {
			continue
		}
		more++
		if full && v.compare(r, refs[limit-1]) > 0 {
			continue
		}
		if refs = append(refs, r); len(refs) >= 4*limit+minSorted {
			settle()
			full = len(refs) == limit && limit > 0
		}
	}
	settle()
	return v.strings(refs), max(more-len(refs), 0)
}

// minSorted is how many refs are worth being sorted.
const minSorted = 256

func (v *View) strings(refs []ref) []string {
	all := make([]string, len(refs))
	for i, r := range refs {
		all[i] = string(v.at(r))
	}
	return all
}

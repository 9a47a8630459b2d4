package races

import (
	"slices"
	"time"

	"sessh/session/tree"
)

// Races returns the races that were found since the last call. now is the time up to which all entries
// are there: a write is judged once the read that it was made from is known, or after the time in
// which races are looked for.
func (h *History) Races(now time.Time) []Race { return h.races(now, false) }

// End is [History.Races] when no more entries will come.
func (h *History) End() []Race { return h.races(time.Time{}, true) }

func (h *History) races(now time.Time, end bool) (found []Race) {
	for i, w := range h.writes {
		if w.judged {
			continue
		}
		late := end || now.Sub(w.Time) > h.options.Within
		some, ok := h.judge(i, late)
		if !ok {
			break // what comes later is reported later
		}
		w.judged = true
		found = append(found, some...)
	}
	if !end {
		h.prune(now)
	}
	return found
}

// judge returns the races that the write i has lost others' changes in; ok is false if that is not
// certain yet, unless it is late.
func (h *History) judge(i int, late bool) (found []Race, ok bool) {
	w := h.writes[i]
	if w.data == nil && i == len(h.writes)-1 && !late {
		return nil, false
	}
	side := make(map[string]bool)
	after := h.firstAfter(w.base, i)
	for j := after; j < i; j++ {
		lost, unseen := h.lost(j, i, h.writes[after-1].data, side)
		near := w.Time.Sub(h.writes[j].Time) <= h.options.Within
		if !near || len(lost) == 0 && !unseen {
			continue
		}
		readers, open := h.readers(h.writes[j], w)
		if open && !late {
			return nil, false
		}
		r := Race{First: h.writes[j].Write, Last: w.Write, Read: w.read, Lost: lost, Unseen: unseen, Readers: readers}
		r.Pooled = h.options.Clients.Pooled()
		r.Perhaps = w.base == 0 || len(readers) > 0 || w.doubtful || r.Pooled
		if !r.Unseen || !r.Perhaps {
			found = append(found, r)
		}
	}
	w.side = side
	return append(found, h.again(i, after)...), true
}

// again returns the races in which the write i has perhaps lost others' changes, if it was made from the
// earlier one of its connection's two reads: those with the writes between the two of which it takes back all
// that they changed. after is the index of the first write that is newer than the later read.
func (h *History) again(i, after int) (found []Race) {
	w := h.writes[i]
	if w.early == nil {
		return nil
	}
	from := h.firstAfter(w.early.number, i)
	for j := from; j < after; j++ {
		first := h.writes[j]
		lost, unseen := h.lost(j, i, h.writes[from-1].data, make(map[string]bool))
		if unseen || first.Removed || w.Time.Sub(first.Time) > h.options.Within || len(lost) == 0 || len(lost) != len(h.options.Diff(h.writes[j-1].data, first.data)) {
			continue
		}
		found = append(found, Race{First: first.Write, Last: w.Write, Read: w.early.time, Lost: lost, Perhaps: true, Again: true, Pooled: h.options.Clients.Pooled()})
	}
	return found
}

// firstAfter returns the index of the first write before i that is newer than what i was made from. If
// that is not known, it can be the one right before only. What was there at first is no such write, and
// nothing from before the item was evicted is.
func (h *History) firstAfter(base uint64, i int) int {
	first := i
	for first > 1 && h.writes[first-1].number > base && !h.writes[first-1].gone {
		first--
		if base == 0 {
			break
		}
	}
	return first
}

// readers returns the other connections that read the item between two writes, without having written it
// themselves afterwards. open is set if some of them may still do so.
func (h *History) readers(first, last *write) (conns []int, open bool) {
	if h.shared {
		return nil, false
	}
	for _, r := range h.reads {
		if r.number < first.number || r.number > last.number || r.conn == last.Conn || r.next == wrote && !r.doubtful {
			continue
		}
		open = open || r.next == nothing
		if !slices.Contains(conns, r.conn) {
			conns = append(conns, r.conn)
		}
	}
	return conns, open
}

// lost returns what the write j changed and the write i takes back: what stayed so in between, and is as
// in the base of i again. unseen is set if that is not known. It adds the places to side: what a write took
// back without knowing it is not lost if another one takes that back.
func (h *History) lost(j, i int, base *tree.Map, side map[string]bool) (lost []Loss, unseen bool) {
	before, first, still, last := h.writes[j-1].data, h.writes[j].data, h.writes[i-1].data, h.writes[i].data
	if slices.Contains([]*tree.Map{base, before, first, still, last}, nil) {
		return nil, true
	}
	for _, c := range h.options.Diff(before, first) {
		undone := func(other *tree.Map) bool { return other != nil && takenBack(c, before, first, other) }
		if !undone(last) || !undone(base) || slices.ContainsFunc(h.writes[j+1:i], func(w *write) bool { return undone(w.data) }) {
			continue
		}
		place := c.Path.String()
		if side[place] = true; !h.writes[j].side[place] {
			lost = append(lost, lossOf(c, last))
		}
	}
	return lost, false
}

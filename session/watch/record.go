package watch

import (
	"maps"
	"time"

	"sessh/session"
	"sessh/session/storage"
)

// A Record keeps what sessions were when a watch saw them first. It is given to one watch after
// the other, in [Options]; the last one that saw a session counts. A watch of more than one
// session sees those that are there only when they are written to. The zero value is empty and
// ready to use.
type Record struct {
	seen  map[name]First
	size  int // of the values of all items, in bytes
	watch int // the number of the present one
}

// A First is a session as a watch saw it first.
type First struct {
	Time      time.Time
	Container *session.Container
	Item      *storage.Item

	watch int
}

type name struct{ container, id string }

// mostKept is how many bytes the values of the items can have. When there are more, those
// of earlier watches are dropped, and what does not fit then is not kept.
const mostKept = 64 << 20

// Of returns a session as the last watch that saw it saw it first; ok is false if none did.
func (r *Record) Of(container, id string) (f First, ok bool) {
	f, ok = r.seen[name{container, id}]
	return f, ok
}

// begin begins another watch.
func (r *Record) begin() {
	if r != nil {
		r.watch++
	}
}

// note keeps a session that the watch has not seen before.
func (r *Record) note(f First, id string) {
	if r == nil {
		return
	}
	at := name{f.Container.Name(), id}
	old, ok := r.seen[at]
	if ok && old.watch == r.watch {
		return
	}
	if ok {
		r.drop(at)
	}
	if r.size+len(f.Item.Value) > mostKept {
		for at, old := range maps.Clone(r.seen) {
			if old.watch != r.watch {
				r.drop(at)
			}
		}
	}
	if r.size+len(f.Item.Value) > mostKept {
		return
	}
	if r.seen == nil {
		r.seen = make(map[name]First)
	}
	f.watch = r.watch
	r.seen[at] = f
	r.size += len(f.Item.Value)
}

func (r *Record) drop(at name) {
	r.size -= len(r.seen[at].Item.Value)
	delete(r.seen, at)
}

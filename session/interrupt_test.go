package session_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// fading is a context that ends when it has been looked at so often.
type fading struct {
	context.Context
	left atomic.Int64
	done chan struct{}
}

func newFading(looks int) *fading {
	c := &fading{Context: context.Background(), done: make(chan struct{})}
	c.left.Store(int64(looks))
	return c
}

func (c *fading) Err() error {
	switch left := c.left.Add(-1); {
	case left > 0:
		return nil
	case left == 0:
		close(c.done)
	}
	return context.Canceled
}

func (c *fading) Done() <-chan struct{} { return c.done }

// TestCommitThatIsInterrupted ends the context of a commit at each moment at which
// anybody looks: every session is reported as written, and is, or is pending still.
func TestCommitThatIsInterrupted(t *testing.T) {
	t.Parallel()
	const sessions = 40
	for _, lost := range []bool{false, true} { // whether a reply is lost as well
		t.Run(fmt.Sprintf("a lost reply: %v", lost), func(t *testing.T) {
			failed := 0
			for looks := 1; ; looks++ {
				d := newDesk(t, session.Options{})
				var ids []string
				for i := range sessions {
					id := fmt.Sprintf("s%02d", i)
					ids = append(ids, id)
					if i%3 > 0 {
						d.theySet(id, "k", "old", "l", "old")
					}
				}
				for i, id := range ids {
					must(t, d.data(id).Set("k", i))
				}
				if lost {
					d.store.AfterWrite = func(w storage.Write, o storage.Outcome) storage.Outcome {
						if w.Key == "sessh/C/s20" && o.State == storage.Applied {
							return lostReply
						}
						return o
					}
				}
				ctx := newFading(looks)
				err := d.m.Commit(ctx)
				d.store.AfterWrite = nil
				if err == nil || lost && ctx.left.Load() > 0 { // it was over before
					t.Logf("%d looks, %d commits failed", looks-1, failed)
					if failed < 2*sessions {
						t.Errorf("%d commits failed", failed)
					}
					return
				}
				failed++
				d.settled(ids, err)
				if t.Failed() {
					t.Fatalf("at look %d: %v", looks, err)
				}
			}
		})
	}
}

// settled checks what a commit that failed has told, commits again, and checks that
// nothing is lost.
func (d *desk) settled(ids []string, err error) {
	d.t.Helper()
	var ce *commit.Error
	if errors.As(err, &ce); ce == nil && !errors.Is(err, txn.ErrRepeatable) {
		d.t.Errorf("the error is %v", err)
	}
	w := d.work()
	results := w.Results()
	if w.Tx().Status() == txn.Failed {
		must(d.t, d.m.Abort(ctx))
		results, err = w.Carry(ctx, d.tx())
		must(d.t, err)
	}
	reported := make(map[string]commit.Fate)
	for _, r := range results {
		reported[r.Path.Session] = r.Fate
	}
	pending := make(map[string]bool)
	for _, c := range d.work().Changes() {
		pending[c.Path.Session] = true
	}
	for i, id := range ids {
		there := tree.Equal(d.stored(id)["k"], int64(i))
		switch fate := reported[id]; {
		case fate == commit.Written && there && !pending[id], fate == commit.Uncertain && pending[id]:
		case fate != commit.Written && fate != commit.Uncertain && pending[id] && !there:
		default:
			d.t.Errorf("%s is reported as %v, is pending: %v, and is there: %v", id, fate, pending[id], there)
		}
	}
	d.commit()
	for i, id := range ids {
		if v := d.stored(id)["k"]; !tree.Equal(v, int64(i)) {
			d.t.Errorf("%s is %v at last", id, v)
		}
	}
}

// encoding is a format that calls f when it encodes.
type encoding struct {
	format.Format
	f func()
}

func (e encoding) Encode(r *format.Record, was *storage.Item) ([]byte, uint32, error) {
	e.f()
	return e.Format.Encode(r, was)
}

// TestCommitThatIsCalledOffWhileEncoding: a commit that is called off encodes no further session, and
// keeps all pending.
func TestCommitThatIsCalledOffWhileEncoding(t *testing.T) {
	t.Parallel()
	const sessions = 100
	ctx, cancel := context.WithCancel(t.Context())
	var encoded atomic.Int64
	d := newDesk(t, session.Options{})
	d.root = session.NewRoot(d.store, session.Options{Formats: []format.Format{encoding{sesshjson.Format{}, func() { encoded.Add(1); cancel() }}}})
	for i := range sessions {
		must(t, d.data(fmt.Sprint("s", i)).Set("k", i))
	}
	wantErr(t, d.m.Commit(ctx), context.Canceled, txn.ErrRepeatable)
	if n := int(encoded.Load()); n > runtime.GOMAXPROCS(0) {
		t.Errorf("%d sessions are encoded after the commit was called off", n)
	}
	if n := d.work().Pending(); n != sessions {
		t.Errorf("%d changes are pending", n)
	}
	d.commit()
}

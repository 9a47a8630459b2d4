package session_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/marked"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
	"sessh/session/tree"
	"sessh/txn"
)

// model plays random histories. What it expects is copied whole: the text of all
// sessions in each state that they have been in.
type model struct {
	t      *rapid.T
	store  *storetest.Faulty
	root   *session.Root
	m      *txn.Manager
	states []modelState
	now    int // the state that it is in
	points []modelPoint
	done   []modelStep
	undid  []modelStep
	group  *modelGroup // the step that is under way
	// server has, by the paths of the sessions, the number of the latest write; none where
	// there is no session.
	server map[string]int
	writes int
	lost   map[string]int // the numbers of writes that have arrived, and whose replies were lost
}

// modelState is what was seen in a state.
type modelState struct {
	text string // "": not seen yet
	// counts is, by the paths of the sessions that are open, what was the number of
	// writes when they were read.
	counts map[string]int
}

type modelPoint struct {
	sp *txn.Savepoint
	at session.Point
	n  int // the state
}

type modelStep struct{ from, to int }

// modelGroup is what was so when a step began.
type modelGroup struct {
	from        int
	done, undid []modelStep
}

func newModel(t *rapid.T) *model {
	x := &model{t: t, m: txn.NewManager(), server: make(map[string]int), lost: make(map[string]int)}
	x.store = storetest.Faults(memstore.New(memstore.Options{}))
	x.root = session.NewRoot(x.store, session.Options{Formats: []format.Format{sesshjson.Format{}}})
	x.begin()
	return x
}

// begin is the beginning of a transaction.
func (x *model) begin() {
	x.points, x.done, x.undid, x.states = nil, nil, nil, nil
	clear(x.lost)
	counts := make(map[string]int)
	for _, s := range x.sessions() {
		counts[s.Path().String()] = x.server[s.Path().String()]
	}
	x.enter(counts)
}

// enter is a state that is new, with what it counts from.
func (x *model) enter(counts map[string]int) {
	x.now = len(x.states)
	x.states = append(x.states, modelState{x.text(), counts})
}

func (x *model) check(err error) {
	x.t.Helper()
	if err != nil {
		x.t.Fatal(err)
	}
}

func (x *model) tx() *txn.Tx {
	return x.m.Tx()
}

func (x *model) work() *session.Work { return x.root.Work(x.tx()) }

func (x *model) sessions() []*session.Session {
	return x.sessionsOf(x.root, x.tx())
}

func (x *model) sessionsOf(root *session.Root, tx *txn.Tx) []*session.Session {
	var all []*session.Session
	for _, c := range []string{"C", "D"} {
		some, err := root.Container(c).Sessions(ctx, tx, "a", "b")
		x.check(err)
		all = append(all, some...)
	}
	return all
}

// text returns all that is in the sessions, in order.
func (x *model) text() string {
	var b strings.Builder
	for _, s := range x.sessions() {
		root, err := s.Data()
		x.check(err)
		value, err := marked.Append(nil, root)
		x.check(err)
		timeout := s.Timeout()
		if !s.Exists() {
			timeout = 0
		}
		fmt.Fprintf(&b, "%s %v %s\n", s.Path(), timeout, value)
	}
	return b.String()
}

// change draws one edit.
func (x *model) change(t *rapid.T, s *session.Session) {
	switch rapid.IntRange(0, 19).Draw(t, "whole") {
	case 0:
		if s.Exists() {
			x.check(s.Delete())
		}
		return
	case 1:
		if s.Exists() {
			x.check(s.SetTimeout(time.Duration(rapid.IntRange(1, 3).Draw(t, "hours")) * time.Hour))
		}
		return
	case 2, 3:
		if root, err := s.Data(); err == nil && root.Len() == 0 {
			x.sow(t, s)
		}
		return
	}
	if s.Exists() && s.Timeout() == time.Hour && rapid.IntRange(0, 9).Draw(t, "loaded") == 0 { // as the items of sow
		x.check(s.SetRemaining(time.Duration(rapid.IntRange(10, 50).Draw(t, "minutes")) * time.Minute))
		return
	}
	m, err := s.Package(rapid.SampledFrom([]string{"p", "q"}).Draw(t, "package"))
	x.check(err)
	var at any = m
	for range rapid.IntRange(0, 3).Draw(t, "depth") { // go down as far as there is something
		switch v := at.(type) {
		case *tree.Map:
			if v.Len() == 0 {
				break
			}
			next, _ := v.Get(rapid.SampledFrom(v.Keys()).Draw(t, "down"))
			if tree.TypeName(next) == "mapping" || tree.TypeName(next) == "list" {
				at = next
			}
		case *tree.List:
			if v.Len() == 0 {
				break
			}
			next, _ := v.At(rapid.IntRange(0, v.Len()-1).Draw(t, "down"))
			if tree.TypeName(next) == "mapping" || tree.TypeName(next) == "list" {
				at = next
			}
		}
	}
	value := rapid.SampledFrom([]any{1, "x", nil, []any{}, []any{1, map[string]any{"y": 1}}, map[string]any{"z": []any{1, 2}}}).Draw(t, "value")
	switch v := at.(type) {
	case *tree.Map:
		key := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "key")
		if rapid.IntRange(0, 2).Draw(t, "what") == 0 {
			_, err := v.Delete(key)
			x.check(err)
			return
		}
		x.check(v.Set(key, value))
	case *tree.List:
		i := rapid.IntRange(0, v.Len()).Draw(t, "from")
		x.check(v.Splice(i, rapid.IntRange(0, v.Len()-i).Draw(t, "out"), value))
	}
}

// sow makes a session hold what an item does.
func (x *model) sow(t *rapid.T, s *session.Session) {
	value := rapid.SampledFrom([]string{`{"p":{"a":1}}`, `{"p":{"a":{"z":[1]},"b":[1,2]},"q":{}}`, `{"q":{"d":null}}`}).Draw(t, "item")
	item := &storage.Item{Value: []byte(`{"version":1,"timeout":3600,"data":` + value + `}`)}
	r, err := s.Container().DecodeAs("", item)
	x.check(err)
	seed, ok := s.Container().Seed(item, r)
	if !ok {
		t.Fatal("there is no seed")
	}
	x.check(s.Sow(&seed, rapid.SampledFrom([]time.Duration{storage.TTLUnknown, time.Hour, 3 * time.Hour}).Draw(t, "timeout"), storage.TTLUnknown))
	if n := s.Pending(); n != len(s.Changes()) {
		t.Fatalf("%d changes are pending: %v", n, texts(s.Changes()))
	}
}

// edit is a change in the transaction, after which it is in another state where there
// was anything to change.
func (x *model) edit(t *rapid.T) {
	w := x.work()
	i, was, from := rapid.IntRange(0, 3).Draw(t, "session"), w.Revision(), x.now
	if x.change(t, x.sessions()[i]); w.Revision() != was {
		x.enter(x.states[x.now].counts)
		x.did(from)
	}
}

func (x *model) savepoint() {
	w := x.work()
	x.check(w.Join())
	sp, err := x.tx().Savepoint(ctx)
	x.check(err)
	x.points = append(x.points, modelPoint{sp, w.Here(), x.now})
}

func (x *model) rollback(t *rapid.T) {
	if len(x.points) == 0 {
		return
	}
	i := rapid.IntRange(0, len(x.points)-1).Draw(t, "savepoint")
	p := x.points[i]
	x.check(p.sp.Rollback(ctx))
	x.points = x.points[:i+1]
	from := x.now
	x.is(p.n)
	x.did(from)
}

// since looks at what was changed since a savepoint, which changes nothing.
func (x *model) since(t *rapid.T) {
	if len(x.points) == 0 {
		return
	}
	p, w := rapid.SampledFrom(x.points).Draw(t, "since"), x.work()
	revision := w.Revision()
	changes := w.Since(p.at)
	if w.Revision() != revision {
		t.Fatal("a look is a change")
	}
	x.is(x.now)
	if same := x.states[p.n].text == x.states[x.now].text; same && len(changes) > 0 {
		t.Fatalf("changes %v since\n%s", texts(changes), x.states[p.n].text)
	}
}

// in draws what is done inside a step.
func (x *model) in(t *rapid.T, depth int) {
	for range rapid.IntRange(0, 4).Draw(t, "in the step") {
		switch what := rapid.IntRange(0, 9).Draw(t, "what"); {
		case what < 5:
			x.edit(t)
		case what == 5:
			x.savepoint()
		case what == 6:
			x.rollback(t)
		case what == 7:
			x.since(t)
		case what == 8:
			x.undo(t)
			if rapid.Bool().Draw(t, "again") {
				x.redo(t)
			}
		case depth < 2:
			x.step(t, depth+1)
		}
	}
}

var errModel = errors.New("fault")

// step is a step that may fail.
func (x *model) step(t *rapid.T, depth int) {
	failed, from, inner := rapid.IntRange(0, 3).Draw(t, "fails") == 0, x.now, x.group != nil
	if !inner {
		x.group = &modelGroup{from, x.done, x.undid}
	}
	err := x.work().Step(fmt.Sprint("step ", depth), func() error {
		x.in(t, depth)
		if failed {
			return errModel
		}
		return nil
	})
	if !errors.Is(err, errModel) && err != nil || failed != (err != nil) {
		t.Fatal(err)
	}
	if to := x.now; failed {
		x.is(from)
		x.did(to)
	}
	if !inner {
		g := x.group
		x.group, x.done, x.undid = nil, g.done, g.undid
		x.did(from)
	}
}

// did is what came after a state, as one step, or as part of the one that is under way.
func (x *model) did(from int) {
	if from == x.now {
		return
	}
	if g := x.group; g != nil {
		x.done, from = g.done, g.from
	}
	x.done, x.undid = append(x.done[:len(x.done):len(x.done)], modelStep{from, x.now}), nil
}

// is makes a state the present one, and looks whether it is.
func (x *model) is(n int) {
	x.t.Helper()
	x.now = n
	if x.states[n].text == "" {
		x.states[n].text = x.text()
	}
	if got := x.text(); got != x.states[n].text {
		x.t.Fatalf("got\n%s\nwant\n%s", got, x.states[n].text)
	}
}

func (x *model) undo(t *rapid.T) {
	_, ok, err := x.work().Undo()
	if s, moved := x.move(t, ok, err, &x.done, &x.undid); moved {
		x.is(s.from)
	}
}

func (x *model) redo(t *rapid.T) {
	_, ok, err := x.work().Redo()
	if s, moved := x.move(t, ok, err, &x.undid, &x.done); moved {
		x.is(s.to)
	}
}

// move takes the last of some steps to others, if there is one, as was reported.
func (x *model) move(t *rapid.T, reported bool, err error, from, to *[]modelStep) (last modelStep, moved bool) {
	x.check(err)
	n := len(*from)
	if reported != (n > 0) {
		t.Fatalf("it is reported as %v with %d steps", reported, n)
	}
	if n == 0 {
		return modelStep{}, false
	}
	last = (*from)[n-1]
	*from, *to = (*from)[:n-1], append(slices.Clip(*to), last)
	return last, true
}

func TestModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x := newModel(t)
		t.Repeat(map[string]func(*rapid.T){
			"change": func(t *rapid.T) {
				from := x.now
				if x.edit(t); from == x.now && x.text() != x.states[from].text {
					t.Fatal("a change that is not a step")
				}
			},
			"step":          func(t *rapid.T) { x.step(t, 0) },
			"undo":          x.undo,
			"redo":          x.redo,
			"savepoint":     func(t *rapid.T) { x.savepoint() },
			"since":         x.since,
			"rollback":      x.rollback,
			"somebody else": x.other,
			"refresh":       x.refresh,
			"refresh after somebody else": func(t *rapid.T) {
				x.other(t)
				x.refresh(t)
			},
			"there and back": func(t *rapid.T) {
				n := 0
				for ; n < rapid.IntRange(0, len(x.done)).Draw(t, "steps"); n++ {
					x.undo(t)
				}
				for range n {
					x.redo(t)
				}
			},
			"commit":       func(t *rapid.T) { x.commit() },
			"commit parts": x.commitParts,
			"stash":        x.stash,
			"commit whose reply is lost": func(t *rapid.T) {
				if x.overtaken() {
					t.Skip("it would be a conflict")
				}
				x.commitWhoseReplyIsLost(t)
			},
			"commit that is put back": func(t *rapid.T) {
				if x.overtaken() || slices.ContainsFunc(x.sessions(), (*session.Session).InDoubt) {
					t.Skip("it would be another error")
				}
				x.commitThatIsPutBack(t)
			},
			"abort": func(t *rapid.T) {
				x.check(x.m.Abort(ctx))
				x.begin()
				if n := x.work().Pending(); n > 0 {
					t.Fatalf("%d changes after an abort", n)
				}
			},
			"": func(t *rapid.T) {
				if n := len(x.work().Changes()); (n == 0) != x.unchanged() {
					t.Fatalf("%d changes in\n%s", n, x.text())
				}
				if n := len(x.work().Steps()); n != len(x.done) {
					t.Fatalf("%d steps, want %d", n, len(x.done))
				}
			},
		})
	})
}

// content is what a session holds. The order of its keys is not compared: a session that
// another program has written with the same keys in another order is unchanged.
type content struct {
	timeout time.Duration
	root    any
}

func (c content) equal(other content) bool {
	return c.timeout == other.timeout && tree.Equal(c.root, other.root)
}

// contents returns a copy of what is in each session.
func (x *model) contents() []content {
	var all []content
	for _, s := range x.sessions() {
		all = append(all, x.content(s))
	}
	return all
}

func (x *model) content(s *session.Session) content {
	root, err := s.Data()
	x.check(err)
	c := content{s.Timeout(), tree.Clone(root)}
	if !s.Exists() {
		c.timeout = 0
	}
	return c
}

// stored returns what the server holds of a session.
func (x *model) stored(s *session.Session) content {
	root := session.NewRoot(x.store.Store, session.Options{Formats: []format.Format{sesshjson.Format{}}})
	theirs, err := root.Container(s.Container().Name()).Session(ctx, txn.NewManager().Tx(), s.ID())
	x.check(err)
	return x.content(theirs)
}

// unchanged reports whether nothing is pending, by comparing everything.
func (x *model) unchanged() bool {
	for _, s := range x.sessions() {
		root, err := s.Data()
		x.check(err)
		timeout := session.DefaultTimeout
		if item := s.Item(); item != nil {
			r, err := sesshjson.Format{}.Decode(item.Value, item.Flags)
			x.check(err)
			timeout = r.Timeout
		}
		if s.Exists() != s.Stored() || s.Exists() && s.Timeout() != timeout || !tree.Equal(root, s.Committed()) {
			return false
		}
	}
	return true
}

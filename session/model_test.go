package session_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sessh/session"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/txn"
)

// model plays random histories. What it expects is copied whole: the text of
// all sessions at each savepoint, before each step, and at the last commit.
type model struct {
	t         *rapid.T
	root      *session.Root
	m         *txn.Manager
	points    []modelPoint
	done      []string // the text before each step that can be undone
	undid     []string // the text after each step that can be redone
	committed string
}

type modelPoint struct {
	sp    *txn.Savepoint
	text  string
	done  []string
	undid []string
}

func (x *model) check(err error) {
	if err != nil {
		x.t.Fatal(err)
	}
}

func (x *model) tx() *txn.Tx {
	tx, err := x.m.Tx(ctx)
	x.check(err)
	return tx
}

func (x *model) sessions() []*session.Session {
	var all []*session.Session
	for _, c := range []string{"C", "D"} {
		some, err := x.root.Container(c).Sessions(ctx, x.tx(), "a", "b")
		x.check(err)
		all = append(all, some...)
	}
	return all
}

// text is all that is in the sessions, in order.
func (x *model) text() string {
	var b strings.Builder
	for _, s := range x.sessions() {
		root, err := s.Data()
		x.check(err)
		value, err := sesshjson.AppendValue(nil, root)
		x.check(err)
		fmt.Fprintf(&b, "%s %v %s\n", s.Path(), s.Timeout(), value)
	}
	return b.String()
}

// change draws one edit; it reports whether anything was changed.
func (x *model) change(t *rapid.T) {
	s := rapid.SampledFrom(x.sessions()).Draw(t, "session")
	if rapid.IntRange(0, 19).Draw(t, "whole") == 0 {
		if s.Exists() {
			x.check(s.Delete())
		}
		return
	}
	m, err := s.Package(rapid.SampledFrom([]string{"p", "q"}).Draw(t, "package"))
	x.check(err)
	var at any = m
	for range rapid.IntRange(0, 3).Draw(t, "depth") { // go down as far as there is something
		switch v := at.(type) {
		case *session.Map:
			if v.Len() == 0 {
				break
			}
			next, _ := v.Get(rapid.SampledFrom(v.Keys()).Draw(t, "down"))
			if session.TypeName(next) == "mapping" || session.TypeName(next) == "list" {
				at = next
			}
		case *session.List:
			if v.Len() == 0 {
				break
			}
			next, _ := v.At(rapid.IntRange(0, v.Len()-1).Draw(t, "down"))
			if session.TypeName(next) == "mapping" || session.TypeName(next) == "list" {
				at = next
			}
		}
	}
	value := rapid.SampledFrom([]any{1, "x", nil, []any{}, []any{1, map[string]any{"y": 1}}, map[string]any{"z": []any{1, 2}}}).Draw(t, "value")
	switch v := at.(type) {
	case *session.Map:
		key := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "key")
		if rapid.IntRange(0, 2).Draw(t, "what") == 0 {
			_, err := v.Delete(key)
			x.check(err)
			return
		}
		x.check(v.Set(key, value))
	case *session.List:
		i := rapid.IntRange(0, v.Len()).Draw(t, "from")
		x.check(v.Splice(i, rapid.IntRange(0, v.Len()-i).Draw(t, "out"), value))
	}
}

func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := session.NewRoot(memstore.New(memstore.Options{}), session.Options{Formats: []session.Format{sesshjson.Format{}}})
		x := &model{t: t, root: root, m: txn.NewManager(txn.Options{})}
		x.committed = x.text()
		t.Repeat(map[string]func(*rapid.T){
			"step": func(t *rapid.T) {
				before := x.text()
				w := x.root.Work(x.tx())
				n := len(w.Steps())
				x.check(w.Step("step", func() error {
					for range rapid.IntRange(1, 3).Draw(t, "changes") {
						x.change(t)
					}
					return nil
				}))
				if len(w.Steps()) > n {
					x.done, x.undid = append(x.done, before), nil
				} else if x.text() != before {
					t.Fatal("a change that is no step")
				}
			},
			"undo": func(t *rapid.T) {
				after := x.text()
				_, ok, err := x.root.Work(x.tx()).Undo()
				x.check(err)
				if ok != (len(x.done) > 0) {
					t.Fatalf("undo: %v with %d steps", ok, len(x.done))
				}
				if ok {
					x.want(x.done[len(x.done)-1])
					x.done, x.undid = x.done[:len(x.done)-1], append(x.undid[:len(x.undid):len(x.undid)], after)
				}
			},
			"redo": func(t *rapid.T) {
				before := x.text()
				_, ok, err := x.root.Work(x.tx()).Redo()
				x.check(err)
				if ok != (len(x.undid) > 0) {
					t.Fatalf("redo: %v with %d steps", ok, len(x.undid))
				}
				if ok {
					x.want(x.undid[len(x.undid)-1])
					x.undid, x.done = x.undid[:len(x.undid)-1], append(x.done[:len(x.done):len(x.done)], before)
				}
			},
			"savepoint": func(t *rapid.T) {
				x.check(x.root.Work(x.tx()).Join())
				sp, err := x.tx().Savepoint(ctx)
				x.check(err)
				x.points = append(x.points, modelPoint{sp, x.text(), append([]string(nil), x.done...), append([]string(nil), x.undid...)})
			},
			"rollback": func(t *rapid.T) {
				if len(x.points) == 0 {
					t.Skip("no savepoint")
				}
				i := rapid.IntRange(0, len(x.points)-1).Draw(t, "savepoint")
				p := x.points[i]
				x.check(p.sp.Rollback(ctx))
				x.points = x.points[:i+1]
				x.want(p.text)
				x.done, x.undid = append([]string(nil), p.done...), append([]string(nil), p.undid...)
			},
			"commit": func(t *rapid.T) {
				before := x.data()
				x.check(x.m.Commit(ctx))
				x.points, x.done, x.undid = nil, nil, nil
				x.committed = x.text()
				for i, m := range x.data() {
					if !session.Equal(m, before[i]) {
						t.Fatalf("stored\n%s", x.committed)
					}
				}
			},
			"abort": func(t *rapid.T) {
				x.check(x.m.Abort(ctx))
				x.points, x.done, x.undid = nil, nil, nil
				x.want(x.committed)
			},
			"": func(t *rapid.T) {
				if n := len(x.root.Work(x.tx()).Changes()); (n == 0) != x.unchanged() {
					t.Fatalf("%d changes between\n%s and\n%s", n, x.committed, x.text())
				}
			},
		})
	})
}

// data is a copy of what is in each session.
func (x *model) data() []any {
	var all []any
	for _, s := range x.sessions() {
		root, err := s.Data()
		x.check(err)
		all = append(all, session.Clone(root))
	}
	return all
}

func (x *model) want(text string) {
	if got := x.text(); got != text {
		x.t.Fatalf("got\n%s\nwant\n%s", got, text)
	}
}

// unchanged reports whether nothing is pending, by comparing everything.
func (x *model) unchanged() bool {
	for _, s := range x.sessions() {
		root, err := s.Data()
		x.check(err)
		if s.Exists() != s.Stored() || !session.Equal(root, s.Committed()) {
			return false
		}
	}
	return true
}

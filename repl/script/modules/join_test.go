package modules

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.starlark.net/starlark"

	"sessh/repl/meter"
	"sessh/repl/script/bounds"
	"sessh/repl/script/builtin"
	"sessh/repl/script/object"
	"sessh/txn"
)

// A scene is the module transaction with data managers, whose calls it notes.
type scene struct {
	t      *testing.T
	lib    *library
	module *object.Module
	calls  []string
	fails  string // the call that fails
	notes  []string
}

func newScene(t *testing.T) *scene {
	t.Helper()
	m := txn.NewManager()
	rt := builtin.New(bounds.NewGuard(meter.New(0), 0), m)
	s := &scene{t: t}
	s.lib = &library{Runtime: rt, options: Options{
		Commit: m.Commit, Abort: m.Abort, Now: time.Now,
		Savepoint: func(ctx context.Context, optimistic bool) (*txn.Savepoint, error) {
			return m.Tx().Savepoint(ctx, optimistic)
		},
		Note: func(format string, args ...any) { s.notes = append(s.notes, fmt.Sprintf(format, args...)) },
	}}
	t.Cleanup(rt.Begin(context.Background()))
	s.module, _ = s.lib.transactionModule()
	return s
}

// dataManager returns one with methods of these names.
func (s *scene) dataManager(name string, methods ...string) *object.Instance {
	dm := object.NewInstance(object.NewClass("shop", "DataManager", object.Object))
	for _, m := range methods {
		dm.Method(m, func(*starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
			switch call := name + "." + m; {
			case m == "sortKey":
				return starlark.String(name), nil
			case s.fails == call:
				s.calls = append(s.calls, call)
				return nil, object.Raise("ValueError", "%s failed", call)
			default:
				s.calls = append(s.calls, call)
			}
			if m == "savepoint" {
				return s.dataManager(name+".savepoint", "rollback"), nil
			}
			return starlark.True, nil
		})
	}
	return dm
}

var phases = []string{"tpc_begin", "commit", "tpc_vote", "tpc_finish", "abort", "tpc_abort", "sortKey"}

// do calls a method of an object, or a function of the module.
func (s *scene) do(of starlark.HasAttrs, name string, args ...starlark.Value) (starlark.Value, error) {
	s.t.Helper()
	f, err := of.Attr(name)
	if f == nil || err != nil {
		s.t.Fatalf("no %s: %v", name, err)
	}
	return starlark.Call(&starlark.Thread{}, f, args, nil)
}

func (s *scene) must(of starlark.HasAttrs, name string, args ...starlark.Value) starlark.Value {
	s.t.Helper()
	v, err := s.do(of, name, args...)
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	return v
}

func (s *scene) begin() *object.Instance {
	return s.must(s.module, "begin").(*object.Instance)
}

func (s *scene) wantCalls(want string) {
	s.t.Helper()
	if got := strings.Join(s.calls, " "); got != want {
		s.t.Errorf("calls\n%s, want\n%s", got, want)
	}
	s.calls = nil
}

func wantException(t *testing.T, err error, class, text string) {
	t.Helper()
	var e *object.Exception
	if !errors.As(object.FromError(err), &e) || e.Name() != class || !strings.Contains(e.Text(), text) {
		t.Errorf("raised %v, want %s: %s", err, class, text)
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	b, a := s.dataManager("b", phases...), s.dataManager("a", phases...)
	tx := s.begin()
	s.must(tx, "join", b)
	s.must(tx, "join", a)
	s.must(tx, "join", b)
	s.must(tx, "commit")
	s.wantCalls("a.tpc_begin b.tpc_begin a.commit b.commit a.tpc_vote b.tpc_vote a.tpc_finish b.tpc_finish")
	_, err := s.do(tx, "join", a)
	wantException(t, err, "ValueError", "it's 'Committed'")

	tx = s.begin()
	s.must(tx, "join", b)
	s.must(tx, "join", a)
	s.must(tx, "abort")
	s.wantCalls("b.abort a.abort")

	tx = s.begin()
	_, err = s.do(tx, "join", starlark.Tuple{a})
	wantException(t, err, "TypeError", "")
}

func TestDataManagerFails(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ fails, calls string }{
		{"b.tpc_begin", "a.tpc_begin b.tpc_begin a.abort b.abort a.tpc_abort b.tpc_abort"},
		{"b.commit", "a.tpc_begin b.tpc_begin a.commit b.commit a.abort b.abort a.tpc_abort b.tpc_abort"},
		{"b.tpc_vote", "a.tpc_begin b.tpc_begin a.commit b.commit a.tpc_vote b.tpc_vote b.abort a.tpc_abort b.tpc_abort"},
		{"b.tpc_finish", "a.tpc_begin b.tpc_begin a.commit b.commit a.tpc_vote b.tpc_vote a.tpc_finish b.tpc_finish b.tpc_abort"},
	} {
		t.Run(test.fails, func(t *testing.T) {
			s := newScene(t)
			s.fails = test.fails
			tx := s.begin()
			s.must(tx, "join", s.dataManager("a", phases...))
			s.must(tx, "join", s.dataManager("b", phases...))
			_, err := s.do(tx, "commit")
			wantException(t, err, "ValueError", test.fails+" failed")
			s.wantCalls(test.calls)
			_, err = s.do(s.module, "commit")
			wantException(t, err, "TransactionFailedError", "")
			_, err = s.do(tx, "doom")
			wantException(t, err, "ValueError", "non-doomable")
			s.must(s.module, "abort")
			s.begin()
		})
	}
}

// TestDataManagerWithoutMethods: what is missing is found out when it is called.
func TestDataManagerWithoutMethods(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	tx := s.begin()
	s.must(tx, "join", s.dataManager("a", "tpc_begin", "abort"))
	_, err := s.do(tx, "commit")
	wantException(t, err, "AttributeError", "'DataManager' object has no attribute 'commit'")
	s.must(s.module, "abort")
}

func TestDataManagerSavepoints(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	tx := s.begin()
	s.must(tx, "join", s.dataManager("a", append(phases, "savepoint")...))
	sp := s.must(tx, "savepoint").(*object.Instance)
	s.must(tx, "join", s.dataManager("b", phases...))
	s.must(sp, "rollback")
	s.wantCalls("a.savepoint a.savepoint.rollback b.abort")
	s.must(tx, "commit")
	s.wantCalls("a.tpc_begin a.commit a.tpc_vote a.tpc_finish")

	tx = s.begin()
	s.must(tx, "join", s.dataManager("b", phases...))
	_, err := s.do(tx, "savepoint")
	wantException(t, err, "TypeError", "savepoints are not supported")
	s.must(s.module, "abort")

	tx = s.begin()
	s.must(tx, "join", s.dataManager("b", phases...))
	s.calls = nil
	sp = s.must(tx, "savepoint", starlark.MakeInt(1)).(*object.Instance)
	_, err = s.do(sp, "rollback")
	wantException(t, err, "TypeError", "savepoints are not supported")
	_, err = s.do(tx, "commit")
	wantException(t, err, "TransactionFailedError", "")
}

// TestDataManagerRetries: a data manager may say that an error is transient.
func TestDataManagerRetries(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	tries := 0
	f := object.Builtin("work", object.NoArgs(func() (starlark.Value, error) {
		tries++
		s.must(s.must(s.module, "get").(*object.Instance), "join", s.dataManager("a", append(phases, "should_retry")...))
		if tries < 3 {
			return nil, object.Raise("ValueError", "again")
		}
		return starlark.MakeInt(tries), nil
	}))
	if v := s.must(s.module, "run", f); v.String() != "3" {
		t.Errorf("the result is %v", v)
	}
}

// TestHooksAreNoted: the exception of a hook that changes nothing is told.
func TestHooksAreNoted(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	tx := s.begin()
	fail := object.Builtin("fail", func(*starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
		return nil, object.Raise("TypeError", "no")
	})
	s.must(tx, "addAfterCommitHook", fail)
	s.must(tx, "commit")
	if want := "note: the hook fail after a commit raised TypeError: no, which changes nothing"; len(s.notes) != 1 || s.notes[0] != want {
		t.Errorf("notes %q, want %q", s.notes, want)
	}
}

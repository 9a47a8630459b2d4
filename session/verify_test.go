package session_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// liar is a format that does not write what it is told to, and reads a q that is equal
// to p as another place of p.
type liar struct {
	sesshjson.Format
	lie func(r *format.Record)
}

func (liar) Traits() *format.Traits { return &format.Traits{Restarts: true} }

func (l liar) Encode(r *format.Record, was *storage.Item) ([]byte, uint32, error) {
	lied := *r
	lied.Data = tree.NewMap()
	for k, v := range r.Data.All() {
		m := tree.Clone(v).(*tree.Map)
		if q, ok := at(m, "q").(*tree.Ref); ok {
			if err := m.Set("q", tree.Clone(q)); err != nil {
				return nil, 0, err
			}
		}
		if err := lied.Data.Set(k, m); err != nil {
			return nil, 0, err
		}
	}
	if l.lie != nil {
		l.lie(&lied)
	}
	return l.Format.Encode(&lied, was)
}

func (l liar) Decode(value []byte, flags uint32) (*format.Record, error) {
	r, err := l.Format.Decode(value, flags)
	if err != nil {
		return nil, err
	}
	reading, number := &tree.Reading{}, 1
	reading.Mark(r.Data, 0)
	for _, v := range r.Data.All() {
		m, ok := v.(*tree.Map)
		if !ok {
			continue
		}
		p, _ := m.Get("p")
		q, _ := m.Get("q")
		if _, ok := p.(*tree.List); ok && tree.Equal(p, q) {
			reading.Mark(p, number)
			number++
			if err := m.Set("q", tree.NewRef(p)); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

// TestDecodedAgain commits in formats that write something else than what is shown:
// nothing is sent, and the place is named.
func TestDecodedAgain(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 20)
	set := func(key string, v any) func(*format.Record) {
		return func(r *format.Record) { _ = at(r.Data, "p").(*tree.Map).Set(key, v) }
	}
	for _, test := range []struct {
		name string
		lie  func(r *format.Record)
		want string
	}{
		{"the truth", nil, ""},
		{"another value", set("n", 2), "p/n is the integer 1, and the integer 2 would be read"},
		{"another type", set("n", 1.0), "p/n is the integer 1, and the float 1.0 would be read"},
		{"a key is gone", func(r *format.Record) { _, _ = at(r.Data, "p").(*tree.Map).Delete("n") }, "p is a mapping with 5 keys, and a mapping with 4 keys would be read"},
		{"another key", func(r *format.Record) {
			_, _ = at(r.Data, "p").(*tree.Map).Delete("n")
			set("m", 1)(r)
		}, "p/n is the integer 1, and nothing would be read"},
		{"a list is shorter", set("l", []any{1}), "p/l is a list with 2 values, and a list with 1 value would be read"},
		{"deep inside", func(r *format.Record) { _ = at(at(r.Data, "p").(*tree.Map), "d").(*tree.Map).Set("x", "no") }, `p/d/x is the string "yes", and the string "no" would be read`},
		{"a long string", func(r *format.Record) { set("n", long+"é new"+long)(r) }, "p/n is the integer 1, and the string \"" + long[:59] + "... would be read"},
		{"late in a long string", func(r *format.Record) {
			_ = at(at(r.Data, "p").(*tree.Map), "d").(*tree.Map).Set("long", long+"theirs"+long)
		}, `p/d/long is the string ...` + long[:20] + "mine" + long[:36] + "..., and the string ..." + long[:20] + "theirs" + long[:34] + "... would be read"},
		{"a package is gone", func(r *format.Record) { _, _ = r.Data.Delete("p") }, "the session is a mapping with 1 key, and a mapping with 0 keys would be read"},
		{"two things are one", set("q", []any{1}), "would be read"},
		{"one thing is two", set("q", []any{9}), "would be read"},
		{"another timeout", func(r *format.Record) { r.Timeout = time.Hour * 2 }, "the timeout is 1h0m0s, and 2h0m0s would be read"},
		{"another session", func(r *format.Record) { r.ID = "t" }, `it would be the session "t"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			store := memstore.New(memstore.Options{})
			open := func(f format.Format, tx *txn.Tx) *tree.Map {
				root := session.NewRoot(store, session.Options{Formats: []format.Format{f}})
				s, err := root.Container("C").Session(ctx, tx, "s")
				must(t, err)
				m, err := s.Package("p")
				must(t, err)
				return m
			}
			p := []any{1}
			q := []any{1} // shared, where it is read
			if test.name == "two things are one" {
				q = []any{2}
			}
			must(t, txn.NewManager().Run(ctx, func(tx *txn.Tx) error {
				m := open(sesshjson.Format{}, tx)
				return errors.Join(m.Set("p", p), m.Set("q", q), m.Set("l", []any{1, 2}), m.Set("d", map[string]any{"x": "yes", "long": long + "mine" + long}))
			}))
			before := store.Load(ctx, []string{"sessh/C/s"}, storage.NeedValue)[0].Item
			err := txn.NewManager().Run(ctx, func(tx *txn.Tx) error { return open(liar{lie: test.lie}, tx).Set("n", 1) })
			after := store.Load(ctx, []string{"sessh/C/s"}, storage.NeedValue)[0].Item
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (!errors.Is(err, format.ErrNotAsShown) || !strings.Contains(err.Error(), test.want)):
				t.Errorf("%v, want %s", err, test.want)
			case test.want != "" && after.Version != before.Version:
				t.Error("it is written all the same")
			}
		})
	}
}

// shallow is a format that writes what it cannot read again: any package with more than
// so many levels.
type shallow struct {
	sesshjson.Format
	most int
}

var errTooDeep = errors.New("nested too deep")

func (f shallow) Traits() *format.Traits { return &format.Traits{Restarts: true} }

func (f shallow) Decode(value []byte, flags uint32) (*format.Record, error) {
	r, err := f.Format.Decode(value, flags)
	if err == nil && levels(r.Data) > f.most {
		return nil, errTooDeep
	}
	return r, err
}

func levels(v any) int {
	n := 0
	if m, ok := v.(*tree.Map); ok {
		for _, x := range m.All() {
			n = max(n, 1+levels(x))
		}
	}
	return n
}

// TestNotReadAgain commits what could not be read again: nothing is sent, and where it
// may be for the depth the deepest place is named.
func TestNotReadAgain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name              string
		most, deep        int
		want, never, fine string
	}{
		{"as deep as can be", 300, 298, "", "", "it is written"},
		{"too deep", 300, 299, "; the deepest place is p/k/k/k/k/k/k/k/k/k/k/k/... (301 levels down)", "", ""},
		{"not for the depth", 2, 5, "what would be written could not be read again: nested too deep", "deepest", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			d.root = session.NewRoot(d.store, session.Options{Formats: []format.Format{shallow{most: test.most}}})
			m := d.data("s")
			for range test.deep {
				must(t, m.Set("k", map[string]any{}))
				m = at(m, "k").(*tree.Map)
			}
			must(t, m.Set("k", 1))
			d.store.Reset()
			err := d.m.Commit(ctx)
			if test.fine != "" {
				must(t, err)
				return
			}
			wantErr(t, err, format.ErrNotAsShown, errTooDeep)
			if !strings.Contains(err.Error(), test.want) || test.never != "" && strings.Contains(err.Error(), test.never) {
				t.Errorf("%v, want %s", err, test.want)
			}
			if d.store.Calls().Apply != 0 {
				t.Error("it is written all the same")
			}
		})
	}
}

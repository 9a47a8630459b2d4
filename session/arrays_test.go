package session_test

import (
	"strconv"
	"testing"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/tree"
	"sessh/txn"
)

// arrays is a format of a framework that has one kind of array: it reads each list as
// a mapping, and keys that are numbers as integers.
type arrays struct{ sesshjson.Format }

func (f arrays) Traits() *format.Traits {
	return &format.Traits{Restarts: true, ArrayKey: f.ArrayKey}
}

func (arrays) ArrayKey(key any) any {
	if s, ok := key.(string); ok {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return n
		}
	}
	return key
}

func (f arrays) Decode(value []byte, flags uint32) (*format.Record, error) {
	r, err := f.Format.Decode(value, flags)
	if err == nil {
		r.Data = f.array(r.Data).(*tree.Map)
	}
	return r, err
}

func (f arrays) array(v any) any {
	m := tree.NewMap()
	put := func(k, x any) {
		if s, ok := k.(string); ok && s == "lost" {
			return
		}
		_ = m.Set(f.ArrayKey(k), f.array(x)) // it was a key and a value before
	}
	switch v := v.(type) {
	case *tree.Map:
		v.All()(func(k, x any) bool { put(k, x); return true })
	case *tree.List:
		v.All()(func(i int, x any) bool { put(i, x); return true })
	default:
		return v
	}
	return m
}

// TestArraysAreCompared writes lists and mappings that are read as the same kind of
// array: what is in them has to be read, in its order.
func TestArraysAreCompared(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		value any
		fails bool
	}{
		{"an empty list", tree.NewList(), false},
		{"lists in lists", []any{1, []any{2, "x"}}, false},
		{"keys that are numbers", map[string]any{"5": 1, "x": []any{}}, false},
		{"an entry that is not read", map[string]any{"lost": 1}, true},
		{"one that is not read in a list", []any{1, map[string]any{"a": 1, "lost": 1}}, true},
	} {
		d := newDesk(t, session.Options{})
		root := session.NewRoot(d.store, session.Options{Formats: []format.Format{arrays{}}})
		err := txn.NewManager().Run(ctx, func(tx *txn.Tx) error {
			s, err := root.Container("C").Session(ctx, tx, "s")
			if err != nil {
				return err
			}
			p, err := s.Package("p")
			if err != nil {
				return err
			}
			return p.Set("v", test.value)
		})
		if test.fails {
			wantErr(t, err, format.ErrNotAsShown)
		} else if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

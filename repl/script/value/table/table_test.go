package table

import (
	"errors"
	"slices"
	"testing"
)

// ints returns a table of numbers, each its own hash.
func ints(t *testing.T, values ...int) *Table[int] {
	t.Helper()
	made := New(func(x, y int) (bool, error) { return x == y, nil }, func(int) error { return nil })
	for _, v := range values {
		if err := made.Put(v, int64(v)); err != nil {
			t.Fatal(err)
		}
	}
	return made
}

// TestOrder: the order is that of CPython, which was asked for it.
func TestOrder(t *testing.T) {
	s := ints(t, 1000003, 7, 64, 8, 251, 1_000_000_000, 3, 72, 136)
	same := func(what string, got []int, want ...int) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, not %v", what, got, want)
		}
	}
	same("values", s.Values(), 64, 1000000000, 1000003, 3, 7, 8, 72, 136, 251)
	for _, v := range []int{8, 72} {
		if ok, err := s.Remove(v, int64(v)); !ok || err != nil {
			t.Errorf("remove %d: %v %v", v, ok, err)
		}
	}
	c, err := s.Clone()
	if err != nil {
		t.Fatal(err)
	}
	same("a copy after removals", c.Values(), 64, 1000000000, 1000003, 3, 7, 136, 251)
	var popped []int
	for range 3 {
		v, _ := s.Pop()
		popped = append(popped, v)
	}
	same("popped", popped, 64, 1000000000, 1000003)
	if err := s.Merge(ints(t, 5, 6, 1<<40, 99, 100, 101, 102)); err != nil {
		t.Fatal(err)
	}
	same("merged", s.Values(), 1099511627776, 99, 3, 100, 5, 7, 101, 6, 136, 102, 251)
	if h := ints(t, 1, 2, 3).Hash(); h != -272375401224217160 {
		t.Errorf("hash: %d", h)
	}
}

func TestErrors(t *testing.T) {
	failed := errors.New("failed")
	s := New(func(int, int) (bool, error) { return false, failed }, func(int) error { return failed })
	for v := range 4 {
		if err := s.Put(v, int64(v)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Put(4, 4); err != failed {
		t.Errorf("no room: %v", err)
	}
	if _, err := s.Has(9, 1); err != failed {
		t.Errorf("values that cannot be compared: %v", err)
	}
	if _, ok := New[int](nil, nil).Pop(); ok {
		t.Error("an empty table has a value")
	}
}

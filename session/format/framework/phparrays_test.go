package framework

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/memstore"
	"sessh/session/tree"
	"sessh/txn"
)

// change commits an edit of the session's data, and gives what is stored.
func change(t *testing.T, value string, edit func(data *tree.Map) error) (string, error) {
	t.Helper()
	ctx := context.Background()
	store := memstore.New(memstore.Options{})
	put(t, store, "s", []byte(value))
	root := session.NewRoot(store, session.Options{Formats: []format.Format{Named("php")}})
	err := txn.NewManager().Run(ctx, func(tx *txn.Tx) error {
		s, err := root.Container("php").Session(ctx, tx, "s")
		if err != nil {
			return err
		}
		data, err := s.Data()
		if err != nil {
			return err
		}
		return edit(data)
	})
	return valueOf(t, store, "s"), err
}

func in(t *testing.T, data *tree.Map, key string) *tree.Map {
	t.Helper()
	v, _ := data.Get(key)
	m, ok := v.(*tree.Map)
	if !ok {
		t.Fatalf("%s is %v", key, v)
	}
	return m
}

func list(t *testing.T, data *tree.Map, key string) *tree.List {
	t.Helper()
	v, _ := data.Get(key)
	l, ok := v.(*tree.List)
	if !ok {
		t.Fatalf("%s is %v", key, v)
	}
	return l
}

// TestEditsOfArrays edits what PHP has one kind of array for, and references (&): PHP
// reads what is shown, or the edit is refused.
func TestEditsOfArrays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, value string
		edit        func(data *tree.Map) error
		want        string // what is stored
		refused     string
	}{
		{"an empty list", `a|i:1;`, func(d *tree.Map) error { return d.Set("a", tree.NewList()) }, `a|a:0:{}`, ""},
		{"a text that is a number as key", `a|a:1:{s:1:"x";i:1;}`, func(d *tree.Map) error { return in(t, d, "a").Set("5", 2) }, `a|a:2:{s:1:"x";i:1;i:5;i:2;}`, ""},
		{"a mapping that becomes a list", `a|a:2:{i:0;i:7;s:1:"x";i:1;}`, func(d *tree.Map) error {
			_, err := in(t, d, "a").Delete("x")
			return err
		}, `a|a:1:{i:0;i:7;}`, ""},
		{"bytes that are a text", `a|i:1;`, func(d *tree.Map) error { return d.Set("a", tree.Bytes("x")) }, `a|s:1:"x";`, ""},
		{"a reference is set", `a|a:1:{i:0;i:7;}b|R:1;`, func(d *tree.Map) error { return d.Set("b", 1) }, `a|a:1:{i:0;i:7;}b|i:1;`, ""},
		{"through a reference", `a|a:1:{i:0;i:7;}b|R:1;`, func(d *tree.Map) error { return list(t, d, "a").Set(0, 8) }, `a|a:1:{i:0;i:8;}b|R:1;`, ""},
		{"a reference to a plain value is set", `a|i:7;b|R:1;c|R:1;`, func(d *tree.Map) error { return d.Set("b", 1) }, `a|i:7;b|i:1;c|R:1;`, ""},
		{"the first place of a reference is set", `a|i:7;b|R:1;c|R:1;`, func(d *tree.Map) error { return d.Set("a", 1) }, `a|i:1;b|i:7;c|R:2;`, ""},
		{"a list with a reference is replaced", `a|a:1:{i:0;i:7;}b|a:1:{i:0;R:2;}`, func(d *tree.Map) error { return d.Set("b", tree.NewList(7, 1)) }, `a|a:1:{i:0;i:7;}b|a:2:{i:0;i:7;i:1;i:1;}`, ""},
		{"a copy of a reference", `a|i:7;b|a:1:{i:0;R:1;}`, func(d *tree.Map) error {
			return d.Set("c", tree.Clone(list(t, d, "b")))
		}, `a|i:7;b|a:1:{i:0;R:1;}c|a:1:{i:0;i:7;}`, ""},
		{"values move in a list", `a|i:7;b|a:3:{i:0;i:1;i:1;R:1;i:2;i:2;}`, func(d *tree.Map) error { return list(t, d, "b").Delete(0) }, `a|i:7;b|a:2:{i:0;R:1;i:1;i:2;}`, ""},
		{"one of two that look the same", `a|i:7;b|a:3:{i:0;i:7;i:1;R:1;i:2;i:2;}`, func(d *tree.Map) error { return list(t, d, "b").Delete(2) }, "", "the values at 0 and 1 look the same"},
		{"an object that is referred to", `a|O:1:"A":0:{}b|R:1;c|r:1;`, func(d *tree.Map) error { return d.Set("d", 1) }, "", "an object of the class A is in several places, and some of them are references (&)"},
		{"an object in two places", `a|O:1:"A":0:{}c|r:1;`, func(d *tree.Map) error { return d.Set("d", 1) }, `a|O:1:"A":0:{}c|r:1;d|i:1;`, ""},
	} {
		got, err := change(t, test.value, test.edit)
		switch {
		case test.refused != "" && (err == nil || !strings.Contains(err.Error(), test.refused) || got != test.value):
			t.Errorf("%s: %s, %v", test.name, got, err)
		case test.refused == "" && (err != nil || got != test.want):
			t.Errorf("%s: %s, %v; want %s", test.name, got, err, test.want)
		}
	}
}

// TestKeysInJSON edits a session in JSON, whose keys are texts whatever they look like.
func TestKeysInJSON(t *testing.T) {
	t.Parallel()
	got, err := change(t, `{"a":{"1":2}}`, func(d *tree.Map) error { return in(t, d, "a").Set("5", 2.0) })
	if want := `{"a":{"1":2,"5":2.0}}`; err != nil || got != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}

// TestIgbinaryShares edits beside an array that is in two places without being a
// reference: PHP's igbinary writes it once.
func TestIgbinaryShares(t *testing.T) {
	t.Parallel()
	value, err := base64.StdEncoding.DecodeString(sharedArray)
	if err != nil {
		t.Fatal(err)
	}
	got, err := change(t, string(value), func(d *tree.Map) error { return in(t, d, "a").Set("x", 2) })
	if err != nil {
		t.Fatal(err)
	}
	r, err := Named("php").Decode([]byte(got), 0)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := in(t, r.Data, "a").Get("x")
	b, _ := in(t, r.Data, "b").Get("x")
	if a != any(int64(2)) || b != any(int64(1)) {
		t.Errorf("a/x is %v, b/x %v", a, b)
	}
}

// sharedArray is a session of an array in two places, and in an object.
const sharedArray = "AAAAAhQDEQFhFAERAXgGAREBYgEBEQFvFwhzdGRDbGFzcxQBEQF2AQE="

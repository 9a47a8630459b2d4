package formattest

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sessh/session/format"
	"sessh/session/format/client"
	"sessh/session/storage"
	"sessh/session/tree"
)

// kinds are the items that there is one of for every client of a framework.
var kinds = []string{"simple", "nested", "unicode", "large", "empty", "object", "numbers"}

// Kinds checks a format against the items of all kinds in the folders of a folder, one
// per client or serializer. There may be none.
func Kinds(t *testing.T, f format.Format, folder string, same bool) {
	folders := make(map[string][]string)
	files, err := filepath.Glob(folder + "/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		client, kind := filepath.Base(filepath.Dir(name)), strings.TrimSuffix(filepath.Base(name), ".json")
		folders[client] = append(folders[client], kind)
		t.Run(client+"/"+kind, func(t *testing.T) {
			item := Read(t, name)
			names(t, f, item)
			values(t, f, item)
			if kind == "compressed" && len(item.Value) > 1000 {
				t.Errorf("it is not compressed: %d bytes", len(item.Value))
			}
			unchanged(t, f, item, same)
			beside(t, f, item, same)
			within(t, f, item)
			broken(t, f, item)
		})
	}
	for client, has := range folders {
		for _, kind := range kinds {
			if !slices.Contains(has, kind) {
				t.Errorf("%s has written none that is %s", client, kind)
			}
		}
	}
}

// encode writes data over an item, and returns the resulting item.
func encode(t *testing.T, f format.Format, item Item, data *tree.Map) Item {
	t.Helper()
	was := &storage.Item{Key: item.Key, Value: item.Value, Flags: item.Flags}
	value, flags, err := f.Encode(&format.Record{Container: item.Container, ID: item.ID, Data: data}, was)
	if err != nil {
		t.Fatalf("it cannot be written: %v", err)
	}
	if flags != item.Flags {
		t.Errorf("it is written with the flags %d, and had %d", flags, item.Flags)
	}
	samePacking(t, item, value)
	item.Value = value
	return item
}

// samePacking checks that a value is compressed as it was.
func samePacking(t *testing.T, item Item, value []byte) {
	t.Helper()
	if is, was := client.PackingOf(value), client.PackingOf(item.Value); is != was {
		t.Errorf("it is compressed by %s, and was by %s", is, was)
	}
}

// beside adds an entry, which changes no other, and removes it again, which
// restores the whole.
func beside(t *testing.T, f format.Format, item Item, same bool) {
	data := decode(t, f, item)
	if err := data.Set("added", map[string]any{"a": []any{1, "é", nil, true, 2.5}, "b": map[string]any{"c": 1}}); err != nil {
		t.Fatal(err)
	}
	more := encode(t, f, item, data)
	if bytes.Equal(more.Value, item.Value) {
		t.Error("the new entry is not written")
	}
	back := decode(t, f, more)
	if !tree.Equal(back, data) {
		t.Errorf("with a new entry it reads back as\n%.1000v\nwant\n%.1000v", plain(back), plain(data))
	}
	values(t, f, more)
	if _, err := back.Delete("added"); err != nil {
		t.Fatal(err)
	}
	again := encode(t, f, more, back)
	if !tree.Equal(decode(t, f, again), decode(t, f, item)) {
		t.Error("without the new entry it is not what it was")
	}
	if same && !bytes.Equal(content(t, again), content(t, item)) {
		t.Errorf("without the new entry it is\n%.2000q\nand was\n%.2000q", again.Value, item.Value)
	}
}

// within changes a value as deep as it finds a mapping: nothing else changes.
func within(t *testing.T, f format.Format, item Item) {
	data := decode(t, f, item)
	path := deepest(data)
	if path == nil {
		return
	}
	if err := mapAt(data, path).Set("added", "ü"); err != nil {
		t.Fatal(err)
	}
	back := decode(t, f, encode(t, f, item, data))
	if v, ok := mapAt(back, path).Get("added"); !ok || v != "ü" {
		t.Errorf("below %v stands %v", path, v)
	}
	if _, err := mapAt(back, path).Delete("added"); err != nil {
		t.Fatal(err)
	}
	if was := decode(t, f, item); !tree.Equal(back, was) {
		t.Errorf("an edit below %v has changed\n%.1000v\nto\n%.1000v", path, plain(was), plain(back))
	}
}

// deepest returns the place of the mapping that lies deepest, nil if there is none.
func deepest(v any) []any {
	var best []any
	consider := func(k, x any) {
		_, isMap := x.(*tree.Map)
		if below := deepest(x); below != nil || isMap {
			if path := append([]any{k}, below...); len(path) > len(best) {
				best = path
			}
		}
	}
	switch v := v.(type) {
	case *tree.Map:
		for k, x := range v.All() {
			consider(k, x)
		}
	case *tree.List:
		for i, x := range v.All() {
			consider(i, x)
		}
	}
	return best
}

func mapAt(v any, path []any) *tree.Map {
	for _, k := range path {
		switch x := v.(type) {
		case *tree.Map:
			v, _ = x.Get(k)
		case *tree.List:
			v, _ = x.At(k.(int))
		}
	}
	return v.(*tree.Map)
}

// content returns a value, unpacked where it is packed: what another library has
// packed need not be the same bytes.
func content(t *testing.T, item Item) []byte {
	t.Helper()
	if client.PackingOf(item.Value) == client.None {
		return item.Value
	}
	value, err := client.Unpack(item.Value)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

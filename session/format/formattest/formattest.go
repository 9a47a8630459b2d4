// Package formattest is the tests that every [format.Format] of a framework has to
// pass, with items that the framework itself wrote.
//
// An item is a JSON file in a folder of the format: its key, flags and value, and what
// the framework reads in it. [Run] checks those in the folder itself, and [Kinds] those
// of its folders, one per client or serializer, which
// cmd/sessh/testdata/frameworks/write_items.py has the frameworks write.
package formattest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"sessh/session/format"
	"sessh/session/format/client"
	"sessh/session/format/yaml"
	"sessh/session/storage"
	"sessh/session/tree"
)

// Item is one item that a framework wrote.
type Item struct {
	Key       string         `json:"key"`
	Flags     uint32         `json:"flags"`
	Value     []byte         `json:"value_base64"`
	Packed    []byte         `json:"value_gzip_base64"` // in place of a long Value
	WrittenBy string         `json:"written_by"`
	Container string         `json:"container"`
	ID        string         `json:"id"`
	Reads     map[string]any `json:"reads"` // what the framework reads, of what JSON can hold
}

// Items returns the items in a folder.
func Items(t testing.TB, folder string) map[string]Item {
	t.Helper()
	files, err := filepath.Glob(folder + "/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no items in %s: %v", folder, err)
	}
	all := make(map[string]Item)
	for _, name := range files {
		all[strings.TrimSuffix(filepath.Base(name), ".json")] = Read(t, name)
	}
	return all
}

// List are the items in a file that holds several.
func List(t testing.TB, name string) []Item {
	t.Helper()
	var all []Item
	decodeFile(t, name, &all)
	return all
}

func decodeFile(t testing.TB, name string, to any) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber() // 3 and 3.0 are not the same
	if err := d.Decode(to); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// Read returns the item in a file.
func Read(t testing.TB, name string) Item {
	t.Helper()
	var item Item
	decodeFile(t, name, &item)
	if item.Packed != nil {
		r, err := gzip.NewReader(bytes.NewReader(item.Packed))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if item.Value, err = io.ReadAll(r); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return item
}

// Run checks a format against all items in a folder. same reports whether an item that was
// not edited has to be written byte for byte as it was.
func Run(t *testing.T, f format.Format, folder string, same bool) {
	for name, item := range Items(t, folder) {
		t.Run(name, func(t *testing.T) {
			names(t, f, item)
			values(t, f, item)
			unchanged(t, f, item, same)
			edited(t, f, item)
			broken(t, f, item)
			claimed(t, f, item)
		})
	}
}

// names checks that names make a key, and that the key gives them back.
func names(t *testing.T, f format.Format, item Item) {
	if key, err := f.Key(item.Container, item.ID); key != item.Key || err != nil {
		t.Errorf("the key of %s/%s is %q (%v), want %q", item.Container, item.ID, key, err, item.Key)
	}
	container, id, _, ok := f.Parse(item.Key)
	if f.Traits().Digests { // the name is not in the key
		if key, err := f.Key(container, id); !ok || key != item.Key || err != nil {
			t.Errorf("the key %q is of %s/%s (%v), whose key is %q (%v)", item.Key, container, id, ok, key, err)
		}
		return
	}
	if !ok || container != item.Container || id != item.ID {
		t.Errorf("the key %q is of %s/%s (%v), want %s/%s", item.Key, container, id, ok, item.Container, item.ID)
	}
}

// claimed checks that a format whose keys others have knows its own items, and
// that it claims whatever it can read, unless more is needed to prove it.
func claimed(t *testing.T, f format.Format, item Item) {
	claimsIt := f.Traits().Claims
	switch {
	case claimsIt == nil:
		return
	case marked(f, item.Key):
		if !claimsIt(item.Key, &client.Stored{Value: item.Value, Flags: item.Flags}) {
			t.Error("it does not claim the item")
		}
		return
	}
	for n := range item.Value {
		part := item.Value[:len(item.Value)-n]
		claims := claimsIt(item.Key, &client.Stored{Value: part, Flags: item.Flags})
		if _, err := f.Decode(part, item.Flags); err == nil && !claims || n < len(item.Value)/2 && !claims {
			t.Fatalf("it does not claim %d of its %d bytes (%v)", len(part), len(item.Value), err)
		}
	}
	for flags := range uint32(256) {
		if _, err := f.Decode(item.Value, flags); err == nil && !claimsIt(item.Key, &client.Stored{Value: item.Value, Flags: flags}) {
			t.Errorf("it does not claim what it reads with the flags %d", flags)
		}
	}
}

func decode(t *testing.T, f format.Format, item Item) *tree.Map {
	t.Helper()
	r, err := f.Decode(item.Value, item.Flags)
	if err != nil {
		t.Fatal(err)
	}
	return r.Data
}

// values checks the values that are read.
func values(t *testing.T, f format.Format, item Item) {
	Reads(t, decode(t, f, item), item)
}

// Reads checks that data are what the framework reads in an item.
func Reads(t *testing.T, data *tree.Map, item Item) {
	t.Helper()
	for k, want := range item.Reads {
		v, ok := data.Get(k)
		if err := agrees(v, want); !ok || err != nil {
			t.Errorf("%s (%v): %v", k, ok, err)
		}
	}
}

// plain returns a value as encoding/json reads it.
func plain(v any) any {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case *big.Int:
		f, _ := new(big.Float).SetInt(v).Float64()
		return f
	case tree.Bytes:
		return string(v)
	case *tree.List:
		if v.Len() == 0 { // some languages have one kind of empty array
			return map[string]any{}
		}
		list := []any{}
		for _, x := range v.All() {
			list = append(list, plain(x))
		}
		return list
	case *tree.Map:
		m := map[string]any{}
		for k, x := range v.All() {
			if s, ok := k.(string); ok {
				m[s] = plain(x)
			}
		}
		return m
	case tree.Object:
		return v.Display()
	}
	return v
}

// unchanged writes items that were not edited.
func unchanged(t *testing.T, f format.Format, item Item, same bool) {
	if r, err := f.Decode(item.Value, item.Flags); err == nil && r.Sealed != "" {
		return
	}
	was := &storage.Item{Key: item.Key, Value: item.Value, Flags: item.Flags}
	value, flags, err := f.Encode(&format.Record{Container: item.Container, ID: item.ID, Data: decode(t, f, item)}, was)
	if err != nil {
		t.Errorf("it cannot be written: %v", err)
		return
	}
	if flags != item.Flags || same && !bytes.Equal(value, item.Value) {
		t.Errorf("it is written with the flags %d as\n%q\nand was, with %d,\n%q", flags, value, item.Flags, item.Value)
	}
	back, err := f.Decode(value, flags)
	if err != nil || !tree.Equal(back.Data, decode(t, f, item)) {
		t.Errorf("it reads back as %v, %v", back, err)
	}
}

// edited writes a session with keys of every plain type, and reads it again. One that is
// sealed is not written, nor are truth values where the application would read texts.
func edited(t *testing.T, f format.Format, item Item) {
	if r, err := f.Decode(item.Value, item.Flags); err == nil && r.Sealed != "" {
		if err := r.Data.Set("new", "x"); err != nil {
			t.Fatal(err)
		}
		if value, _, err := f.Encode(r, &storage.Item{Key: item.Key, Value: item.Value, Flags: item.Flags}); err == nil {
			t.Errorf("it is written, though it is sealed (%s), as %q", r.Sealed, value)
		}
		return
	}
	data, was := decode(t, f, item), &storage.Item{Key: item.Key, Value: item.Value, Flags: item.Flags}
	write := func(truth any) (value []byte, flags uint32, err error) {
		for k, v := range map[string]any{"new": map[string]any{"a": []any{1, "é", nil, truth, 2.5}, "b": map[string]any{}}, "n": -7} {
			if err := data.Set(k, v); err != nil {
				t.Fatal(err)
			}
		}
		return f.Encode(&format.Record{Container: item.Container, ID: item.ID, Data: data}, was)
	}
	value, flags, err := write(true)
	if _, texts := errors.AsType[*yaml.BooleanError](err); texts {
		value, flags, err = write("1")
	}
	if err != nil {
		t.Errorf("an edit cannot be written: %v", err)
		return
	}
	samePacking(t, item, value)
	back, err := f.Decode(value, flags)
	if err != nil {
		t.Errorf("an edit cannot be read: %v", err)
		return
	}
	if !reflect.DeepEqual(plain(back.Data), plain(data)) {
		t.Errorf("an edit reads back as\n%v\nwant\n%v", plain(back.Data), plain(data))
	}
}

// broken cuts the value off everywhere, and changes flags: nothing panics, and
// nothing is taken for the whole session, unless it is sealed: where such a one ends is not
// known.
func broken(t *testing.T, f format.Format, item Item) {
	whole := decode(t, f, item)
	step := max(len(item.Value)/400, 1)
	if len(item.Value) > 1<<16 || testing.Short() {
		step = max(len(item.Value)/20, 1)
	}
	for n := 0; n < len(item.Value); n += step {
		if r, err := f.Decode(item.Value[:n], item.Flags); err == nil && r.Sealed == "" && r.Data.Len() > 0 && tree.Equal(r.Data, whole) {
			t.Errorf("%d of %d bytes are read as the whole session", n, len(item.Value))
		}
	}
	for _, flags := range []uint32{0, 1, 2, 4, 8, 16, 0xffffffff} {
		_, _ = f.Decode(item.Value, item.Flags^flags)
	}
}

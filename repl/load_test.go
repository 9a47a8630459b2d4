package repl

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sessh/session/format/formattest"
	"sessh/session/format/framework"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// TestLoadOfAnotherNotation: a dump in which an object is shown in another way than today
// cannot be told from one that was edited. The hint says how its item is loaded.
func TestLoadOfAnotherNotation(t *testing.T) {
	item := formattest.Read(t, "../session/format/framework/testdata/django/pylibmc/object.json")
	store := memstore.New(memstore.Options{})
	store.Apply(t.Context(), []storage.Write{{Key: item.Key, Value: item.Value, Flags: item.Flags}})
	var out bytes.Buffer
	sh := New(Options{Store: store, Out: &out, Err: &out})
	defer sh.Close(context.Background())
	name := filepath.Join(t.TempDir(), "old.jsonl")
	if err := sh.Run(t.Context(), "dump /django "+name); err != nil {
		t.Fatal(err)
	}
	dumped, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	old := strings.ReplaceAll(string(dumped), `"shopapp.Item{`, `"<shopapp.Item {`)
	if old == string(dumped) {
		t.Fatalf("no object is in %s", dumped)
	}
	load := func(text string) error {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return sh.Run(t.Context(), "load --replace "+name)
	}
	err = load(old)
	if err == nil {
		t.Fatal("it is loaded")
	}
	out.Reset()
	sh.Report(err)
	if !strings.Contains(out.String(), `with "data": null, the stored item is loaded`) {
		t.Errorf("the error is %s", out.String())
	}
	if err := load(regexp.MustCompile(`"data":\{.*\},"`).ReplaceAllString(string(dumped), `"data":null,"`)); err != nil {
		t.Error(err)
	}
}

// TestLoadOfEveryFormat dumps the sessions that every framework has written, and loads them:
// the items are the same, byte for byte.
func TestLoadOfEveryFormat(t *testing.T) {
	t.Parallel()
	for _, f := range framework.All() {
		if _, isRow := f.(*framework.Format); !isRow {
			continue
		}
		folder := "../session/format/framework/testdata/" + f.Name()
		from := memstore.New(memstore.Options{})
		stored := make(map[string]formattest.Item)
		for _, item := range formattest.Items(t, folder) {
			from.Apply(t.Context(), []storage.Write{{Key: item.Key, Value: item.Value, Flags: item.Flags}})
			stored[item.Key] = item
		}
		name := filepath.Join(t.TempDir(), "all.jsonl")
		runIn(t, from, "dump / "+name)
		to := memstore.New(memstore.Options{})
		runIn(t, to, "load "+name, "commit")
		for key, was := range stored {
			now := to.Load(t.Context(), []string{key}, storage.NeedValue)[0].Item
			if now == nil || !bytes.Equal(now.Value, was.Value) || now.Flags != was.Flags {
				t.Errorf("%s: %s is not what it was", folder, key)
			}
		}
	}
}

// TestLoadOfRawItems dumps and loads raw items: they are the same, byte for byte, and an edit
// is written as the item is.
func TestLoadOfRawItems(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, err := z.Write([]byte(`a:1:{s:1:"a";s:3:"old";}`))
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	items := map[string]storage.Item{
		"array":  {Value: []byte(`a:1:{s:1:"a";s:3:"old";}`), Flags: 4},
		"packed": {Value: packed.Bytes(), Flags: 3},
		"json":   {Value: []byte(`{ "a" : "old", "b":[1.0,2 ,3] }`), Flags: 6},
		"false":  {Value: nil, Flags: 3},
		"text":   {Value: []byte("old"), Flags: 0},
		"bytes":  {Value: []byte("\xff\x00"), Flags: 9},
	}
	from := memstore.New(memstore.Options{})
	for key, item := range items {
		from.Apply(t.Context(), []storage.Write{{Key: key, Value: item.Value, Flags: item.Flags}})
	}
	name := filepath.Join(t.TempDir(), "all.jsonl")
	runIn(t, from, "dump / "+name)
	load := func() map[string]*storage.Item {
		store := memstore.New(memstore.Options{})
		runIn(t, store, "load "+name, "commit")
		now := make(map[string]*storage.Item)
		for key := range items {
			now[key] = store.Load(t.Context(), []string{key}, storage.NeedValue)[0].Item
		}
		return now
	}
	for key, now := range load() {
		if was := items[key]; now == nil || !bytes.Equal(now.Value, was.Value) || now.Flags != was.Flags {
			t.Errorf("%s is %+v", key, now)
		}
	}
	text, err := os.ReadFile(name)
	if err == nil {
		err = os.WriteFile(name, bytes.ReplaceAll(text, []byte(`"old"`), []byte(`"new"`)), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	edited := load()
	for key, want := range map[string]string{"array": `a:1:{s:1:"a";s:3:"new";}`, "json": `{ "a" : "new", "b":[1.0,2 ,3] }`, "text": "new"} {
		if now := edited[key]; now == nil || string(now.Value) != want || now.Flags != items[key].Flags {
			t.Errorf("edited, %s is %+v, want %s", key, now, want)
		}
	}
	now := edited["packed"]
	if r, err := zlib.NewReader(bytes.NewReader(now.Value)); err != nil || now.Flags != 3 {
		t.Errorf("edited, packed is %+v, %v", now, err)
	} else if inner, err := io.ReadAll(r); err != nil || string(inner) != `a:1:{s:1:"a";s:3:"new";}` {
		t.Errorf("edited, packed holds %q, %v", inner, err)
	}
}

// TestLoadGrowsEvenly: to load and to commit ten times as many sessions takes ten times the memory.
func TestLoadGrowsEvenly(t *testing.T) {
	const few = 1000
	load := func(n int) func() {
		from := memstore.New(memstore.Options{})
		value := []byte("\x80\x04}(\x8c\x04cart}\x8c\x05total\x94K\x07s\x8c\x04name\x8c\x03bobu.")
		for i := range n {
			from.Apply(t.Context(), []storage.Write{{Key: fmt.Sprintf(":1:django.contrib.sessions.cache%032d", i), Value: value, Flags: 1}})
		}
		name := filepath.Join(t.TempDir(), "all.jsonl")
		runIn(t, from, "dump / "+name)
		return func() {
			to := memstore.New(memstore.Options{})
			runIn(t, to, "load "+name, "commit")
			last := to.Load(t.Context(), []string{fmt.Sprintf(":1:django.contrib.sessions.cache%032d", n-1)}, storage.NeedValue)[0].Item
			if last == nil || !bytes.Equal(last.Value, value) {
				t.Fatalf("stored is %v", last)
			}
		}
	}
	grows(t, load(few), load(10*few))
}

// runIn runs commands in a shell of its own.
func runIn(t *testing.T, store storage.Store, lines ...string) {
	t.Helper()
	var out bytes.Buffer
	sh := New(Options{Store: store, Out: &out, Err: &out})
	defer sh.Close(context.Background())
	for _, line := range lines {
		if err := sh.Run(t.Context(), line); err != nil {
			t.Fatalf("%s: %v\n%s", line, err, out.String())
		}
	}
}

// TestLoadOfEditedSealedSessions edits what only the application can write: each such session
// is named, and nothing is loaded.
func TestLoadOfEditedSealedSessions(t *testing.T) {
	t.Parallel()
	from := memstore.New(memstore.Options{})
	const sealed = "eyJpdiI6InVqWmlRYlFKS25mTVFIaEUiLCJ2YWx1ZSI6IkpJZElmWEhNRjBKbk50REVtcjJTIn0="
	ids := []string{strings.Repeat("a", 40), strings.Repeat("b", 40), strings.Repeat("c", 40)}
	for _, id := range ids {
		from.Apply(t.Context(), []storage.Write{{Key: "laravel_cache_" + id, Value: []byte(sealed)}})
	}
	name := filepath.Join(t.TempDir(), "all.jsonl")
	runIn(t, from, "dump / "+name)
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	for i := range 2 {
		lines[i] = strings.Replace(lines[i], `"encrypted":"`, `"encrypted":"x`, 1)
	}
	if err := os.WriteFile(name, []byte(strings.Join(lines, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	store := memstore.New(memstore.Options{})
	var out bytes.Buffer
	sh := New(Options{Store: store, Out: &out, Err: &out})
	defer sh.Close(context.Background())
	err = sh.Run(t.Context(), "load "+name)
	if err == nil || strings.Count(err.Error(), "Laravel alone has the key") != 2 {
		t.Fatalf("the error is %v", err)
	}
	for i, id := range ids {
		if named := strings.Contains(err.Error(), "/laravel/"+id); named != strings.Contains(lines[0]+lines[1], id) {
			t.Errorf("%d: %s is named: %v: %v", i, id, named, err)
		}
	}
	if err := sh.Run(t.Context(), "commit"); err != nil {
		t.Error(err)
	}
	for _, id := range ids {
		if store.Load(t.Context(), []string{"laravel_cache_" + id}, 0)[0].Item != nil {
			t.Errorf("%s is loaded", id)
		}
	}
}

// TestLoadOfAnotherFile: a file that dump did not write is an error of a few lines, whatever its length.
func TestLoadOfAnotherFile(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "f")
	for _, tt := range []struct{ text, want string }{
		{strings.Repeat("12\n", 20), name + ":1: neither dump nor watch wrote this: it is not an object\n" +
			name + ":2: neither dump nor watch wrote this: it is not an object\n" +
			name + ":3: neither dump nor watch wrote this: it is not an object\nand 17 errors more"},
		{`{"container":"Shop","session":"a","format":"sessh","data":{}}{"container":"Shop","session":"b","format":"sessh","data":{}}`,
			name + ":1: neither dump nor watch wrote this: more follows on the line"},
		{`{"ttl":"soon"}`, name + ":1: neither dump nor watch wrote this: ttl cannot be of type string"},
		{"null\n", name + ":1: neither dump nor watch wrote this: it is not an object"},
		{"root:x:0\n", name + ":1: neither dump nor watch wrote this: it is not an object"},
	} {
		if err := os.WriteFile(name, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		sh := New(Options{Store: memstore.New(memstore.Options{}), Out: io.Discard, Err: io.Discard})
		if err := sh.Run(t.Context(), "load "+name); err == nil || err.Error() != tt.want {
			t.Errorf("%q: %v\nwant %s", tt.text, err, tt.want)
		}
		sh.Close(context.Background())
	}
}

// TestLoadUnderAnotherName: a session whose id was edited in the file does not keep the old one in its item.
func TestLoadUnderAnotherName(t *testing.T) {
	t.Parallel()
	from := memstore.New(memstore.Options{})
	runIn(t, from, "set /Shop/old/cart/total 1", "set /Shop/odd/cart/total {\"$float\": \"inf\"}", "commit")
	file := filepath.Join(t.TempDir(), "all.jsonl")
	runIn(t, from, "dump / "+file)
	text, err := os.ReadFile(file)
	if err == nil {
		text = bytes.ReplaceAll(bytes.ReplaceAll(text, []byte(`"session":"old"`), []byte(`"session":"new"`)), []byte(`"session":"odd"`), []byte(`"session":"even"`))
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	to := memstore.New(memstore.Options{})
	runIn(t, to, "load "+file, "commit")
	for _, id := range []string{"new", "even"} {
		if item := to.Load(t.Context(), []string{"sessh/Shop/" + id}, storage.NeedValue)[0].Item; item == nil || !bytes.Contains(item.Value, []byte(`"id":"`+id+`"`)) {
			t.Errorf("%s is stored as %+v", id, item)
		}
	}
}

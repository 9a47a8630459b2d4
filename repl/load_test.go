package repl

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sessh/session/memstore"
	"sessh/session/storage"
)

// TestLoadOfAnotherNotation: a dump in which an object is shown in another way than today
// cannot be told from one that was edited. The hint says how its item is loaded.
func TestLoadOfAnotherNotation(t *testing.T) {
	text, err := os.ReadFile("../session/format/framework/testdata/django/pylibmc/object.json")
	if err != nil {
		t.Fatal(err)
	}
	var item struct {
		Key   string
		Flags uint32
		Value string `json:"value_base64"`
	}
	if err := json.Unmarshal(text, &item); err != nil {
		t.Fatal(err)
	}
	value, err := base64.StdEncoding.DecodeString(item.Value)
	if err != nil {
		t.Fatal(err)
	}
	store := memstore.New(memstore.Options{})
	store.Apply(t.Context(), []storage.Write{{Key: item.Key, Value: value, Flags: item.Flags}})
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

package repl

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sessh/session/memstore"
	"sessh/session/storage"
)

// TestLoadIsPending: what was loaded is pending as what was typed is, though it is not decoded until
// that is asked for.
func TestLoadIsPending(t *testing.T) {
	t.Parallel()
	key := func(id string) string { return ":1:django.contrib.sessions.cache" + id }
	a, b := strings.Repeat("a", 32), strings.Repeat("b", 32)
	const value = "\x80\x04}(\x8c\x04cart}\x8c\x05total\x94K\x07s\x8c\x04name\x8c\x09<bob> & cu."
	from := memstore.New(memstore.Options{})
	for _, id := range []string{a, b} {
		from.Apply(t.Context(), []storage.Write{{Key: key(id), Value: []byte(value), Flags: 1}})
	}
	file := filepath.Join(t.TempDir(), "all.jsonl")
	runIn(t, from, "dump / "+file)
	to := memstore.New(memstore.Options{})
	var out bytes.Buffer
	sh := New(Options{Store: to, Out: &out, Err: &out})
	defer sh.Close(context.Background())
	run := func(line, want string) {
		t.Helper()
		out.Reset()
		err := sh.Run(t.Context(), line)
		if got := out.String(); !strings.Contains(got+fmt.Sprint(err), want) {
			t.Errorf("%s: %v\n%s\nwant %s", line, err, got, want)
		}
	}
	pending := func(after string, want int) {
		t.Helper()
		if n := sh.Pending(); n != want {
			t.Errorf("after %s, %d changes are pending, want %d", after, n, want)
		}
	}
	run("savepoint empty", "")
	run("load "+file, "2 sessions loaded")
	pending("load", 6)
	run("load "+file, a+" is already there")
	pending("a load that failed", 6)
	run("rollback empty", "6 changes undone")
	pending("rollback", 0)
	run("undo", "")
	pending("undo of the rollback", 6)
	run("diff", `+ name     "<bob> & c"`)
	run("get /django/"+b+"/cart/total", "7")
	run("set /django/"+b+"/cart/total 8", "")
	pending("an edit", 6)
	run("undo", "")
	run("commit /django/"+a, "committed 1 session, 3 changes; 3 changes still pending")
	run("abort", "")
	run("load "+file, a+" is already there")
	run("load --replace "+file, "2 sessions loaded")
	run("commit", "committed 2 sessions, 4 changes")
	for _, id := range []string{a, b} {
		if item := to.Load(t.Context(), []string{key(id)}, storage.NeedValue)[0].Item; item == nil || string(item.Value) != value {
			t.Errorf("%s is stored as %v", id, item)
		}
	}
	run("log 2", "name")
	run("revert 2", "")
	pending("revert", 1)

	// What was edited in the file counts, whatever the item beside it is.
	text, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, bytes.Replace(text, []byte(`"total":7`), []byte(`"total":9`), 1), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	run("abort", "")
	run("load --replace "+file, "2 sessions loaded")
	run("diff", "7 -> 9")
}

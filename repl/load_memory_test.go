package repl

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"testing"

	"sessh/session/memstore"
	"sessh/session/storage"
)

// TestLoadTakesLittleMemory: a pending session of a load takes little more than its item, and that of
// a load of sessions of another kind, which were decoded on the way, as well.
func TestLoadTakesLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector takes more than the sessions")
	}
	const n, most = 20_000, 1_300 // bytes, of which the item is 250
	note := bytes.Repeat([]byte("n"), 150)
	for name, value := range map[string][]byte{
		"as most are":    append(append([]byte("\x80\x04}(\x8c\x04cart}\x8c\x05total\x94K\x07s\x8c\x04note\x8c\x96"), note...), "\x8c\x04user}\x8c\x04name\x8c\x03bobsu."...),
		"with an object": append(append([]byte("\x80\x04}(\x8c\x02at\x8c\x08datetime\x8c\x04date\x93C\x04\x07\xea\x0b\x1b\x85R\x8c\x04note\x8c\x96"), note...), "\x8c\x04user}\x8c\x04name\x8c\x03bobsu."...),
	} {
		from := memstore.New(memstore.Options{})
		for i := range n {
			from.Apply(t.Context(), []storage.Write{{Key: fmt.Sprintf(":1:django.contrib.sessions.cache%032d", i), Value: value, Flags: 1}})
		}
		file := filepath.Join(t.TempDir(), "all.jsonl")
		runIn(t, from, "dump / "+file)
		var out bytes.Buffer
		sh := New(Options{Store: memstore.New(memstore.Options{}), Out: &out, Err: &out})
		defer sh.Close(context.Background())
		before := inUse()
		if err := sh.Run(t.Context(), "load "+file); err != nil {
			t.Fatal(err)
		}
		if p := sh.Pending(); p != 3*n && p != 4*n {
			t.Errorf("%s: %d changes are pending", name, p)
		}
		each := (inUse() - before) / n
		t.Logf("%s: %d bytes a session", name, each)
		if each > most {
			t.Errorf("%s: a session takes %d bytes, want at most %d", name, each, most)
		}
		runtime.KeepAlive(sh)
	}
}

// inUse returns the size of the heap in use.
func inUse() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

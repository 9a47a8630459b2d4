package repl

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sessh/repl/output"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/tree"
)

// maxShown is how many bytes a terminal gets.
const maxShown = 4 << 20

// sharedText returns a store with one session, in whose pickle of a few dozen
// kilobytes one text is referred to so often that it takes n times its length to be
// shown.
func sharedText(t *testing.T, length, n int) storage.Store {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("\x80\x02}X\x05\x00\x00\x00notes](X")
	_ = binary.Write(&b, binary.LittleEndian, uint32(length)) // to a buffer
	b.WriteString(strings.Repeat("x", length) + "q\x01")
	b.WriteString(strings.Repeat("h\x01", n-1) + "es.")
	store := memstore.New(memstore.Options{})
	w := storage.Write{Key: ":1:django.contrib.sessions.cachevisitor0000000000000000000000000", Value: b.Bytes(), Flags: 1, TTL: time.Hour}
	if o := store.Apply(t.Context(), []storage.Write{w})[0]; o.State != storage.Applied {
		t.Fatal(o)
	}
	return store
}

// counter counts what is written, and keeps the beginning and the end.
type counter struct {
	bytes   int
	largest int
	begin   []byte
	end     []byte
	stop    func() // called at each write; nil: nothing is
}

func (c *counter) Write(b []byte) (int, error) {
	c.bytes += len(b)
	c.largest = max(c.largest, len(b))
	if len(c.begin) < 100 {
		c.begin = append(c.begin, b...)
	}
	c.end = append(c.end[:0:0], b[max(0, len(b)-100):]...)
	if c.stop != nil {
		c.stop()
	}
	return len(b), nil
}

const visitor = "/django/visitor0000000000000000000000000"

// shownBy are lines that show a value of a session, each in its own way.
func shownBy(t *testing.T) []string {
	dir := t.TempDir()
	return []string{
		"get " + visitor, "get " + visitor + "/notes", "get --json " + visitor, "tree " + visitor, "ls " + visitor,
		"ls " + visitor + "/notes", "info " + visitor + "/notes", "grep xx " + visitor, "dump " + visitor + " -", "dump " + visitor + " " + filepath.Join(dir, "d"),
		"find --name notes " + visitor,
	}
}

// TestAPipeGetsAll: what a small session is shown as may be any size, and is written in
// pieces: no text of it as a whole is ever in memory.
func TestAPipeGetsAll(t *testing.T) {
	length, n := 30_000, 200
	if testing.Short() {
		n = 60
	}
	store := sharedText(t, length, n)
	for _, format := range []output.Format{output.AsText, output.AsJSON} {
		for _, line := range []string{"get " + visitor, "get --json " + visitor, "get " + visitor + "/notes", "tree " + visitor, "ls " + visitor, "ls " + visitor + "/notes"} {
			t.Run(fmt.Sprintf("%s %s", line, format), func(t *testing.T) {
				out := &counter{}
				sh := New(Options{Store: store, Out: out, Format: format})
				defer sh.Close(context.Background())
				if err := sh.Run(t.Context(), line); err != nil {
					t.Fatal(err)
				}
				if out.bytes < length*n {
					t.Errorf("%d bytes of %d were written", out.bytes, length*n)
				}
				if out.largest > 1<<20 {
					t.Errorf("%d bytes were written at once", out.largest)
				}
			})
		}
	}
}

// TestATerminalGetsWhatCanBeRead: no command writes more on a terminal than can be read,
// and it says so.
func TestATerminalGetsWhatCanBeRead(t *testing.T) {
	store := sharedText(t, 30_000, 200)
	for _, format := range []output.Format{output.AsText, output.AsJSON} {
		for i, line := range shownBy(t) {
			if testing.Short() && i%3 != 0 {
				continue
			}
			t.Run(fmt.Sprintf("%s %s", filepath.Base(line), format), func(t *testing.T) {
				out, notes := &counter{}, &bytes.Buffer{}
				sh := New(Options{Store: store, Out: out, Err: notes, OutTerminal: true, Format: format, Width: func() int { return 80 }})
				defer sh.Close(context.Background())
				took := allocated(func() {
					if err := sh.Run(t.Context(), line); err != nil {
						t.Fatal(err)
					}
				})
				if out.bytes > maxShown+100 {
					t.Errorf("%d bytes were written", out.bytes)
				}
				if cut := strings.Contains(notes.String(), "the output is cut at 4 MB; a pipe gets all of it"); cut != (out.bytes >= maxShown-100) {
					t.Errorf("%d bytes were written, and it said %q", out.bytes, notes)
				}
				if took > 100<<20 && !strings.HasPrefix(line, "dump") {
					t.Errorf("it took %d bytes", took)
				}
				if err := sh.Run(t.Context(), "pwd"); err != nil || !bytes.Contains(out.end, []byte("/")) {
					t.Errorf("the next command: %v, %q", err, out.end)
				}
			})
		}
	}
}

// TestShowingHearsCtrlC: nothing is written any more, and the command ends.
func TestShowingHearsCtrlC(t *testing.T) {
	store := sharedText(t, 30_000, 200)
	for _, line := range []string{"get " + visitor, "get --json " + visitor, "tree " + visitor, "ls " + visitor + "/notes", "ls " + visitor} {
		t.Run(line, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			out := &counter{}
			out.stop = func() {
				if out.bytes > 1<<20 {
					cancel()
				}
			}
			sh := New(Options{Store: store, Out: out})
			defer sh.Close(context.Background())
			if err := sh.Run(ctx, line); err == nil || ctx.Err() == nil {
				t.Errorf("it ended with %v", err)
			}
			if out.bytes > 1<<20+out.largest {
				t.Errorf("%d bytes were written", out.bytes)
			}
			if err := sh.Run(t.Context(), "pwd"); err != nil {
				t.Errorf("the next command: %v", err)
			}
		})
	}
}

// TestDumpOfWhatIsSharedIsLoaded: where the data would be many times the item, the item
// is enough.
func TestDumpOfWhatIsSharedIsLoaded(t *testing.T) {
	if testing.Short() {
		t.Skip("it dumps and loads many megabytes")
	}
	store := sharedText(t, 30_000, 3_000)
	file := filepath.Join(t.TempDir(), "dump.jsonl")
	notes := &bytes.Buffer{}
	sh := New(Options{Store: store, Err: notes})
	defer sh.Close(context.Background())
	if err := sh.Run(t.Context(), "dump "+visitor+" "+file); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil || len(text) > 1<<20 || !strings.Contains(notes.String(), "only its item is dumped, without its data") {
		t.Fatalf("%d bytes, %v, %s", len(text), err, notes)
	}
	other := New(Options{})
	defer other.Close(context.Background())
	if err := other.Run(t.Context(), "load "+file); err != nil {
		t.Fatal(err)
	}
	if err := sh.Run(t.Context(), "dump --redact x "+visitor+" "+file+"2"); err == nil || !strings.Contains(err.Error(), "takes more than 64 MB as JSON") {
		t.Errorf("redacted: %v", err)
	}
}

// TestJSONIsThatOfTheLibrary: what is written in pieces is what json.Marshal writes.
func TestJSONIsThatOfTheLibrary(t *testing.T) {
	m := tree.NewMap()
	for _, x := range []any{"a<b>&\u2028é日", int64(1), 1.5, nil, true, tree.Bytes("\xff"), tree.NewList("x", tree.NewMap())} {
		if err := m.Set(fmt.Sprintf("<%v>", x), x); err != nil {
			t.Fatal(err)
		}
	}
	for _, v := range []any{
		nil, "x<y", map[string]any{}, map[string]any(nil), []any{}, []any(nil), map[string]any{"b": []any{1, "<", nil}, "a": output.JSON(m), "<": output.JSON(nil)},
		(*output.JSONValue)(nil), output.JSON(m), []string{"a"}, map[string]any{"x": []map[string]any{{"y": 1}}},
	} {
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		p := output.New(output.Options{Out: &out})
		if err := p.EmitJSON(v); err != nil || out.String() != string(want)+"\n" {
			t.Errorf("%s is written, and not %s (%v)", out.String(), want, err)
		}
	}
}

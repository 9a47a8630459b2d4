package repl

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/repl/line"
	"sessh/repl/place"
	"sessh/session/figure"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/tree"
)

// Parts of a pickle, as Python's module writes them.
func pickled(text string) string {
	return "X" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(text)))) + text
}
func pickledBytes(b string) string { return "C" + string(rune(len(b))) + b }
func pickledInt(i int32) string {
	return "J" + string(binary.LittleEndian.AppendUint32(nil, uint32(i)))
}
func pickledFloat(f float64) string {
	return "G" + string(binary.BigEndian.AppendUint64(nil, math.Float64bits(f)))
}

// serialized is a session, in the form of a framework, whose every value is v; each has
// keys that are hard to name.
var serialized = []struct {
	name, key, place string // where the mapping with the keys is
	flags            uint32
	value            func(v int32) string
}{
	{"pickle", ":1:django.contrib.sessions.cacheabc", "/django/abc/m", 0, func(v int32) string {
		var b strings.Builder
		b.WriteString("\x80\x03}(" + pickled("m") + "}(")
		for _, key := range []string{
			pickledInt(7), pickled("7"), pickledInt(8), pickledInt(-3), pickled("08"), pickled("integer(9)"), "N", "\x88", pickledFloat(1.5), pickled("null"),
			pickledBytes("x"), pickled("x"), pickledBytes("y"), pickledBytes("\xff\x00"), pickledInt(1) + pickled("a/b") + "\x86",
			pickled("a/b"), pickled(`quo"te's`), pickled(""), pickled(" "), pickled("."), pickled(".."), pickled("-x"), pickled("#"), pickled("*?["), pickled(`back\slash`),
			pickled("a\nb\x1b[2J"), pickled("ünï\u202e"), pickled("~"),
		} {
			b.WriteString(key + pickledInt(v))
		}
		return b.String() + "uu."
	}},
	{"php", "memc.sess.key.s1", "/php/s1/a", 0, func(v int32) string {
		return fmt.Sprintf(`a|a:6:{i:1;i:%d;i:-5;i:%[1]d;s:2:"01";i:%[1]d;s:3:"b/c";i:%[1]d;s:0:"";i:%[1]d;s:3:"a'b";i:%[1]d;}`, v)
	}},
	{"php, a list", "memc.sess.key.s2", "/php/s2/a", 0, func(v int32) string { return fmt.Sprintf(`a|a:2:{i:1;i:%d;i:3;i:%[1]d;}`, v) }},
	{"marshal", "rack:session:2::e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "/rack/2::e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855/m", 1, func(v int32) string {
		i := "i" + string(rune(v+5))
		return "\x04\x08{\x06I\"\x06m\x06:\x06ET{\x08i\x06" + i + "I\"\x061\x06;\x00T" + i + ":\x08sym" + i
	}},
	{"msgpack", "session:6b5fc1bd-8f22-4d0a-9c38-1dd1cf5f0b1c", "/flask/6b5fc1bd-8f22-4d0a-9c38-1dd1cf5f0b1c/m", 0, func(v int32) string {
		i := string(rune(v))
		return "\x81\xa1m\x84\x01" + i + "\xa11" + i + "\xc4\x01x" + i + "\xa3a/b" + i
	}},
}

// TestResolveTakesWhatConflictsShows: each path that conflicts shows, whatever the type of
// its key, finds that conflict when it is typed, and Tab offers it.
func TestResolveTakesWhatConflictsShows(t *testing.T) {
	for _, tt := range serialized {
		for _, cd := range []string{"/", tt.place[:strings.LastIndexByte(tt.place, '/')], tt.place} {
			t.Run(tt.name+" at "+cd, func(t *testing.T) {
				ctx := t.Context()
				store := memstore.New(memstore.Options{})
				write := func(v int32) {
					w := storage.Write{Key: tt.key, Value: []byte(tt.value(v)), Flags: tt.flags, TTL: time.Hour}
					if l := store.Load(ctx, []string{tt.key}, 0)[0]; l.Item != nil {
						w.Version = l.Item.Version
					}
					if o := store.Apply(ctx, []storage.Write{w})[0]; o.State != storage.Applied {
						t.Fatalf("%+v", o)
					}
				}
				write(1)
				var out bytes.Buffer
				sh := New(Options{Store: store, Server: "test", Out: &out, Err: &out})
				defer sh.Close(ctx)
				line := func(text string) string {
					t.Helper()
					out.Reset()
					if err := sh.Run(ctx, text); err != nil {
						t.Errorf("%s: %v", text, err)
					}
					return out.String()
				}
				line("cd " + tt.place)
				at, err := sh.where.Find(ctx, sh.where.Here)
				if err != nil {
					t.Fatal(err)
				}
				data := at.Value.(*tree.Map)
				keys := data.Keys()
				for _, k := range keys {
					if err := data.Set(k, 2); err != nil {
						t.Fatal(err)
					}
				}
				write(3)
				line("cd " + cd)
				shown := line("conflicts")
				if len(sh.work.KnownConflicts()) != len(keys) {
					t.Fatalf("%d conflicts for %d keys:\n%s", len(sh.work.KnownConflicts()), len(keys), shown)
				}
				for _, x := range slices.Clone(sh.work.KnownConflicts()) {
					path := place.Of(x.Path).String()
					if !strings.Contains(shown, "! "+path+"\n") {
						t.Errorf("%s is not shown:\n%s", path, shown)
					}
					if got := line("conflicts " + path); strings.Count(got, "! ") != 1 || !strings.Contains(got, "! "+path+"\n") {
						t.Errorf("conflicts %s shows\n%s", path, got)
					}
					expectOffered(t, sh, "resolve --mine /", path)
					expectOffered(t, sh, "resolve --mine "+path, path)
					if got := line("resolve --theirs " + path); !strings.Contains(got, "resolved 1 conflict: theirs\n") {
						t.Errorf("resolve --theirs %s says\n%s", path, got)
					}
					if v, _ := data.Get(x.Path.Keys[len(x.Path.Keys)-1]); v != int64(3) {
						t.Errorf("%s is %v after it", path, v)
					}
					line("undo")
				}
				if got, want := line("resolve --mine"), fmt.Sprintf("resolved %s: mine\n", figure.Count(len(keys), "conflict")); !strings.Contains(got, want) {
					t.Errorf("resolve --mine says %q, want %q", got, want)
				}
			})
		}
	}
}

func expectOffered(t *testing.T, sh *Shell, text, path string) {
	t.Helper()
	if rel, ok := strings.CutPrefix(path, sh.where.Here.String()+"/"); ok && text[len(text)-1] == ' ' {
		path = rel
	}
	c := sh.Complete(text, len(text))
	if !slices.ContainsFunc(c.Candidates, func(x line.Candidate) bool { return x.Text == path }) {
		t.Errorf("Tab after %q offers %v, not %s", text, c.Candidates, path)
	}
}

// An integer, or a text that is written like one, is named by its type as well.
func TestResolveTakesTypedNames(t *testing.T) {
	for name, found := range map[string]bool{"/php/s2/a/1": true, "/php/s2/a/integer(1)": true, "/php/s2/a/string(1)": false, "/php/s2/a/2": false, "/php/s2": true, "/": true, "/php/s3": false} {
		t.Run(name, func(t *testing.T) {
			store := memstore.New(memstore.Options{})
			store.Apply(t.Context(), []storage.Write{{Key: "memc.sess.key.s2", Value: []byte(serialized[2].value(1)), TTL: time.Hour}})
			out, err := runLine(t, Options{Store: store, Server: "test"}, "set /php/s2/a/1 2", "aside set /php/s2/a/1 3", "resolve --mine "+name)
			if found != (err == nil) || found && !strings.HasSuffix(out, "resolved 1 conflict: mine\n") {
				t.Errorf("found %v: %v\n%s", err == nil, err, out)
			}
		})
	}
}

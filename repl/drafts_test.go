package repl

import (
	"bytes"
	"encoding/json"
	"math"
	"math/big"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sessh/repl/output"
	"sessh/repl/stash"
	"sessh/repl/workspace"
	"sessh/session"
	"sessh/session/format"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/tree"
)

// form is a form by its word.
type form string

func (f form) String() string { return string(f) }

// drawValue draws a value of a session: of every kind, also those that some formats,
// or JSON, do not have.
func drawValue(t *rapid.T, depth int) any {
	kinds := 9
	if depth > 0 {
		kinds = 14
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return rapid.Int64().Draw(t, "integer")
	case 3:
		n := big.NewInt(math.MaxInt64)
		return n.Lsh(n, rapid.UintRange(1, 200).Draw(t, "bits"))
	case 4:
		return rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 1})).Draw(t, "float")
	case 5:
		return rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"\xff", "$bytes", ""})).Draw(t, "text")
	case 6:
		return tree.Bytes(rapid.SliceOfN(rapid.Byte(), 0, 5).Draw(t, "bytes"))
	case 7:
		zone := time.FixedZone("", rapid.IntRange(-12, 12).Draw(t, "hours")*3600)
		return time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "time"), 1000*rapid.Int64Range(0, 999_999).Draw(t, "µs")).In(zone)
	case 8:
		return rapid.SampledFrom([]any{int64(1), "1", "$time", 1.0}).Draw(t, "alike")
	case 9, 10:
		f := rapid.SampledFrom([]tree.Form{nil, nil, form("tuple"), form("set")}).Draw(t, "list")
		l := tree.NewListOf(f)
		for range rapid.IntRange(0, 3).Draw(t, "length") {
			if f == form("set") { // its values are keys
				_ = l.Append(drawKey(t))
				continue
			}
			_ = l.Append(drawValue(t, depth-1))
		}
		return l
	case 11:
		return drawMap(t, depth, tree.NewMapOf(form("OrderedDict")))
	}
	return drawMap(t, depth, tree.NewMap())
}

func drawKey(t *rapid.T) any {
	return rapid.OneOf(
		rapid.Map(rapid.SampledFrom([]string{"a", "b|c", "$bytes", "$map", "\xff", "", "1", "!x"}), func(s string) any { return s }),
		rapid.Map(rapid.Int64Range(0, 3), func(n int64) any { return n }),
		rapid.Map(rapid.SampledFrom([]string{"a", "\xff"}), func(s string) any { return tree.Bytes(s) }),
	).Draw(t, "key")
}

func drawMap(t *rapid.T, depth int, m *tree.Map) *tree.Map {
	for range rapid.IntRange(0, 3).Draw(t, "length") {
		_ = m.Set(drawKey(t), drawValue(t, depth-1)) // not every key is one
	}
	return m
}

// TestKeptWhole: what is kept is what was pending, whatever it holds; what cannot be is
// refused.
func TestKeptWhole(t *testing.T) {
	sh := New(Options{})
	kept := make(map[string]int)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"sessh", "lovely", "php", "express", "rack"}).Draw(t, "format")
		formats := sh.work.Root().Formats()
		i := slices.IndexFunc(formats, func(f format.Format) bool { return f.Name() == name })
		f := formats[i]
		containers := []string{"C", "php", "express:sess", "rack"}
		c := sh.work.Root().ContainerIn(containers[slices.IndexFunc(containers, func(c string) bool { _, err := f.Key(c, "id"); return err == nil })], f)
		data := tree.NewMap()
		for range rapid.IntRange(1, 3).Draw(t, "names") {
			if c.Flat() {
				_ = data.Set(drawKey(t), drawValue(t, 3))
				continue
			}
			_ = data.Set(rapid.SampledFrom([]string{"p", "q", "$map"}).Draw(t, "package"), drawMap(t, 3, tree.NewMap()))
		}
		d := session.Draft{Container: c, ID: "id", Data: data, Timeout: time.Hour}
		at := time.Unix(1, 0)
		x, err := workspace.EncodeDraft(d, at)
		if err != nil {
			kept["refused"]++
			return
		}
		text, err := json.Marshal(&stash.Entry{Version: stash.Version, Why: stash.Kept, Sessions: []stash.Session{x}})
		if err != nil {
			t.Fatal(err)
		}
		e, err := stash.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		again, err := sh.work.DecodeDraft(e.Sessions[0])
		if err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if x.Data != nil || name == "sessh" {
			kept["as JSON"]++
			if !tree.Equal(data, again.Data) {
				t.Fatalf("kept %s, and got %s", jsonText(data), jsonText(again.Data))
			}
			return
		}
		kept["as itself"]++
		value, _, err := stored.Draft(again, at)
		if err != nil || !bytes.Equal(value, x.Item.Value) {
			t.Fatalf("kept %q, and got %q, %v", x.Item.Value, value, err)
		}
	})
	t.Logf("%v", kept)
	for _, way := range []string{"as itself", "as JSON", "refused"} {
		if kept[way] == 0 {
			t.Errorf("%s: never", way)
		}
	}
}

func jsonText(m *tree.Map) string {
	b, _ := output.JSONValue{V: m}.MarshalJSON()
	return string(b)
}

// TestKeptWithAllBeside: each field of a draft is kept.
func TestKeptWithAllBeside(t *testing.T) {
	t.Parallel()
	sh := New(Options{})
	at := time.Unix(1, 0)
	left, never, flags := 10*time.Minute, storage.TTLNever, uint32(7)
	data := tree.NewMap()
	if err := data.Set("k", 1); err != nil {
		t.Fatal(err)
	}
	formats := sh.work.Root().Formats()
	of := func(name, container string) *session.Container {
		i := slices.IndexFunc(formats, func(f format.Format) bool { return f.Name() == name })
		return sh.work.Root().ContainerIn(container, formats[i])
	}
	drafts := []session.Draft{
		{Container: of("php", "php"), ID: "id", Data: data, Timeout: time.Hour, Inherits: true, Remaining: &left, Way: "php"},
		{Container: of("php", "php"), ID: "id", Data: data, Timeout: time.Hour, Remaining: &never, Way: "igbinary"},
		{Container: of("php", "php"), ID: "id", Data: data, Timeout: storage.TTLUnknown},
		{Container: of("php", "php"), ID: "id", Base: &storage.Item{Key: "memc.sess.key.id", Value: []byte("k|i:2;"), Flags: flags, Version: 9, TTL: time.Minute, Idle: -1}, Data: data, Timeout: time.Hour, Renewed: true, Flags: &flags, Way: "php"},
		{Container: of("php", "php"), ID: "id", Base: &storage.Item{Key: "memc.sess.key.id", Value: []byte("k|i:2;"), Version: 9, TTL: storage.TTLUnknown, Idle: -1}, Timeout: storage.TTLUnknown},
	}
	set := make(map[string]bool)
	for i, d := range drafts {
		x, err := workspace.EncodeDraft(d, at)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		var read stash.Session
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatal(err)
		}
		again, err := sh.work.DecodeDraft(read)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		was, is := reflect.ValueOf(d), reflect.ValueOf(again)
		for n := range was.NumField() {
			f := was.Type().Field(n)
			if !f.IsExported() || f.Name == "Undecided" { // which makes the commit a conflict
				continue
			}
			set[f.Name] = set[f.Name] || !was.Field(n).IsZero()
			a, b := was.Field(n).Interface(), is.Field(n).Interface()
			switch f.Name {
			case "Container":
				if !again.Container.Same(d.Container) {
					t.Errorf("draft %d: another container: %s", i, text)
				}
			case "Data":
				if (d.Data == nil) != (again.Data == nil) || d.Data != nil && !tree.Equal(d.Data, again.Data) {
					t.Errorf("draft %d: data %v, want %v", i, jsonText(again.Data), jsonText(d.Data))
				}
			default:
				if !reflect.DeepEqual(a, b) {
					t.Errorf("draft %d: %s is %v, want %v: %s", i, f.Name, b, a, text)
				}
			}
		}
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[session.Draft]()) {
		if f.IsExported() && f.Name != "Undecided" && !set[f.Name] {
			t.Errorf("no draft has %s set", f.Name)
		}
	}
}

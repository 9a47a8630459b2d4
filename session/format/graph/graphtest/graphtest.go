// Package graphtest compares the graphs that codecs read.
package graphtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// A Comparer finds where two graphs differ: in kinds, values and forms, and in
// which nodes are one and the same. The zero value compares the identity of
// compound nodes, and forms as they are.
type Comparer struct {
	// Identity reports which nodes are the same only if they are one; nil is for
	// compound ones.
	Identity func(*graph.Node) bool
	// Form returns the part of a node's form that counts; nil: all of it.
	Form func(*graph.Node) string
}

// Difference returns the path to the first difference, and what it is; "" for equal
// graphs.
func (c Comparer) Difference(a, b *graph.Node) string {
	if c.Identity == nil {
		c.Identity = (*graph.Node).Compound
	}
	if c.Form == nil {
		c.Form = func(n *graph.Node) string { return n.Form }
	}
	w := &walk{c, make(map[*graph.Node]*graph.Node), make(map[*graph.Node]*graph.Node)}
	return w.node(a, b, "$")
}

// walk is one comparison; there and back are the pairs of nodes that it has met.
type walk struct {
	Comparer
	there, back map[*graph.Node]*graph.Node
}

func (w *walk) node(a, b *graph.Node, at string) string {
	if a == nil || b == nil {
		if a != b {
			return at + ": only one is there"
		}
		return ""
	}
	if a.Kind != b.Kind || w.Form(a) != w.Form(b) || a.Class != b.Class {
		return fmt.Sprintf("%s: %s %q %q and %s %q %q", at, a.Kind, a.Form, a.Class, b.Kind, b.Form, b.Class)
	}
	if w.there[a] != nil || w.back[b] != nil {
		if w.there[a] != b || w.back[b] != a {
			return at + ": shared otherwise"
		}
		return ""
	}
	if w.Identity(a) {
		w.there[a], w.back[b] = b, a
	}
	if a.Bool != b.Bool || math.Float64bits(a.Float) != math.Float64bits(b.Float) || a.Text != b.Text ||
		a.Kind == graph.Int && a.Integer().Cmp(b.Integer()) != 0 || !a.Time.Equal(b.Time) {
		return at + ": another value"
	}
	if len(a.Args) != len(b.Args) || len(a.Items) != len(b.Items) || len(a.Pairs) != len(b.Pairs) {
		return at + ": another length"
	}
	for i := range a.Args {
		if d := w.node(a.Args[i], b.Args[i], fmt.Sprintf("%s(%d)", at, i)); d != "" {
			return d
		}
	}
	for i := range a.Items {
		if d := w.node(a.Items[i], b.Items[i], fmt.Sprintf("%s[%d]", at, i)); d != "" {
			return d
		}
	}
	for i := range a.Pairs {
		if d := w.node(a.Pairs[i].Key, b.Pairs[i].Key, fmt.Sprintf("%s key %d", at, i)); d != "" {
			return d
		}
		if d := w.node(a.Pairs[i].Value, b.Pairs[i].Value, fmt.Sprintf("%s.%d", at, i)); d != "" {
			return d
		}
	}
	return w.node(a.State, b.State, at+" state")
}

// A Codec is a codec under test.
type Codec struct {
	Decode  func(data []byte) (*graph.Node, error)
	Encode  func(n *graph.Node) ([]byte, error)
	Show    func(n *graph.Node) string
	Compare Comparer
	// WritesAll is set if everything that can be read can be written.
	WritesAll bool
}

// Fixture checks a value that the framework wrote: it is written as it was read, and no
// part of it is taken for the whole.
func (c Codec) Fixture(t *testing.T, name string, data []byte) {
	t.Helper()
	n, err := c.Decode(data)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	again, err := c.Encode(n)
	if err != nil || string(again) != string(data) {
		t.Errorf("%s:\nread    %.2000q\nwritten %.2000q, %v", name, data, again, err)
	}
	step := 1
	if len(data) > 2000 {
		step = len(data) / 30
	}
	for i := 0; i < len(data); i += step {
		n, err := c.Decode(data[:i:i])
		if e := (*graph.Error)(nil); !errors.As(err, &e) || e.Offset > i || n != nil {
			t.Errorf("%s: %d of %d bytes are read as %v, %v", name, i, len(data), n, err)
			return
		}
	}
}

// Fuzz checks any data: what is read is shown on a line, and written so that the same is
// read again.
func (c Codec) Fuzz(t *testing.T, data []byte) {
	t.Helper()
	n, err := c.Decode(data)
	if err != nil {
		return
	}
	if count := utf8.RuneCountInString(c.Show(n)); count > graph.LineLength+1 {
		t.Fatalf("%d characters are shown", count)
	}
	text, err := c.Encode(n)
	if err != nil {
		if c.WritesAll {
			t.Fatalf("%q: %v", data, err)
		}
		return
	}
	again, err := c.Decode(text)
	if err != nil {
		t.Fatalf("%q is written as %q: %v", data, text, err)
	}
	if d := c.Compare.Difference(n, again); d != "" {
		t.Fatalf("%q is written as %q: %s", data, text, d)
	}
	if third, err := c.Encode(again); err != nil || string(third) != string(text) {
		t.Fatalf("%q is written as %q, and then as %q, %v", data, text, third, err)
	}
}

// Load reads the fixtures in a file, of which there are at least so many.
func Load[T any](t testing.TB, file string, least int) []T {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []T
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) < least {
		t.Fatalf("%d fixtures in %s", len(all), file)
	}
	return all
}

// EnvUpdate names the variable that has [Shown] write its file.
const EnvUpdate = "SESSH_UPDATE_SHOWN"

// Shown compares how values are shown, by their names, with what a file says: a line
// with each name, and one with the value below it.
func Shown(t *testing.T, file string, shown map[string]string) {
	t.Helper()
	if os.Getenv(EnvUpdate) != "" {
		var b strings.Builder
		for _, name := range slices.Sorted(maps.Keys(shown)) {
			fmt.Fprintf(&b, "%s\n\t%s\n", name, shown[name])
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := make(map[string]string)
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	for i := 0; i+1 < len(lines); i += 2 {
		want[lines[i]] = strings.TrimPrefix(lines[i+1], "\t")
	}
	for name, got := range shown {
		if got != want[name] {
			t.Errorf("%s:\nshown %s\nwant  %s", name, got, want[name])
		}
	}
	if len(want) != len(shown) {
		t.Errorf("%d values are shown, of %d in %s", len(shown), len(want), file)
	}
}

var (
	word    = regexp.MustCompile(`\\x[0-9a-f]{2}|-?\d+(\.\d+)?(e[-+]?\d+)?|[\pL_]+`)
	escapes = strings.NewReplacer(`b"`, `"`, `b'`, `'`, `\u00`, `\x`, `\e`, `\x1b`, `\a`, `\x07`, `\b`, `\x08`, `\v`, `\x0b`, `\f`, `\x0c`)
	same    = map[string]string{"none": "null", "nil": "null", "infinity": "inf", "struct": "", "recursion": ""}
)

// SameWords reports whether two notations show the same value, as far as their words and
// numbers tell: a language's own, and that of package graph, either of which may be cut.
func SameWords(a, b string) bool {
	x, y := words(a), words(b)
	if n := min(len(x), len(y)); strings.HasSuffix(a, "…") || strings.HasSuffix(b, "…") || len(b) >= graph.LineLength {
		x, y = x[:n*9/10], y[:n*9/10]
	}
	return slices.Equal(x, y)
}

func words(shown string) []string {
	var all []string
	for _, w := range word.FindAllString(escapes.Replace(strings.ToLower(shown)), -1) {
		if s, ok := same[w]; ok {
			w = s
		}
		if f, err := strconv.ParseFloat(w, 64); err == nil {
			w = fmt.Sprint(f)
		}
		if w != "" {
			all = append(all, w)
		}
	}
	return all
}

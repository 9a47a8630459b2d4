package graphtest

import (
	"encoding/json"
	"errors"
	"os"
	"testing"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// A Codec is a codec under test.
type Codec struct {
	Decode  func(data []byte) (*graph.Node, error)
	Encode  func(n *graph.Node) ([]byte, error)
	Show    func(n *graph.Node) string
	Compare Comparer
	// WritesAll is set where all that can be read can be written.
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

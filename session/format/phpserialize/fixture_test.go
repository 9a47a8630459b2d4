package phpserialize

import (
	"errors"
	"slices"
	"testing"

	"sessh/session/format/graph"
	"sessh/session/format/graph/graphtest"
)

// A fixture is a session as testdata/write.php had PHP write it.
type fixture struct {
	Name      string
	Shows     string
	PHP       []byte `json:"php"`
	Binary    []byte `json:"php_binary"`
	Serialize []byte `json:"php_serialize"`
}

func (f fixture) each(use func(s Serializer, data []byte)) {
	use(PHP, f.PHP)
	use(PHPBinary, f.Binary)
	use(PHPSerialize, f.Serialize)
}

func fixtures(t testing.TB) []fixture {
	return graphtest.Load[fixture](t, "testdata/fixtures.json", 20)
}

func TestFixturesAreWrittenAsTheyWereRead(t *testing.T) {
	t.Parallel()
	for _, f := range fixtures(t) {
		f.each(func(s Serializer, data []byte) {
			n, err := DecodeSession(data, s, graph.Limits{})
			if err != nil {
				t.Errorf("%s, %s: %v", f.Name, s, err)
				return
			}
			if n.Kind != graph.Map || n.Form != string(s) {
				t.Errorf("%s, %s: the session is a %s of the form %q", f.Name, s, n.Kind, n.Form)
			}
			again, err := EncodeSession(n, s)
			if err != nil || string(again) != string(data) {
				t.Errorf("%s, %s:\nread    %q\nwritten %q, %v", f.Name, s, data, again, err)
			}
		})
	}
}

// shownOtherwise are fixtures whose words differ: PHP shows a cycle in its own way.
var shownOtherwise = []string{"recursive object"}

func TestFixturesAreShown(t *testing.T) {
	t.Parallel()
	shown := make(map[string]string)
	for _, f := range fixtures(t) {
		f.each(func(s Serializer, data []byte) {
			n, err := DecodeSession(data, s, graph.Limits{})
			if err != nil {
				t.Fatalf("%s, %s: %v", f.Name, s, err)
			}
			got := Repr(n)
			if was, met := shown[f.Name]; met && was != got {
				t.Errorf("%s: %s is shown by %s, and not %s", f.Name, got, s, was)
			}
			shown[f.Name] = got
			if f.Shows != "" && !slices.Contains(shownOtherwise, f.Name) && !graphtest.SameWords(got, f.Shows) {
				t.Errorf("%s, %s:\nshown %s\nPHP   %s", f.Name, s, got, f.Shows)
			}
		})
	}
	graphtest.Shown(t, "testdata/shown.txt", shown)
}

// A session moves from one serializer to another with its numbers of references.
func TestFixturesMoveBetweenSerializers(t *testing.T) {
	t.Parallel()
	for _, f := range fixtures(t) {
		f.each(func(from Serializer, data []byte) {
			f.each(func(to Serializer, want []byte) {
				n, err := DecodeSession(data, from, graph.Limits{})
				if err != nil {
					t.Fatalf("%s, %s: %v", f.Name, from, err)
				}
				got, err := EncodeSession(n, to)
				if err != nil || string(got) != string(want) {
					t.Errorf("%s, %s to %s:\ngot  %q, %v\nwant %q", f.Name, from, to, got, err, want)
				}
			})
		})
	}
}

func TestFixturesAreDetected(t *testing.T) {
	t.Parallel()
	for _, f := range fixtures(t) {
		f.each(func(want Serializer, data []byte) {
			if got := readers(data); len(data) > 0 && !slices.Equal(got, []Serializer{want}) {
				t.Errorf("%s: %q instead of %s", f.Name, got, want)
			}
		})
	}
}

// No part of a fixture is taken for a whole. In the formats that write one
// variable after the other, a part may be a session of fewer variables.
func TestTruncatedFixtures(t *testing.T) {
	t.Parallel()
	for _, f := range fixtures(t) {
		if f.Name == "large" {
			continue
		}
		f.each(func(s Serializer, data []byte) {
			for i := range len(data) {
				n, err := DecodeSession(data[:i:i], s, graph.Limits{})
				if err != nil {
					if e := (*graph.Error)(nil); !errors.As(err, &e) || e.Offset > i {
						t.Fatalf("%s, %s, %d bytes: the error %v", f.Name, s, i, err)
					}
					continue
				}
				if s == PHPSerialize && i > 0 {
					t.Fatalf("%s: %d of %d bytes are read as a session", f.Name, i, len(data))
				}
				if i == 0 {
					continue
				}
				part, err := EncodeSession(n, s)
				if err != nil || string(part) != string(data[:i]) {
					t.Fatalf("%s, %s, %d bytes: %q, %v", f.Name, s, i, part, err)
				}
			}
		})
	}
}

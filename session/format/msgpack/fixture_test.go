package msgpack

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"sessh/session/format/graph"
	"sessh/session/format/graph/graphtest"
)

// A fixture is a value as testdata/write.py or testdata/write.php wrote it.
type fixture struct {
	Name, Shows string
	Value       []byte
	php         bool
}

func (f fixture) decode(data []byte) (*graph.Node, error) {
	if f.php {
		return DecodePHP(data, graph.Limits{})
	}
	return Decode(data, graph.Limits{})
}

func (f fixture) encode(n *graph.Node) ([]byte, error) {
	if f.php {
		return EncodePHP(n)
	}
	return Encode(n)
}

func (f fixture) mustDecode(t *testing.T) *graph.Node {
	t.Helper()
	n, err := f.decode(f.Value)
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return n
}

func fixtures(t testing.TB) []fixture {
	t.Helper()
	return append(load(t, "testdata/python.json", 16), load(t, "testdata/php.json", 40)...)
}

func load(t testing.TB, path string, least int) []fixture {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []fixture
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) < least {
		t.Fatalf("%d fixtures in %s", len(all), path)
	}
	for i := range all {
		all[i].php = strings.HasSuffix(path, "php.json")
	}
	return all
}

func TestFixturesAreWrittenAsTheyWereRead(t *testing.T) {
	for _, f := range fixtures(t) {
		n := f.mustDecode(t)
		again, err := f.encode(n)
		if err != nil || string(again) != string(f.Value) {
			t.Errorf("%s:\nread    %x\nwritten %x, %v", f.Name, f.Value, again, err)
		}
		if r := []rune(Repr(n)); len(r) > graph.LineLength+1 {
			t.Errorf("%s: %d characters are shown", f.Name, len(r))
		}
	}
}

// shownOtherwise are fixtures of which the words are others: the script shows bytes in hexadecimal digits.
var shownOtherwise = []string{"binary", "exts", "without bin", "str that is none"}

func TestFixturesAreShown(t *testing.T) {
	shown := make(map[string]string)
	for _, f := range fixtures(t) {
		name, got := f.Name, Repr(f.mustDecode(t))
		if f.php {
			name += ", by PHP"
		}
		shown[name] = got
		if f.Shows != "" && !slices.Contains(shownOtherwise, f.Name) && !graphtest.SameWords(got, f.Shows) {
			t.Errorf("%s:\nshown  %s\nPython %s", f.Name, got, f.Shows)
		}
	}
	graphtest.Shown(t, "testdata/shown.txt", shown)
}

func TestTruncatedFixtures(t *testing.T) {
	for _, f := range fixtures(t) {
		for i := range f.Value {
			if len(f.Value) > 2000 && i%(len(f.Value)/30) != 0 {
				continue
			}
			n, err := f.decode(f.Value[:i:i])
			if e := (*graph.Error)(nil); !errors.As(err, &e) || e.Offset > i || n != nil {
				t.Fatalf("%s, %d bytes: %v, %v", f.Name, i, n, err)
			}
		}
	}
}

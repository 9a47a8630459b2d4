package msgpack

import (
	"slices"
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
	return append(graphtest.Load[fixture](t, "testdata/python.json", 16), phpFixtures(t)...)
}

func phpFixtures(t testing.TB) []fixture {
	all := graphtest.Load[fixture](t, "testdata/php.json", 40)
	for i := range all {
		all[i].php = true
	}
	return all
}

func TestFixturesAreWrittenAsTheyWereRead(t *testing.T) {
	t.Parallel()
	for _, f := range fixtures(t) {
		codec(f.php).Fixture(t, f.Name, f.Value)
	}
}

// shownOtherwise are fixtures of which the words are others: the script shows bytes in hexadecimal digits.
var shownOtherwise = []string{"binary", "exts", "without bin", "str that is none"}

func TestFixturesAreShown(t *testing.T) {
	t.Parallel()
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

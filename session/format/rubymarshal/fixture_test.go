package rubymarshal

import (
	"slices"
	"strings"
	"testing"

	"sessh/session/format/graph"
	"sessh/session/format/graph/graphtest"
)

// A fixture is a value as testdata/write.rb had Ruby write it.
type fixture struct {
	Name  string
	Data  []byte
	Shows *string // nil where Ruby shows it otherwise than Repr
}

func fixtures(t testing.TB) []fixture {
	return graphtest.Load[fixture](t, "testdata/fixtures.json", 50)
}

func decode(t testing.TB, data string) *graph.Node {
	t.Helper()
	n, err := Decode([]byte(data), graph.Limits{})
	if err != nil {
		t.Fatalf("%.100q: %v", data, err)
	}
	return n
}

func encode(t testing.TB, n *graph.Node) string {
	t.Helper()
	data, err := Encode(n)
	if err != nil {
		t.Fatalf("%s: %v", Repr(n), err)
	}
	return string(data)
}

func TestFixturesAreWrittenAsTheyWereRead(t *testing.T) {
	t.Parallel()
	for _, f := range fixtures(t) {
		codec(graph.Limits{}).Fixture(t, f.Name, f.Data)
	}
}

// shownOtherwise are fixtures of which the words are others: Ruby shows characters that are not seen, and less or more of these.
var shownOtherwise = []string{"unicode", "symbols", "recursive subclass", "subclasses", "ranges", "exceptions"}

func TestFixturesAreShown(t *testing.T) {
	t.Parallel()
	shown := make(map[string]string)
	for _, f := range fixtures(t) {
		shown[f.Name] = Repr(decode(t, string(f.Data)))
		if f.Shows != nil && !slices.Contains(shownOtherwise, f.Name) && !graphtest.SameWords(shown[f.Name], *f.Shows) {
			t.Errorf("%s:\nshown %s\nRuby  %s", f.Name, shown[f.Name], *f.Shows)
		}
	}
	graphtest.Shown(t, "testdata/shown.txt", shown)
}

func TestWhatFollowsAFixtureIsAnError(t *testing.T) {
	t.Parallel()
	for _, f := range fixtures(t) {
		_, err := Decode(append(f.Data, '0'), graph.Limits{})
		if err == nil || !strings.Contains(err.Error(), "1 bytes are left over") {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

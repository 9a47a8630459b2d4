package rubymarshal

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

// A fixture is a value as testdata/write.rb had Ruby write it.
type fixture struct {
	Name  string
	Data  []byte
	Shows *string // nil where Ruby shows it otherwise than Repr
}

func fixtures(t testing.TB) []fixture {
	t.Helper()
	text, err := os.ReadFile("testdata/fixtures.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []fixture
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("%d fixtures", len(all))
	}
	return all
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
	for _, f := range fixtures(t) {
		n := decode(t, string(f.Data))
		if again, err := Encode(n); err != nil || string(again) != string(f.Data) {
			t.Errorf("%s:\nread    %q\nwritten %q, %v", f.Name, f.Data, again, err)
		}
	}
}

// shownOtherwise are fixtures of which the words are others: Ruby shows characters that are not seen, and less or more of these.
var shownOtherwise = []string{"unicode", "symbols", "recursive subclass", "subclasses", "ranges", "exceptions"}

func TestFixturesAreShown(t *testing.T) {
	shown := make(map[string]string)
	for _, f := range fixtures(t) {
		shown[f.Name] = Repr(decode(t, string(f.Data)))
		if f.Shows != nil && !slices.Contains(shownOtherwise, f.Name) && !graphtest.SameWords(shown[f.Name], *f.Shows) {
			t.Errorf("%s:\nshown %s\nRuby  %s", f.Name, shown[f.Name], *f.Shows)
		}
	}
	graphtest.Shown(t, "testdata/shown.txt", shown)
}

// No part of a fixture is taken for a whole.
func TestTruncatedFixtures(t *testing.T) {
	for _, f := range fixtures(t) {
		step := 1 + len(f.Data)/2000
		for i := 0; i < len(f.Data); i += step {
			_, err := Decode(f.Data[:i:i], graph.Limits{})
			if e := (*graph.Error)(nil); !errors.As(err, &e) || e.Offset > i {
				t.Fatalf("%s: %d of %d bytes: the error %v", f.Name, i, len(f.Data), err)
			}
		}
	}
}

func TestWhatFollowsAFixtureIsAnError(t *testing.T) {
	for _, f := range fixtures(t) {
		_, err := Decode(append(f.Data, '0'), graph.Limits{})
		if err == nil || !strings.Contains(err.Error(), "1 bytes are left over") {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

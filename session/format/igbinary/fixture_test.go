package igbinary

import (
	"strings"
	"testing"

	"sessh/session/format/graph"
	"sessh/session/format/graph/graphtest"
	"sessh/session/format/phpgraph"
	"sessh/session/format/phpserialize"
)

// A fixture is a value as testdata/write.php had PHP write it.
type fixture struct {
	Name              string
	Value, Serialized []byte
}

func fixtures(t testing.TB) []fixture {
	return graphtest.Load[fixture](t, "testdata/fixtures.json", 80)
}

func (f fixture) decode(t testing.TB) (*graph.Node, Options) {
	t.Helper()
	n, o, err := Decode(f.Value, graph.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return n, o
}

func TestFixturesAreWrittenAsTheyWereRead(t *testing.T) {
	t.Parallel()
	verbose := 0
	for _, f := range fixtures(t) {
		n, o := f.decode(t)
		if o.Version != 2 || o.Verbose && !strings.HasPrefix(f.Name, "verbose") {
			t.Errorf("%s: %+v", f.Name, o)
		}
		if o.Verbose {
			verbose++
		}
		if n.Kind != graph.Object && n.Kind != graph.Map && n.Kind != graph.List && n.Form != "" {
			t.Errorf("%s: the whole is of the form %q", f.Name, n.Form)
		}
		codec(graph.Limits{}).Fixture(t, f.Name, f.Value)
	}
	if verbose < 5 {
		t.Errorf("only %d values are verbose", verbose)
	}
}

// What is read is the same as of PHP's own serializer.
func TestFixturesAreShown(t *testing.T) {
	t.Parallel()
	for _, f := range fixtures(t) {
		// Here serialize() leaves something out, or shares less or more.
		if strings.Contains(f.Name, "reference to object") {
			continue
		}
		n, _ := f.decode(t)
		same, err := phpserialize.DecodeSession(append([]byte("x|"), f.Serialized...), phpserialize.PHP, graph.Limits{})
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		want := phpgraph.Show(same.Pairs[0].Value)
		if got := strings.ReplaceAll(phpgraph.Show(n), "null: null, ", ""); strings.ReplaceAll(got, ", null: null", "") != want {
			t.Errorf("%s:\nshown %s\nwant  %s", f.Name, got, want)
		}
	}
}

package igbinary

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
	"sessh/session/format/phpserialize"
)

// A fixture is a value as testdata/write.php had PHP write it.
type fixture struct {
	Name              string
	Value, Serialized []byte
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
	if len(all) < 80 {
		t.Fatalf("%d fixtures", len(all))
	}
	return all
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
	verbose := 0
	for _, f := range fixtures(t) {
		n, o := f.decode(t)
		if o.Version != 2 || o.Verbose && !strings.HasPrefix(f.Name, "verbose") {
			t.Errorf("%s: %+v", f.Name, o)
		}
		if o.Verbose {
			verbose++
		}
		again, err := Encode(n, o)
		if err != nil || string(again) != string(f.Value) {
			t.Errorf("%s:\nread    %x\nwritten %x, %v", f.Name, f.Value, again, err)
		}
	}
	if verbose < 5 {
		t.Errorf("only %d values are verbose", verbose)
	}
}

// What is read is the same as of PHP's own serializer.
func TestFixturesAreShown(t *testing.T) {
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

func TestTruncatedFixtures(t *testing.T) {
	for _, f := range fixtures(t) {
		for i := range f.Value {
			if len(f.Value) > 2000 && i%(len(f.Value)/30) != 0 {
				continue
			}
			n, _, err := Decode(f.Value[:i:i], graph.Limits{})
			if e := (*graph.Error)(nil); !errors.As(err, &e) || e.Offset > i || n != nil {
				t.Fatalf("%s, %d bytes: %v, %v", f.Name, i, n, err)
			}
		}
	}
}

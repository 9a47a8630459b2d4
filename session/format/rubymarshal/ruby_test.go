package rubymarshal

import (
	"bytes"
	"encoding/json"
	"math/big"
	"os/exec"
	"strings"
	"testing"
	"time"

	"sessh/session/format/graph"
	"sessh/session/format/graph/graphtest"
)

// ruby runs a script of testdata on an input.
func ruby(t *testing.T, input []byte, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath("ruby")
	if err != nil {
		t.Skip("there is no ruby on this machine")
	}
	cmd := exec.Command(path, args...)
	var stderr strings.Builder
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("ruby: %v: %s", err, stderr.String())
	}
	return out
}

// edit changes a value as edit of testdata/check.rb does: what is put in front
// changes the numbers of all that is referred to.
func edit(root *graph.Node) *graph.Node {
	text := graph.NewText("text")
	at := time.Unix(1_700_000_000, 123_456_789).In(time.FixedZone("", -3*3600-1800))
	list := &graph.Node{Kind: graph.List, Items: []*graph.Node{
		{Kind: graph.Float, Float: 1.5}, text, {Kind: graph.Null}, graph.NewBig(new(big.Int).Lsh(big.NewInt(1), 70)),
		graph.NewInt(1 << 40), graph.NewInt(-5), {Kind: graph.Bytes, Text: "\xff"}, graph.NewText("é"),
		{Kind: graph.Time, Time: at},
	}}
	fresh := &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{Key: graph.NewText("new"), Value: list}}}
	return &graph.Node{Kind: graph.List, Items: []*graph.Node{text, fresh, root, root, {Kind: graph.Bool, Bool: true}}}
}

// What is written, as it was read and after an edit, is the same to Ruby as
// what Ruby makes of it.
func TestRubyReadsWhatIsWritten(t *testing.T) {
	t.Parallel()
	var pairs [][]any
	for _, f := range fixtures(t) {
		n := decode(t, string(f.Data))
		again, edited := encode(t, n), encode(t, edit(n))
		pairs = append(pairs, []any{f.Name, false, f.Data, []byte(again)}, []any{f.Name + ", edited", true, f.Data, []byte(edited)})
	}
	input, err := json.Marshal(pairs)
	if err != nil {
		t.Fatal(err)
	}
	var faults []string
	if err := json.Unmarshal(ruby(t, input, "testdata/check.rb"), &faults); err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		t.Errorf("%.2000s", fault)
	}
}

// What Ruby calls different is reported as such: the test above can fail.
func TestRubyTellsADifference(t *testing.T) {
	t.Parallel()
	input, _ := json.Marshal([][]any{{"one", false, []byte(version + "i\x06"), []byte(version + "i\x07")}})
	if out := string(ruby(t, input, "testdata/check.rb")); strings.TrimSpace(out) != `["one: 2 instead of 1"]` {
		t.Errorf("ruby says %s", out)
	}
}

func TestRandomScalars(t *testing.T) {
	t.Parallel()
	lines := bytes.Split(bytes.TrimSpace(ruby(t, nil, "testdata/random.rb", "98576")), []byte("\n"))
	if len(lines) < 15_000 {
		t.Fatalf("%d values", len(lines))
	}
	for _, line := range lines {
		var v struct {
			Data  []byte
			Shows string
		}
		if err := json.Unmarshal(line, &v); err != nil {
			t.Fatal(err)
		}
		n := decode(t, string(v.Data))
		if again := encode(t, n); again != string(v.Data) {
			t.Errorf("%q is written as %q", v.Data, again)
		}
		number := n.Kind == graph.Int || n.Kind == graph.Float
		if got := Repr(n); number && !graphtest.SameWords(got, v.Shows) {
			t.Errorf("%q is shown as %s, and Ruby shows %s", v.Data, got, v.Shows)
		}
	}
}

// Ruby's reader agrees on what are the numbers of objects in values that it
// would not write, and on duplicate keys.
func TestRubyReadsTheSeeds(t *testing.T) {
	t.Parallel()
	var pairs [][]any
	for _, s := range readable {
		pairs = append(pairs, []any{s, false, []byte(version + s), []byte(encode(t, decode(t, version+s)))})
	}
	input, _ := json.Marshal(pairs)
	if out := string(ruby(t, input, "testdata/check.rb")); strings.TrimSpace(out) != "[]" {
		t.Errorf("ruby says %s", out)
	}
}

// readable are values that Ruby reads with the classes of testdata.
var readable = []string{
	"[\x07l+\x06\x01\x00@\x06",
	"[\x08l+\x06\x01\x00\"\x06a@\x07",
	"{\x07i\x06i\x06i\x06i\x07",
	"{\x07\"\x06ai\x06I\"\x06a\x06:\x06ETi\x07",
	"{\x07\"\x00i\x06I\"\x00\x06:\x0dencoding\"\x0dUTF-16LEi\x07",
	"{\x07f\x060i\x06f\x07-0i\x07",
	"{\x07f\x061i\x06i\x06i\x07",
	"{\x07l+\x06\x01\x00i\x06i\x06i\x07",
	"{\x08f\x08nani\x06f\x08nani\x07@\x06i\x08",
	"[\x07f\x0a1.500f\x081e3",
	"e:\x0eApp::Loudo:\x0eApp::Cart\x06:\x07@a@\x00",
	"[\x08Iu:\x0fApp::Money\x061\x07:\x07@s\"\x06x:\x06ET@\x06@\x07",
	"[\x07U:\x0eApp::Pipe[\x06@\x06@\x07",
	"[\x07I\"\x06\xe9\x06:\x0dencoding\"\x0fISO-8859-1I\"\x06\xe9\x06;\x00@\x07",
	"[\x07I:\x06\xe9\x06:\x0dencoding\"\x0fISO-8859-1;\x00",
	"I/\x06a\x01\x06:\x06EF",
	"[\x08I/\x06a\x01\x07:\x06EF:\x07@s\"\x06x@\x06@\x07",
	"}\x06i\x06i\x07@\x00",
	"[\x07IS:\x0fApp::Point\x07:\x06xi\x06:\x06yi\x07\x06:\x07@b@\x06@\x06",
}

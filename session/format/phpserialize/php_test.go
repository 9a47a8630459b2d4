package phpserialize

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"sessh/session/format/graph"
)

// php runs a script of testdata, or a line of PHP, on an input.
func php(t *testing.T, input []byte, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath("php")
	if err != nil {
		t.Skip("there is no php on this machine")
	}
	// Deprecations would be told while the classes are compiled.
	cmd := exec.Command(path, append([]string{"-d", "error_reporting=8191", "-d", "display_errors=stderr"}, args...)...)
	var stderr strings.Builder
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("php: %v: %s", err, stderr.String())
	}
	return out
}

// edit changes a session as testdata/edit.php does: what is put in front
// changes the numbers of all that is referred to.
func edit(root *graph.Node) {
	pair := func(k string, v *graph.Node) graph.Pair { return graph.Pair{Key: graph.NewText(k), Value: v} }
	list := &graph.Node{Kind: graph.List, Items: []*graph.Node{
		{Kind: graph.Float, Float: 1.5}, graph.NewText("two"), {Kind: graph.Null},
	}}
	root.Pairs = append([]graph.Pair{
		pair("new first", &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{pair("k", list)}}),
		pair("new object", &graph.Node{Kind: graph.Object, Form: "O", Class: "stdClass"}),
	}, root.Pairs...)
	root.Pairs = append(root.Pairs, pair("new last", &graph.Node{Kind: graph.Bool, Bool: true}))
}

// precision returns the setting that the fixture was written with.
func precision(name string) string {
	switch name {
	case "precision 100":
		return "100"
	case "precision 17", "reference to string and float":
		return "17"
	}
	return "-1"
}

// What is written after an edit is what PHP writes after the same edit, and PHP
// reads it as that.
func TestPHPAgreesAfterAnEdit(t *testing.T) {
	t.Parallel()
	type job struct{ name, was, edited string }
	var jobs []job
	var input [][4]string
	for _, f := range fixtures(t) {
		f.each(func(s Serializer, data []byte) {
			n, err := DecodeSession(data, s, graph.Limits{})
			if err != nil {
				t.Fatalf("%s, %s: %v", f.Name, s, err)
			}
			edit(n)
			edited, err := EncodeSession(n, s)
			if err != nil {
				t.Fatalf("%s, %s: %v", f.Name, s, err)
			}
			jobs = append(jobs, job{f.Name + ", " + string(s), string(data), string(edited)})
			input = append(input, [4]string{string(s), precision(f.Name), base64.StdEncoding.EncodeToString(data), base64.StdEncoding.EncodeToString(edited)})
		})
	}
	text, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	var answers [][2][]byte
	if err := json.Unmarshal(php(t, text, "testdata/edit.php"), &answers); err != nil || len(answers) != len(jobs) {
		t.Fatalf("%d answers for %d sessions, %v", len(answers), len(jobs), err)
	}
	for i, j := range jobs {
		own, read := string(answers[i][0]), string(answers[i][1])
		if own != j.edited || read != j.edited {
			t.Errorf("%s:\nwritten by sessh       %q\nby PHP after the edit  %q\nby PHP having read it  %q", j.name, j.edited, own, read)
		}
	}
}

func TestFloatsAreWrittenAsPHPDoes(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	var floats []*graph.Node
	for len(floats) < 5000 {
		f := math.Float64frombits(r.Uint64())
		if len(floats)%2 == 0 {
			f = float64(r.IntN(2_000_000)-1_000_000) * math.Pow10(r.IntN(44)-22)
		}
		if !math.IsNaN(f) {
			floats = append(floats, &graph.Node{Kind: graph.Float, Float: f})
		}
	}
	text, err := Encode(&graph.Node{Kind: graph.List, Items: floats})
	if err != nil {
		t.Fatal(err)
	}
	again := php(t, text, "-d", "serialize_precision=-1", "-r", `echo serialize(unserialize(stream_get_contents(STDIN)));`)
	if string(again) != string(text) {
		x, y := strings.Split(string(text), ";"), strings.Split(string(again), ";")
		for i := range min(len(x), len(y)) {
			if x[i] != y[i] {
				t.Fatalf("%s, and %s by PHP", x[i], y[i])
			}
		}
		t.Fatalf("%d bytes, and %d by PHP", len(text), len(again))
	}
}

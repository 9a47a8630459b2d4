package msgpack

import (
	"bytes"
	"encoding/json"
	"math/big"
	"os/exec"
	"strings"
	"testing"

	"sessh/session/format/graph"
	"sessh/session/format/graph/graphtest"
)

func list(items ...*graph.Node) *graph.Node { return &graph.Node{Kind: graph.List, Items: items} }

func mapping(pairs ...graph.Pair) *graph.Node { return &graph.Node{Kind: graph.Map, Pairs: pairs} }

func pair(k string, v *graph.Node) graph.Pair { return graph.Pair{Key: graph.NewText(k), Value: v} }

// run gives a script of testdata pairs of values as they were and after an edit,
// and reports what it says against them.
func run(t *testing.T, fixtures []fixture, edit func(root *graph.Node) *graph.Node, program string, args ...string) {
	t.Helper()
	var input [][2][]byte
	for _, f := range fixtures {
		edited, err := f.encode(edit(f.mustDecode(t)))
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		input = append(input, [2][]byte{f.Value, edited})
	}
	text, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, args...)
	var stderr strings.Builder
	cmd.Stdin, cmd.Stderr = bytes.NewReader(text), &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("%s: %v: %s", program, err, stderr.String())
	}
	var answers []string
	if err := json.Unmarshal(out, &answers); err != nil || len(answers) != len(fixtures) {
		t.Fatalf("%d answers for %d values, %v", len(answers), len(fixtures), err)
	}
	for i, a := range answers {
		if a != "" {
			t.Errorf("%s: %.2000s", fixtures[i].Name, a)
		}
	}
}

func TestPythonReadsWhatWasEdited(t *testing.T) {
	t.Parallel()
	python := ""
	for _, path := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(path, "-c", "import msgpack").Run() == nil {
			python = path
		}
	}
	if python == "" {
		t.Skip("there is no python3 with msgpack on this machine")
	}
	run(t, graphtest.Load[fixture](t, "testdata/python.json", 16), func(root *graph.Node) *graph.Node {
		return list(mapping(pair("k", list(
			&graph.Node{Kind: graph.Float, Float: 1.5}, graph.NewText("two"), &graph.Node{},
			&graph.Node{Kind: graph.Bytes, Text: "\xff"}, graph.NewBig(new(big.Int).Lsh(big.NewInt(1), 63)),
		))), root)
	}, python, "testdata/edit.py")
}

// What is put in front changes the numbers of all that is referred to.
func TestPHPReadsWhatWasEdited(t *testing.T) {
	t.Parallel()
	php, err := exec.LookPath("php")
	if err != nil {
		t.Skip("there is no php on this machine")
	}
	if exec.Command(php, "-r", "exit((int) !extension_loaded('msgpack'));").Run() != nil {
		t.Skip("PHP has no extension msgpack on this machine")
	}
	run(t, phpFixtures(t), func(root *graph.Node) *graph.Node {
		return mapping(pair("new", mapping(
			pair("k", list(
				&graph.Node{Kind: graph.Float, Float: 1.5}, graph.NewText("two"), &graph.Node{}, &graph.Node{Kind: graph.Bytes, Text: "\xff"},
			)),
			pair("o", &graph.Node{Kind: graph.Object, Form: "O", Class: "stdClass"}),
			pair("e", &graph.Node{Kind: graph.Map}),
		)), pair("old", root))
	}, php, "-d", "error_reporting=8191", "-d", "display_errors=stderr", "testdata/edit.php")
}

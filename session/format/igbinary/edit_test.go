package igbinary

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"sessh/session/format/graph"
)

func list(items ...*graph.Node) *graph.Node { return &graph.Node{Kind: graph.List, Items: items} }

func mapping(pairs ...graph.Pair) *graph.Node { return &graph.Node{Kind: graph.Map, Pairs: pairs} }

func pair(k string, v *graph.Node) graph.Pair { return graph.Pair{Key: graph.NewText(k), Value: v} }

// edit puts new values in front, which changes all numbers.
func edit(root *graph.Node) *graph.Node {
	return mapping(pair("new", mapping(
		pair("k", list(
			&graph.Node{Kind: graph.Float, Float: 1.5}, graph.NewText("two"), &graph.Node{}, &graph.Node{Kind: graph.Bytes, Text: "\xff"},
		)),
		pair("o", &graph.Node{Kind: graph.Object, Form: "O", Class: "stdClass"}),
		pair("name", mapping(pair("name", &graph.Node{Kind: graph.Bool, Bool: true}))),
	)), pair("old", root))
}

func TestPHPReadsWhatWasEdited(t *testing.T) {
	t.Parallel()
	php, err := exec.LookPath("php")
	if err != nil {
		t.Skip("there is no php on this machine")
	}
	if exec.Command(php, "-r", "exit((int) !extension_loaded('igbinary'));").Run() != nil {
		t.Skip("PHP has no extension igbinary on this machine")
	}
	var input [][3]any
	all := fixtures(t)
	for _, f := range all {
		n, o := f.decode(t)
		edited, err := Encode(edit(n), o)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		input = append(input, [3]any{f.Value, edited, o.Verbose})
	}
	text, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(php, "-d", "error_reporting=8191", "-d", "display_errors=stderr", "testdata/edit.php")
	var stderr strings.Builder
	cmd.Stdin, cmd.Stderr = bytes.NewReader(text), &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("php: %v: %s", err, stderr.String())
	}
	var answers []string
	if err := json.Unmarshal(out, &answers); err != nil || len(answers) != len(all) {
		t.Fatalf("%d answers for %d values, %v", len(answers), len(all), err)
	}
	for i, a := range answers {
		if b, err := base64.StdEncoding.DecodeString(a); err == nil {
			a = string(b)
		}
		if a != "" {
			t.Errorf("%s: %.2000q", all[i].Name, a)
		}
	}
}

package yaml

import (
	"encoding/json"
	"errors"
	"os/exec"
	"strings"
	"testing"

	"sessh/session/format/graph"
)

// TestSyck: what is a truth value or nothing for YAML::XS alone is a text for the others, and
// no truth value is written for them.
func TestSyck(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		by         Module
		text, want string
	}{
		{Syck, "---\na: true\nb: null\nc: ~\nd:\n", "---\na: 'true'\nb: 'null'\nc: ~\nd: ~\n"},
		{XS, BySyck + "a: true\nb: null\n", "---\na: 'true'\nb: 'null'\n"},
		{XS, "---\na: true\nb: null\n", "---\na: true\nb: ~\n"},
	} {
		root, _, err := Decode([]byte(test.text), test.by)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Encode(root, test.by); string(got) != test.want || err != nil {
			t.Errorf("%d, %q: %q, %v", test.by, test.text, got, err)
		}
	}
	for _, value := range []bool{false, true} {
		root := &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{Key: graph.NewText("k"), Value: &graph.Node{Kind: graph.Bool, Bool: value}}}}
		_, how, err := Decode([]byte(BySyck+"a: 1\n"), XS)
		if err != nil {
			t.Fatal(err)
		}
		for _, how := range []any{Syck, how} {
			var refused *BooleanError
			if _, err := Encode(root, how); !errors.As(err, &refused) || refused.Value != value {
				t.Errorf("%v: %v", value, err)
			}
		}
		if _, err := Encode(root, XS); err != nil {
			t.Error(err)
		}
	}
}

// TestPerlReads: Perl's modules read what is written for them.
func TestPerlReads(t *testing.T) {
	t.Parallel()
	texts := []string{
		"", "5", "1.5", "007", "1e3", "~", "null", "true", "false", "yes", "no", "on", "y", "N", "- x", "-", "a: b", "a #b", "#", " x", "x ", "'", `"`, `\n`, "{}", "[", "%", "&a", "*a", "!a", "|", ">",
		"@", "`", "---", "...", "a\nb", "\ta\r\n", "\x01\x1f\x7f", "<<", "=", "Grüße", "日本 ☃", "😀", "a'b\"c", "x:", ":x", ",", "?", "0x1f", "2026-11-27",
	}
	var pairs []graph.Pair
	for _, text := range texts {
		pairs = append(pairs, graph.Pair{Key: graph.NewText("k" + text), Value: graph.NewText(text)})
	}
	list := &graph.Node{Kind: graph.List, Items: []*graph.Node{graph.NewInt(-3), {}, {Kind: graph.List, Items: []*graph.Node{graph.NewText("in")}}, {Kind: graph.Map}, {Kind: graph.List}}}
	root := &graph.Node{Kind: graph.Map, Pairs: append(pairs, graph.Pair{Key: graph.NewText("list"), Value: list})}
	for module, by := range map[string]Module{"YAML::XS": XS, "YAML::Syck": Syck, "YAML": Syck} {
		t.Run(module, func(t *testing.T) {
			t.Parallel()
			if exec.Command("perl", "-M"+module, "-MJSON::PP", "-e", "1").Run() != nil {
				t.Skip("Perl and its " + module + " are not there")
			}
			value, err := Encode(root, by)
			if err != nil {
				t.Fatal(err)
			}
			c := exec.Command("perl", "-M"+module+"()", "-MJSON::PP", "-e", `undef $/; my $d = `+module+`::Load(<STDIN>); print JSON::PP->new->`+map[bool]string{true: "utf8", false: "latin1"}[by == XS]+`->encode($d)`) // the others do not decode UTF-8
			c.Stdin = strings.NewReader(string(value))
			var said strings.Builder
			c.Stderr = &said
			out, err := c.Output()
			if err != nil {
				t.Fatalf("%v: %s\n%s", err, said.String(), value)
			}
			var got map[string]any
			if err := json.Unmarshal(out, &got); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			for _, text := range texts {
				if read, there := got["k"+text]; read != text || !there {
					t.Errorf("%q is read as %q", text, read)
				}
			}
			if text, _ := json.Marshal(got["list"]); strings.ReplaceAll(string(text), `"-3"`, "-3") != `[-3,null,["in"],{},[]]` {
				t.Errorf("the list is read as %s", text)
			}
			if false := got["kfalse"]; false != "false" {
				t.Errorf("false: %v", false)
			}
		})
	}
}

package pickle

import (
	"bytes"
	"encoding/base64"
	"math"
	"math/big"
	"os"
	"os/exec"
	"strings"
	"testing"

	"sessh/session/format/crosstest"
	"sessh/session/format/graph"
	"sessh/session/format/pickle/forms"
)

// python is a Python that loads pickles.
type python struct{ path string }

// interpreter finds Python 2.7 or 3.
func interpreter(t *testing.T, version string) python {
	t.Helper()
	return python{crosstest.Python(t, version)}
}

// load has Python load pickles, and gives the repr of each.
func (p python) load(t *testing.T, pickles ...[]byte) []string {
	t.Helper()
	var in strings.Builder
	for _, b := range pickles {
		in.WriteString(base64.StdEncoding.EncodeToString(b) + "\n")
	}
	cmd := exec.Command(p.path, "load.py")
	cmd.Dir = "testdata"
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1", "PYTHONHASHSEED=0")
	cmd.Stdin = strings.NewReader(in.String())
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", p.path, err, errs.Bytes())
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(lines) != len(pickles) {
		t.Fatalf("%d pickles gave %d lines", len(pickles), len(lines))
	}
	return lines
}

// TestPythonReadsAll has Python read what was written from the graphs of its
// own pickles, in each protocol that it knows.
func TestPythonReadsAll(t *testing.T) {
	t.Parallel()
	for version, most := range map[string]int{"2": 2, "3": 5} {
		t.Run("Python"+version, func(t *testing.T) {
			py := interpreter(t, version)
			var names []string
			var originals, written [][]byte
			for _, f := range fixtures(t) {
				if f.Writer[7:8] != version || len(f.Value) > 10_000 {
					continue
				}
				n, info := decode(t, f.Value)
				for p := range most + 1 {
					if p > 2 && f.Protocol <= 2 {
						break // the names of modules are Python 2's
					}
					names = append(names, f.String())
					originals = append(originals, f.Value)
					written = append(written, encode(t, n, Info{Protocol: p, Python2: info.Python2}))
				}
			}
			want, got := py.load(t, originals...), py.load(t, written...)
			for i := range names {
				if got[i] != want[i] {
					t.Errorf("%s: Python reads\n%s\nof %.300q, and not\n%s", names[i], got[i], written[i], want[i])
				}
				if strings.Contains(got[i], "Error: ") {
					t.Errorf("%s: %s", names[i], got[i])
				}
			}
			if len(names) < 200 {
				t.Errorf("%d pickles were read", len(names))
			}
		})
	}
}

// TestPythonReadsEdits has Python read what an editor made.
func TestPythonReadsEdits(t *testing.T) {
	t.Parallel()
	shared := &graph.Node{Kind: graph.List, Items: []*graph.Node{graph.NewInt(1)}}
	cycle := &graph.Node{Kind: graph.List}
	cycle.Items = []*graph.Node{{Kind: graph.List, Form: forms.Tuple, Items: []*graph.Node{cycle}}}
	text := graph.NewText("twice")
	list := func(form string, items ...*graph.Node) *graph.Node {
		return &graph.Node{Kind: graph.List, Form: form, Items: items}
	}
	edits := []struct {
		n          *graph.Node
		three, two string // what Python 3 and 2 show
	}{
		{&graph.Node{}, "None", ""},
		{&graph.Node{Kind: graph.Bool, Bool: true}, "True", ""},
		{graph.NewInt(-70000), "-70000", ""},
		{graph.NewInt(math.MinInt64), "-9223372036854775808", ""},
		{graph.NewBig(new(big.Int).Lsh(big.NewInt(-3), 70)), "-3541774862152233910272", "-3541774862152233910272L"},
		{&graph.Node{Kind: graph.Float, Float: 0.1}, "0.1", ""},
		{&graph.Node{Kind: graph.Float, Float: math.Inf(-1)}, "-inf", ""},
		{graph.NewText("it's"), `"it's"`, ""},
		{graph.NewText("é🍵\n"), `'\xe9\U0001f375\n'`, `u'\xe9\U0001f375\n'`},
		{&graph.Node{Kind: graph.Bytes, Text: "\xff\x00"}, `b'\xff\x00'`, `'\xff\x00'`},
		{&graph.Node{Kind: graph.Bytes}, `b''`, `''`},
		{&graph.Node{Kind: graph.Bytes, Form: forms.Bytearray, Text: "\xff"}, `bytearray(b'\xff')`, ""},
		{list("", text, text), "['twice', 'twice']", ""},
		{list(forms.Tuple), "()", ""},
		{list(forms.Tuple, text), "('twice',)", ""},
		{list(forms.Set, text), "{'twice'}", "set(['twice'])"},
		{list(forms.Frozenset), "frozenset()", "frozenset([])"},
		{&graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{Key: graph.NewInt(1), Value: text}}}, "{1: 'twice'}", ""},
		{cycle, "[([...],)]", ""},
		{shared, "[1]", ""},
		{shared, "[1]", ""},
	}
	for version, most := range map[string]int{"2": 2, "3": 5} {
		t.Run("Python"+version, func(t *testing.T) {
			py := interpreter(t, version)
			var parts []string
			items := make([]*graph.Node, len(edits))
			for i, e := range edits {
				items[i] = e.n
				if version == "2" && e.two != "" {
					parts = append(parts, e.two)
				} else {
					parts = append(parts, e.three)
				}
			}
			var pickles [][]byte
			for _, f := range fixtures(t) {
				if f.Name != "shared" || f.Writer[7:8] != version {
					continue
				}
				// [both, both, {'k': both}, 'shared', (both, both)]
				n, info := decode(t, f.Value)
				n.Items = append(n.Items[:2], items...)
				pickles = append(pickles, encode(t, n, info))
			}
			for p := range most + 1 {
				n := list("", append([]*graph.Node{shared, shared}, items...)...)
				pickles = append(pickles, encode(t, n, Info{Protocol: p, Python2: version == "2"}))
			}
			both := map[string]string{"2": "[1, u'shared']", "3": "[1, 'shared']"}[version]
			tail := strings.Join(parts, ", ") + "]"
			for i, got := range py.load(t, pickles...) {
				want := "[" + both + ", " + both + ", " + tail
				if i > most {
					want = "[[1], [1], " + tail
				}
				if got != want {
					t.Errorf("Python reads\n%s, and not\n%s", got, want)
				}
			}
		})
	}
}

// TestPythonReadsEditedSession edits a session of an application by Python 2.
func TestPythonReadsEditedSession(t *testing.T) {
	t.Parallel()
	py := interpreter(t, "2")
	var pickles [][]byte
	for _, f := range fixtures(t) {
		if f.Name != "binary2.json" && f.Name != "empty.json" && f.Name != "shared.json" {
			continue
		}
		n, info := decode(t, f.Value)
		entries := forms.DictItems(n)
		if entries == nil {
			t.Fatalf("%s has no entries", f.Name)
		}
		*entries = append((*entries)[:0], graph.Pair{Key: graph.NewText("q"), Value: &graph.Node{
			Kind: graph.Map, Pairs: []graph.Pair{{Key: graph.NewText("u"), Value: graph.NewText("ü")}},
		}})
		n.State.Pairs[0].Value = graph.NewInt(7)
		pickles = append(pickles, encode(t, n, info))
	}
	if len(pickles) != 3 {
		t.Fatalf("%d sessions", len(pickles))
	}
	for i, got := range py.load(t, pickles...) {
		if want := `Session({'q': {'u': u'\xfc'}}, 7)`; got != want {
			t.Errorf("Python reads\n%s of\n%q, and not\n%s", got, pickles[i], want)
		}
	}
}

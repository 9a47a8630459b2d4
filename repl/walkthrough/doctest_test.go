package walkthrough_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"sessh/repl/walkthrough"
)

// observed are texts, with what Python's doctest makes of them.
type observed struct {
	Parse []struct {
		Name, Text, Error string
		Examples          []struct {
			Source, Want string
			Indent       int
		}
	}
	Run []struct {
		Name, Text, Error string
		Flags             []string
		Failed, Attempted *int
		Runs              []struct {
			Source, Output string
			Exception      []string
		}
	}
}

func observations(t *testing.T) observed {
	t.Helper()
	b, err := os.ReadFile("testdata/doctest.json")
	if err != nil {
		t.Fatal(err)
	}
	var o observed
	if err := json.Unmarshal(b, &o); err != nil || len(o.Parse)+len(o.Run) != 56 {
		t.Fatal(len(o.Parse), len(o.Run), err)
	}
	return o
}

func TestParsesAsDoctest(t *testing.T) {
	t.Parallel()
	for _, c := range observations(t).Parse {
		t.Run(c.Name, func(t *testing.T) {
			f := walkthrough.Parse("t", []byte(c.Text))
			if c.Error != "" { // where doctest gives up on the file, the example has the error
				if len(f.Examples) == 0 || f.Examples[0].Err == nil {
					t.Errorf("no error, where doctest says %s", c.Error)
				}
				return
			}
			if len(f.Examples) != len(c.Examples) {
				t.Fatalf("%d examples, not %d", len(f.Examples), len(c.Examples))
			}
			for i, want := range c.Examples {
				got := f.Examples[i]
				// the parser was given a text; a file is read with any ends of lines
				want.Source, want.Want = strings.ReplaceAll(want.Source, "\r", ""), strings.ReplaceAll(want.Want, "\r", "")
				if got.Err != nil || got.Source != want.Source || got.Want != want.Want || got.Indent != want.Indent {
					t.Errorf("example %d: %q %q %d %v, not %+v", i, got.Source, got.Want, got.Indent, got.Err, want)
				}
			}
		})
	}
}

// python answers as the real one did.
type python map[string]walkthrough.Result

func (p python) Run(_ context.Context, e *walkthrough.Example) walkthrough.Result { return p[e.Source] }

func TestMatchesAsDoctest(t *testing.T) {
	t.Parallel()
	for _, c := range observations(t).Run {
		t.Run(c.Name, func(t *testing.T) {
			answers := python{}
			for _, r := range c.Runs {
				result := walkthrough.Result{Output: r.Output}
				if len(r.Exception) == 2 {
					result.Exception = &walkthrough.Exception{Name: r.Exception[0], Text: r.Exception[1]}
				}
				answers[r.Source] = result
			}
			o := walkthrough.Options{Flags: walkthrough.Flags{walkthrough.Ellipsis: false}}
			for _, name := range c.Flags {
				flag, on, err := walkthrough.ParseOption("+" + name)
				if err != nil {
					t.Fatal(err)
				}
				o.Flags[flag] = on
			}
			report := walkthrough.Parse("t", []byte(c.Text)).Replay(context.Background(), answers, o)
			passed, failed, _ := report.Counts()
			if c.Error != "" {
				if failed == 0 {
					t.Errorf("no error, where doctest says %s", c.Error)
				}
				return
			}
			if failed != *c.Failed || passed+failed != *c.Attempted {
				t.Errorf("%d of %d failed, not %d of %d", failed, passed+failed, *c.Failed, *c.Attempted)
			}
		})
	}
}

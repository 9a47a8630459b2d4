package walkthrough_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sessh/repl"
	"sessh/repl/walkthrough"
	"sessh/session/memstore"
)

// The walkthroughs of an application's repository run with its tests.
func TestWalkthroughs(t *testing.T) {
	walkthrough.Test(t, "testdata/shop/*.md", repl.Stages(repl.Options{}), walkthrough.Options{})
}

// printing stands for the *testing.T of a test.
type printing struct{}

func (printing) Helper()                                  {}
func (printing) Context() context.Context                 { return context.Background() }
func (p printing) Run(_ string, test func(printing)) bool { test(p); return true }
func (printing) Log(args ...any)                          { fmt.Println(args...) }
func (printing) Error(args ...any)                        { fmt.Println(args...) }
func (printing) Fatal(args ...any)                        { panic(fmt.Sprint(args...)) }

// In a test, t is its *testing.T.
func ExampleTest() {
	var t printing
	walkthrough.Test(t, "testdata/shop/*.md", repl.Stages(repl.Options{}), walkthrough.Options{})
	walkthrough.Test(t, "testdata/wrong/total.md", repl.Stages(repl.Options{}), walkthrough.Options{})
	// Output:
	// testdata/shop/cart.md: 3 passed, 0 failed
	// testdata/shop/login.md: 2 passed, 0 failed
	//
	// testdata/wrong/total.md:4: the output differs from what is expected
	//     sessh> get /Shop/anna/cart/total
	//   - expected  + got
	//   - 8
	//   + 7
	//
	// testdata/wrong/total.md: 1 passed, 1 failed
}

// collecting is a T that keeps what it is told.
type collecting struct {
	printing
	errors *[]string
}

func (c collecting) Run(_ string, test func(collecting)) bool { test(c); return true }
func (c collecting) Log(...any)                               {}
func (c collecting) Error(args ...any)                        { *c.errors = append(*c.errors, fmt.Sprint(args...)) }

func TestTestFails(t *testing.T) {
	t.Parallel()
	noStage := func(string) (walkthrough.Stage, error) { return nil, errors.New("no stage") }
	for _, test := range []struct {
		name, pattern, want string
		open                func(string) (walkthrough.Stage, error)
	}{
		{"a difference", "testdata/wrong/total.md", "\ntestdata/wrong/total.md:4: the output differs", repl.Stages(repl.Options{})},
		{"no example", "testdata/wrong/prose.md", "there is no example", repl.Stages(repl.Options{})},
		{"no file", "testdata/none/*.md", "no file matches testdata/none/*.md", repl.Stages(repl.Options{})},
		{"a bad pattern", "[", "syntax error in pattern", repl.Stages(repl.Options{})},
		{"no stage", "testdata/wrong/total.md", "no stage", noStage},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			func() {
				defer func() {
					if v := recover(); v != nil {
						got = append(got, fmt.Sprint(v))
					}
				}()
				walkthrough.Test(collecting{errors: &got}, test.pattern, test.open, walkthrough.Options{})
			}()
			if len(got) != 1 || !strings.Contains(got[0], test.want) {
				t.Errorf("%q", got)
			}
		})
	}
}

// TestStagesShareAStore: walkthroughs on the application's own store see what it has written.
func TestStagesShareAStore(t *testing.T) {
	t.Parallel()
	store := memstore.New(memstore.Options{})
	defer store.Close()
	open := repl.Stages(repl.Options{Store: store})
	walkthrough.Test(t, "testdata/shop/cart.md", open, walkthrough.Options{})
	stage, err := open("x.md")
	if err != nil {
		t.Fatal(err)
	}
	defer stage.Close(t.Context())
	f := walkthrough.Parse("x.md", []byte("sessh> ls /Shop\nanna\n"))
	if _, failed, _ := f.Replay(t.Context(), stage, walkthrough.Options{Flags: walkthrough.Flags{walkthrough.NormalizeWhitespace: true}}).Counts(); failed > 0 {
		t.Error("what a walkthrough wrote is not in the store")
	}
}

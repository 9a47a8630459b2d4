package record

import (
	"fmt"
	"io"
	"testing"

	"sessh/repl/command"
	"sessh/repl/command/browse"
	"sessh/repl/command/commandtest"
	"sessh/repl/command/edit"
	"sessh/repl/files"
	"sessh/repl/lines"
	"sessh/repl/mask"
	"sessh/repl/output"
)

// recorded is a shell whose lines are recorded.
type recorded struct {
	*commandtest.Shell
	commands command.Table
}

func (sh recorded) Commands() command.Table { return sh.commands }
func (sh recorded) Embedded() bool          { return false }
func (sh recorded) Server() string          { return "10.0.0.7:11211" }

// toNowhere is a file that holds nothing.
type toNowhere struct{ io.Writer }

func (toNowhere) Close() error { return nil }

// TestLines: a recording begins with lines for what is pending and the current place; it has
// no name of a server, and no line whose answer a replay would not give.
func TestLines(t *testing.T) {
	t.Parallel()
	sh := recorded{commandtest.New(t, edit.Commands()), append(browse.Commands(), edit.Commands()...)}
	sh.Env.Shell = sh
	sh.Do("set /Shop/s1/cart/total 12")
	sh.Env.Place.Here = []string{"Shop", "s1"}
	r, err := New(t.Context(), sh.Env, &files.Out{WriteCloser: toNowhere{io.Discard}}, "walk.md", &mask.Texts{})
	if err != nil {
		t.Fatal(err)
	}
	c := lines.Classifier{Commands: sh.commands, Knows: func(string) bool { return false }}
	for _, x := range []struct {
		line, prints string
		asks         bool
		failed       error
	}{
		{line: "get cart/total", prints: "12"},
		{line: "rm cart", asks: true, failed: fmt.Errorf("not removed")},
		{line: "ls /", failed: fmt.Errorf("10.0.0.7:11211 does not answer")},
	} {
		p := r.Begin(c.Classify(x.line))
		if x.prints != "" {
			_ = p.Emit(output.Message{Words: x.prints})
		}
		if x.asks {
			r.Asked()
		}
		if err := r.End(t.Context(), x.failed); err != nil {
			t.Fatal(err)
		}
	}
	want := `# A recorded session

    sessh> set --json /Shop/s1/cart/total 12
    sessh> cd /Shop/s1
    sessh> get cart/total
    12
    sessh> rm cart # doctest: +SKIP
    sessh> ls /
    error: ... does not answer
`
	if got := r.text.String(); got != want {
		t.Errorf("it is\n%s\nwant\n%s", got, want)
	}
}

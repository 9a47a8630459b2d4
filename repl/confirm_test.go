package repl

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sessh/repl/setting"
	"sessh/session/memstore"
)

// TestCommitConfirmed: where the settings say so, whatever commits at the prompt shows what it writes and
// asks, and writes nothing unless the answer is yes.
func TestCommitConfirmed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "lines")
	if err := os.WriteFile(file, []byte("set /Shop/s1/cart/b 2\ncommit\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for line, test := range map[string]struct{ question, plan string }{
		"commit":                             {"1 change", "cart/a"},
		"time commit":                        {"1 change", "cart/a"},
		"done":                               {"1 change", "cart/a"},
		"transaction.commit()":               {"1 change", "cart/a"},
		"source " + file:                     {"2 changes", "cart/a, + cart/b"},
		"commit --patch":                     {"1 change", "cart/a"},
		"aside set /Shop/s1/cart/b 2":        {"1 change", "cart/b"},
		"aside aside set /Shop/s1/cart/b 2":  {"1 change", "cart/b"},
		"aside source " + file:               {"1 change", "cart/b"},
		"for i in [1]: transaction.commit()": {"1 change", "cart/a"},
		"transaction.savepoint(); transaction.get().commit()": {"1 change", "cart/a"},
	} {
		for _, answer := range []string{"y", "n", ""} {
			var out, notes bytes.Buffer
			store := memstore.New(memstore.Options{})
			sh := New(Options{Store: store, Server: "prod", Out: &out, Err: &notes, Confirm: true, Aliases: []setting.Alias{{Name: "done", Text: "commit"}}})
			x := &typist{t: t, steps: []func() (string, error){enters("set /Shop/s1/cart/a 1"), enters(line)}}
			if line == "commit --patch" {
				x.steps = append(x.steps, enters("y"))
			}
			x.steps = append(x.steps, enters(answer), enters("quit --discard"))
			sh.Interact(t.Context(), x, nil)
			asked := strings.Join(x.asked, "\n")
			if n := strings.Count(asked, "Commit "+test.question+" to prod? [y/N] "); n != 1 || !strings.Contains(notes.String(), test.plan) {
				t.Errorf("%s: asked %d times in %q, and noted %q", line, n, asked, notes.String())
			}
			var stored bytes.Buffer
			New(Options{Store: store, Out: &stored}).One(t.Context(), []string{"ls", "/"})
			if written := strings.Contains(stored.String(), "1 session"); written != (answer == "y") {
				t.Errorf("%s: answered %q, and the store has %q: %s", line, answer, stored.String(), notes.String())
			}
			if saysPending := strings.Contains(notes.String(), "everything is still pending"); answer != "y" && saysPending == strings.HasPrefix(line, "aside") {
				t.Errorf("%s: answered %q: %s", line, answer, notes.String())
			}
			sh.Close(t.Context())
			store.Close()
		}
	}
}

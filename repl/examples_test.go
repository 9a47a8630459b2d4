package repl

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sessh/repl/command"
	"sessh/repl/screen"
	"sessh/repl/walkthrough"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
)

// onMemcached returns the options of a shell on a memcached of the test's own.
func onMemcached(t testing.TB) Options {
	t.Helper()
	srv := memcachedtest.Start(t)
	store, err := memcached.Open(context.Background(), []string{srv.Addr}, memcached.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return Options{Store: store, Server: srv.Addr, AllowFlush: true}
}

func inMemory(testing.TB) Options { return Options{} }

func TestExamplesReplay(t *testing.T) {
	files, err := filepath.Glob("../examples/*.md")
	if err != nil || len(files) < 8 {
		t.Fatalf("examples: %v, %v", files, err)
	}
	for _, store := range []struct {
		name    string
		options func(testing.TB) Options
	}{{"memstore", inMemory}, {"memcached", onMemcached}} {
		for _, name := range files {
			t.Run(store.name+"/"+filepath.Base(name), func(t *testing.T) {
				replayGreen(t, name, store.options(t))
			})
		}
	}
}

// replayGreen replays a file in a folder of its own, and fails for every
// failure and every warning.
func replayGreen(t *testing.T, name string, o Options) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	sh := New(o)
	t.Cleanup(func() { sh.Close(context.Background()) })
	run, err := sh.newStage(t.Context(), command.StageOptions{AllowFlush: true})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close(context.Background())
	report := walkthrough.Parse(filepath.Base(name), text).Replay(context.Background(), run, walkthrough.Options{})
	passed, failed, _ := report.Counts()
	if failed > 0 || passed == 0 || len(report.File.Warnings) > 0 {
		var b bytes.Buffer
		report.WriteText(&b, walkthrough.Style{}, false)
		t.Errorf("%s", b.String())
	}
}

// TestExamplesReplayBesideData: in a sandbox the examples replay twice on a server that holds
// sessions, and change none of them.
func TestExamplesReplayBesideData(t *testing.T) {
	examples, err := filepath.Glob("../examples/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range examples {
		if examples[i], err = filepath.Abs(name); err != nil {
			t.Fatal(err)
		}
	}
	o := onMemcached(t)
	if _, err := runLine(t, o, "set /Shop/anna/cart/total 1", "set /MemCacheSession/mySessionId/myData/info 1", "commit"); err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	held := func() map[string]uint64 {
		all := make(map[string]uint64)
		for item, err := range o.Store.List(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			all[item.Key] = o.Store.Load(t.Context(), []string{item.Key}, 0)[0].Item.CAS
		}
		return all
	}
	before := held()
	for range 2 {
		out, err := runLine(t, o, "replay --sandbox "+strings.Join(examples, " "))
		if err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
	if after := held(); len(before) != 2 || !maps.Equal(before, after) {
		t.Errorf("the server held %v, and holds %v", before, after)
	}
	if left, _ := os.ReadDir("."); len(left) > 0 {
		t.Errorf("%v is left in the folder", left)
	}
}

// Every command has a summary, a help text, and an example that runs.
func TestEveryCommandIsDocumented(t *testing.T) {
	clock := func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	for _, c := range table() {
		t.Run(c.Name, func(t *testing.T) {
			if c.Short == "" || c.Long == "" || c.Example == "" || c.Group == "" || c.Run == nil {
				t.Fatalf("the entry is not complete: %+v", c)
			}
			if strings.HasSuffix(c.Short, ".") || strings.ToUpper(c.Short[:1]) == c.Short[:1] {
				t.Errorf("summary %q: lower-case, and no full stop", c.Short)
			}
			if l := wideLine(t, c.Name); l != "" {
				t.Errorf("its help does not fit a window of 80 columns: %s", l)
			}
			if !strings.Contains(c.Example, "sessh> "+c.Name) {
				t.Errorf("the example does not use %s", c.Name)
			}
			t.Chdir(t.TempDir())
			sh := New(Options{Now: clock})
			defer sh.Close(context.Background())
			r, err := sh.newStage(t.Context(), command.StageOptions{AllowFlush: true})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close(context.Background())
			f := walkthrough.Parse(c.Name, []byte(c.Example))
			report := f.Replay(context.Background(), r, walkthrough.Options{})
			if _, failed, _ := report.Counts(); failed > 0 || len(report.Outcomes) == 0 {
				var b bytes.Buffer
				report.WriteText(&b, walkthrough.Style{}, false)
				t.Errorf("%s", b.String())
			}
		})
	}
}

// The README names every command.
func TestReadmeNamesEveryCommand(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range table() {
		if !regexp.MustCompile("`" + c.Name + "[` ]").Match(text) {
			t.Errorf("%s is not in the README", c.Name)
		}
	}
}

func TestHelpOfEveryCommand(t *testing.T) {
	for _, c := range table() {
		for _, l := range []string{"help " + c.Name, c.Name + " --help"} {
			out, err := runLine(t, Options{}, l)
			if err != nil || !strings.Contains(out, c.Usage()) || !strings.Contains(out, "Example:") {
				t.Errorf("%s: %v\n%s", l, err, out)
			}
		}
	}
}

// runLine runs lines in a new shell, and returns what they printed.
func runLine(t testing.TB, o Options, lines ...string) (string, error) {
	t.Helper()
	var b bytes.Buffer
	o.Out = &b
	if o.Err == nil {
		o.Err = &b
	}
	sh := New(o)
	defer sh.Close(context.Background())
	for _, l := range lines {
		if err := sh.Run(context.Background(), l); err != nil {
			return b.String(), err
		}
	}
	return b.String(), nil
}

// wideLine returns the first line of a command's help, before the example, that is too long
// for a window of 80 columns; "" if all fit.
func wideLine(t *testing.T, name string) string {
	t.Helper()
	var out bytes.Buffer
	sh := New(Options{Out: &out})
	defer sh.Close(context.Background())
	if err := sh.Run(t.Context(), "help "+name); err != nil {
		t.Fatal(err)
	}
	help, _, _ := strings.Cut(out.String(), "\nExample:\n")
	for l := range strings.Lines(help) {
		if screen.Width(strings.TrimSuffix(l, "\n")) > 79 {
			return l
		}
	}
	return ""
}

package walkthrough

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// A Stage is a [Runner] for one walkthrough. Close removes what was made for it.
type Stage interface {
	Runner
	Close(ctx context.Context) error
}

// A T is what [Test] needs of a *testing.T.
type T[Self any] interface {
	Helper()
	Context() context.Context
	Run(name string, test func(Self)) bool
	Log(args ...any)
	Error(args ...any)
	Fatal(args ...any)
}

// Test replays, in a test of Go, each file that a pattern matches, as a subtest: a walkthrough
// then lives in the repository of the application whose sessions it is about, and runs with its
// tests.
//
//	func TestWalkthroughs(t *testing.T) {
//		walkthrough.Test(t, "testdata/*.md", repl.Stages(repl.Options{}), walkthrough.Options{})
//	}
//
// open makes the stage of a file; Stages of package sessh/repl returns one that uses a store.
// It is an error if no file matches. Failures name the file and line of the example; warnings
// are logged.
func Test[Self T[Self]](t Self, pattern string, open func(file string) (Stage, error), o Options) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no file matches " + pattern)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t Self) {
			t.Helper()
			test(t, file, open, o)
		})
	}
}

// test replays a file.
func test[Self T[Self]](t Self, file string, open func(file string) (Stage, error), o Options) {
	t.Helper()
	text, err := os.ReadFile(file) // #nosec G304 -- the test names it
	if err != nil {
		t.Fatal(err)
	}
	stage, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	report := Parse(file, text).Replay(t.Context(), stage, o)
	if err := stage.Close(context.WithoutCancel(t.Context())); err != nil {
		t.Error(err)
	}
	for _, w := range report.File.Warnings {
		t.Log("warning: " + w.String())
	}
	for _, out := range report.Outcomes {
		if !out.failed() {
			continue
		}
		var b strings.Builder
		_ = out.WriteFailure(&b, Style{}) // a builder takes all
		t.Error("\n" + b.String())
	}
	if len(report.File.Examples) == 0 {
		t.Error(file + ": there is no example")
	}
	t.Log(file + ": " + report.Summary())
}

package repl

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"sessh/session/storage"
)

// A reader is a program that a test has in the place of one.
type reader func(line string, in *os.File, out io.Writer) error

// readBy returns a shell on a store in memory with n sessions, whose programs are those of the test.
func readBy(t *testing.T, store storage.Store, n int, program reader) (sh *Shell, out *bytes.Buffer) {
	t.Helper()
	fill := New(Options{Store: store})
	defer fill.Close(context.Background())
	for i := range n {
		if err := fill.Run(t.Context(), fmt.Sprintf("set /Shop/visitor-with-a-long-name-%06d/cart/total %d", i, i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := fill.Run(t.Context(), "commit"); err != nil {
		t.Fatal(err)
	}
	out = &bytes.Buffer{}
	sh = New(Options{Store: store, Out: out, Err: out, OutTerminal: true, Color: true, Width: func() int { return 20 }, Program: program})
	t.Cleanup(func() { sh.Close(context.Background()) })
	return sh, out
}

// TestProgramReadsAll: a program reads what a file would get, and its error is that of the line.
func TestProgramReadsAll(t *testing.T) {
	t.Parallel()
	var read, line string
	sh, out := readBy(t, NewMemory(), 3, func(l string, in *os.File, to io.Writer) error {
		b, err := io.ReadAll(in)
		read, line = string(b), l
		fmt.Fprintln(to, "the program's own")
		return errors.Join(err, errors.New("exit status 7"))
	})
	if err := sh.Run(t.Context(), "set /Shop/visitor-with-a-long-name-000001/cart/total 13"); err != nil {
		t.Fatal(err)
	}
	err := sh.Run(t.Context(), "ls -l /Shop | wc -l 'a b'")
	if err == nil || err.Error() != "wc -l 'a b': exit status 7" {
		t.Errorf("the error is %v", err)
	}
	if line != "wc -l 'a b'" || strings.Count(read, "\n") != 3 || strings.Contains(read, "\x1b") || !strings.Contains(read, "left") || !strings.Contains(read, "~ visitor") {
		t.Errorf("%q has read %q", line, read)
	}
	if out.String() != "the program's own\n" {
		t.Errorf("the shell has written %q", out)
	}
	out.Reset()
	if err := sh.Run(t.Context(), "set /Shop/new/cart/total 1"); err != nil {
		t.Fatal(err)
	}
	if err := sh.Run(t.Context(), "ls /Shop/new/cart"); err != nil || !strings.Contains(out.String(), "\x1b[32m") {
		t.Errorf("the next line has no colours: %q, %v", out, err)
	}
}

// TestProgramThatReadsNoMore ends what is written to it, which is not an error.
func TestProgramThatReadsNoMore(t *testing.T) {
	t.Parallel()
	store := NewMemory()
	var more []string // than a pipe holds
	for i := range 500 {
		more = append(more, fmt.Sprintf("set /Shop/%s%d/cart/total %d", strings.Repeat("long-", 36), i, i))
	}
	runIn(t, store, append(more, "commit")...)
	sh, out := readBy(t, store, 3, func(_ string, in *os.File, _ io.Writer) error {
		_, err := io.ReadFull(in, make([]byte, 10))
		return err
	})
	for _, line := range []string{"ls /Shop | head", "grep . /Shop | head", "dump / - | head"} {
		if err := sh.Run(t.Context(), line); err != nil || out.Len() > 0 {
			t.Errorf("%s: %v, %q", line, err, out)
		}
	}
}

// searched is a store in which a read takes as long as its context.
type searched struct {
	storage.Store
	reads chan struct{}
}

func (s searched) Load(ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
	if s.reads == nil {
		return s.Store.Load(ctx, keys, need)
	}
	close(s.reads)
	<-ctx.Done()
	loaded := make([]storage.Loaded, len(keys))
	for i, key := range keys {
		loaded[i] = storage.Loaded{Err: &storage.Error{Op: "read", Key: key, Err: ctx.Err()}}
	}
	return loaded
}

// TestProgramThatEndsStopsASearch: one that has nothing to write ends as well.
func TestProgramThatEndsStopsASearch(t *testing.T) {
	t.Parallel()
	store := NewMemory()
	readBy(t, store, 3, nil)
	reads := make(chan struct{})
	sh := New(Options{Store: searched{store, reads}, Program: func(string, *os.File, io.Writer) error {
		<-reads
		return nil
	}})
	defer sh.Close(context.Background())
	if err := sh.Run(t.Context(), "grep nothing /Shop | head"); err != nil {
		t.Error(err)
	}
}

// written is a store that is written to after a program has ended.
type written struct {
	storage.Store
	ended chan struct{}
}

func (s written) Apply(ctx context.Context, writes []storage.Write) []storage.Outcome {
	<-s.ended
	select {
	case <-ctx.Done(): // as it must not be
	case <-time.After(50 * time.Millisecond):
	}
	return s.Store.Apply(ctx, writes)
}

// TestProgramThatEndsStopsNoCommit: what is not only shown goes on.
func TestProgramThatEndsStopsNoCommit(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{})
	sh := New(Options{Store: written{NewMemory(), ended}, Program: func(string, *os.File, io.Writer) error {
		close(ended)
		return nil
	}})
	defer sh.Close(context.Background())
	for _, line := range []string{"set /Shop/s1/cart/total 12", "commit | head"} {
		if err := sh.Run(t.Context(), line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	if n := sh.Pending(); n > 0 {
		t.Errorf("%d changes are pending", n)
	}
}

// TestNoPrograms: the embedding program decides whether there are programs; files are another
// matter.
func TestNoPrograms(t *testing.T) {
	t.Chdir(t.TempDir())
	var out bytes.Buffer
	sh := New(Options{Out: &out})
	defer sh.Close(context.Background())
	for _, line := range []string{"pwd | touch ran", "!touch ran", "shell", "time pwd | touch ran", "every -n 1 1s pwd | touch ran"} {
		if err := sh.Run(t.Context(), line); err == nil || err.Error() != "no programs can be run here" {
			t.Errorf("%s: %v", line, err)
		}
	}
	if err := sh.Run(t.Context(), "pwd > file"); err != nil {
		t.Error(err)
	}
	if names, err := os.ReadDir("."); err != nil || len(names) != 1 {
		t.Errorf("the files are %v, %v", names, err)
	}
}

// TestOnlyWhatShowsIsRepeated: every refuses what may change something, or not end.
func TestOnlyWhatShowsIsRepeated(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	sh := New(Options{Out: &out, Program: func(string, *os.File, io.Writer) error { return nil }})
	defer sh.Close(context.Background())
	for _, line := range []string{
		"set k 1", "rm k", "commit", "abort", "undo", "quit", "source f", "replay f", "watch", "top --live", "every 1s ls", "find . --exec 'set k 1'",
		"stash", "cd /", "!date", "shell", "flush --force", "edit k", "aside ls", "time ls", "dump / f", "x = 1", "print(1)", "nonsense",
	} {
		if err := sh.Run(t.Context(), "every -n 1 1s "+line); err == nil {
			t.Errorf("%s is repeated", line)
		}
	}
	for _, line := range []string{"ls", "get / --help", "du | cat", "top", "status", "diff", "stats", "ttl /", "find .a", "help", "doctor"} {
		if err := sh.Run(t.Context(), "every -n 1 1s "+line); err != nil && !strings.Contains(err.Error(), "is not a value") {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// TestComparisonThatMadeAFile: a number is a name for a file as any other is, but hardly one that was
// meant.
func TestComparisonThatMadeAFile(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, test := range []struct{ line, note string }{
		{"find .cart.total > 100", "note: the output of find is in the file 100 now; an expression with > in it needs quotes\n"},
		{"find .cart.total > found", ""},
		{"find .cart.total > inf", ""},
		{"find '.cart.total > 100'", "/Shop/visitor-with-a-long-name-000101\n/Shop/visitor-with-a-long-name-000102\n"},
	} {
		sh, out := readBy(t, NewMemory(), 103, nil)
		if err := sh.Run(t.Context(), test.line); err != nil || out.String() != test.note {
			t.Errorf("%s: %v, %q", test.line, err, out.String())
		}
	}
}

package repl

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sessh/repl/files"
	"sessh/session/memstore"
)

// A patient is a context that ends once it has been looked at so often, and counts how
// often it is looked at after that.
type patient struct {
	context.Context
	end   context.CancelFunc
	mu    sync.Mutex
	left  int
	after int
}

func newPatient(ctx context.Context, looks int) *patient {
	ctx, end := context.WithCancel(ctx)
	return &patient{Context: ctx, end: end, left: looks}
}

func (p *patient) Err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left--; p.left == 0 {
		p.end()
	}
	if p.left < 0 {
		p.after++
	}
	return p.Context.Err()
}

// TestLongCommandsHearCtrlC: whatever goes through many things looks at each whether it
// is to stop, and does then.
func TestLongCommandsHearCtrlC(t *testing.T) {
	n := 500
	if testing.Short() {
		n = 200
	}
	dump := filepath.Join(t.TempDir(), "dump")
	var sessions, keys strings.Builder
	for i := range n {
		fmt.Fprintf(&sessions, "set /Shop/s%d/cart/total %d\n", i, i)
		fmt.Fprintf(&keys, "set /Big/s1/cart/k%d %d\n", i, i)
	}
	for _, tt := range []struct{ before, line string }{
		{sessions.String(), "status"}, {sessions.String(), "diff"}, {sessions.String(), "diff --since a"},
		{keys.String(), "diff"}, {keys.String(), "ls /Big/s1/cart"}, {keys.String(), "tree /Big/s1"}, {keys.String(), "rm /Big/s1/cart/*"},
		{keys.String(), "grep zz /Big/s1"}, {keys.String(), "find --name zz /Big/s1"},
		{sessions.String() + "commit", "find --exec 'set cart/total 1' .cart.total /Shop"}, {sessions.String() + "commit", "find .cart.none /Shop"},
		{sessions.String() + "commit", "rm -r /Shop/*"}, {sessions.String() + "commit", "revert"}, {sessions.String() + "commit", "tree /Shop"},
		{sessions.String() + "commit", "grep zz"}, {sessions.String() + "commit", "ls /Shop"}, {sessions.String() + "commit", "dump /Shop -"},
		{sessions.String() + "commit\ndump --force /Shop " + dump, "load --replace " + dump}, {sessions.String() + "commit", "log --long"},
		{sessions.String() + "commit", "ls --sort name /Shop"}, {sessions.String() + "commit", "du /Shop"}, {sessions.String() + "commit", "top"}, {strings.Repeat("savepoint\n", n), "savepoints"},
	} {
		t.Run(tt.line, func(t *testing.T) {
			sh := New(Options{Store: memstore.New(memstore.Options{})})
			defer sh.Close(context.Background())
			if err := sh.script(t.Context(), "", linesOf("savepoint a\n"+tt.before)); err != nil {
				t.Fatal(err)
			}
			pending := sh.Pending()
			ctx := newPatient(t.Context(), n/4)
			err := sh.Run(ctx, tt.line)
			if err == nil || ctx.Context.Err() == nil {
				t.Fatalf("it ended with %v, and looked %d times too few", err, ctx.left)
			}
			if most := 2*n + 100; ctx.after > most {
				t.Errorf("it looked %d times after that", ctx.after)
			}
			if sh.Pending() != pending {
				t.Errorf("%d changes are pending, not %d", sh.Pending(), pending)
			}
		})
	}
}

// TestReadingHearsCtrlC: a value that takes long to be read is left.
func TestReadingHearsCtrlC(t *testing.T) {
	sh := New(Options{})
	defer sh.Close(context.Background())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, line := range []string{
		"set /Shop/s1/cart/k [" + strings.Repeat("1,", files.LargeText) + "1]", "set /Shop/s1/cart/k " + strings.Repeat("x", files.LargeText+1),
	} {
		if err := sh.Run(ctx, line); err == nil || sh.Pending() != 0 {
			t.Errorf("%.40s: %v", line, err)
		}
	}
	_, err := files.Interruptible(t.Context(), func() (any, error) { panic("oops") })
	if err == nil || !strings.Contains(err.Error(), "a bug in sessh") {
		t.Errorf("a panic gives %v", err)
	}
}

// TestGrepHearsCtrlC: in the middle of one value.
func TestGrepHearsCtrlC(t *testing.T) {
	if testing.Short() {
		t.Skip("matching until Ctrl-C is heard takes a second")
	}
	sh := New(Options{Store: memstore.New(memstore.Options{})})
	defer sh.Close(context.Background())
	if err := sh.script(t.Context(), "", linesOf("set /Shop/s1/cart/text "+strings.Repeat("x", files.LargeText))); err != nil {
		t.Fatal(err)
	}
	ctx := newPatient(t.Context(), 1000)
	if err := sh.Run(ctx, "grep (x{1,30}){1,30}y /Shop"); err == nil || ctx.Context.Err() == nil || ctx.after > 10 {
		t.Errorf("it ended with %v, %d looks too early, %d after it was to stop", err, ctx.left, ctx.after)
	}
}

func TestGrepRefuses(t *testing.T) {
	sh := New(Options{Store: memstore.New(memstore.Options{})})
	defer sh.Close(context.Background())
	for _, pattern := range []string{strings.Repeat("[a-z]", 1000), "((abc){1,30}[xy]*){1,30}(x{1000}){1,}x{1000}x{1000}x{1000}x{1000}x{1000}"} {
		if err := sh.Run(t.Context(), "grep "+pattern+" /"); err == nil || !strings.Contains(err.Error(), "a regular expression of more than") {
			t.Errorf("%.50s: %v", pattern, err)
		}
	}
}

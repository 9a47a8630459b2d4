package repl

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"sessh/repl/command"
	"sessh/repl/command/servers"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/meter"
	"sessh/repl/screen"
	"sessh/repl/stash"
	"sessh/repl/syntax"
	"sessh/repl/walkthrough"
	"sessh/session/figure"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// sandboxPrefix begins the keys of what a walkthrough writes in a sandbox.
const sandboxPrefix = "sessh-replay-"

const maxDepth = 16 // nesting of source, replay and aside

// A stage is a shell in which a walkthrough is replayed.
type stage struct {
	outer   *Shell
	sh      *Shell
	out     *switched
	store   storage.Store      // for this walkthrough; nil: the outer shell's
	sandbox *storage.Namespace // of the outer shell's store; nil: there is none
	apart   bool               // it sees nothing of the sessions of the outer shell, or of the demo

	folder  string     // for the files of the walkthrough; "": there is none
	own     *files.Set // opens them
	last    string     // what the last line printed, if _ does not hold it yet
	alike   Options    // of a shell like this one
	name    string     // of the walkthrough
	python2 bool       // it shows values as Python 2 does
}

// switched is a writer whose target can change.
type switched struct{ to io.Writer }

func (s *switched) Write(p []byte) (int, error) { return s.to.Write(p) }

func (sh *Shell) newStage(ctx context.Context, how command.StageOptions) (command.Stage, error) {
	if sh.depth >= maxDepth {
		return nil, errors.New("walkthroughs replay each other endlessly")
	}
	r := &stage{outer: sh, out: &switched{io.Discard}}
	o := Options{
		Store: sh.options.Store, Server: sh.options.Server, Embedded: sh.options.Embedded, ReadOnly: sh.options.ReadOnly,
		Strict: sh.options.Strict, Timeout: sh.options.Timeout, Memory: sh.options.Memory, Now: sh.options.Now,
		Out: r.out, Err: r.out, EscapeCSV: true, Environ: sh.options.Environ, Formats: sh.options.Formats, AllowFlush: how.AllowFlush || sh.options.AllowFlush,
	}
	switch {
	case how.InMemory:
		r.store, r.apart = NewMemory(), true
		o.Store, o.Embedded, o.Server, o.ReadOnly = r.store, true, memstore.Name, false
	case o.Embedded && (how.Sandbox || sh.options.NewStore == nil):
		r.store, r.apart = NewMemory(), true
		o.Store, o.Server = r.store, memstore.Name
	case o.Embedded:
		var err error
		if r.store, err = sh.options.NewStore(ctx); err != nil {
			return nil, err
		}
		o.Store, o.Server, o.NewStore = r.store, memstore.Name, sh.options.NewStore
	case how.Sandbox:
		r.apart = true
		r.sandbox = storage.NewNamespace(o.Store, sandboxPrefix+strings.ToLower(rand.Text()[:8])+":")
		o.Store, o.AllowFlush = r.sandbox, true
	case how.MayWrite != nil:
		o.Store = storage.Guard(o.Store, how.MayWrite)
	}
	own := &files.Set{Confined: true, Outer: sh.files, Beside: how.Folder}
	if dir, err := os.MkdirTemp("", "sessh-replay-"); err == nil {
		r.folder = dir
		own.Own, _ = os.OpenRoot(dir) // on error nothing can be written
	}
	r.own, r.alike, r.name, r.python2 = own, o, cmp.Or(how.Name, "walkthrough"), how.Python2
	r.sh = r.newShell(o)
	return r, nil
}

// newShell returns a shell for lines of the walkthrough.
func (r *stage) newShell(o Options) *Shell {
	outer, sh := r.outer, New(o)
	sh.files = r.own
	sh.depth = outer.depth + 1
	sh.python2 = r.python2
	sh.printer.SetNested()
	if sh.meter = outer.meter; !sh.meter.Counts() { // a stranger's lines: all memory counts
		sh.meter = meter.New(outer.options.Memory).Everything()
	}
	if !o.Embedded && !o.AllowFlush {
		sh.flushGuard = func() error {
			return hint.With(fmt.Errorf("refusing to let a walkthrough flush %s, a real server", o.Server), "replay --allow-flush allows it; without --server walkthroughs run on a store of their own")
		}
	}
	return sh
}

// Prepare runs a set-up or clean-up in another shell, and commits what it changed. Before a
// clean-up it drops what the examples have left pending.
func (r *stage) Prepare(ctx context.Context, b *walkthrough.Block) error {
	if b.Cleanup {
		if err := r.sh.work.Discard(ctx, stash.Quit, "clean-up"); err != nil {
			return err
		}
	}
	o := r.alike
	o.Out, o.Err = nil, nil
	sh := r.newShell(o)
	defer sh.Close(context.WithoutCancel(ctx))
	if err := r.runBlock(ctx, sh, b); err != nil {
		return r.alreadyThere(err)
	}
	if sh.work.Pending() == 0 {
		return nil
	}
	return sh.Run(ctx, "commit")
}

// alreadyThere returns the error of a block, in other words if it is that a server, or the demo,
// has its sessions already: it was replayed there before, or recorded.
func (r *stage) alreadyThere(err error) error {
	there := servers.AlreadyThere(err)
	if len(there) == 0 || r.apart {
		return err
	}
	words := there[0].String() + " is already there"
	if more := len(there) - 1; more > 0 {
		words = fmt.Sprintf("%s and %s are already there", there[0], figure.Count(more, "more session"))
	}
	return hint.With(errors.New(words), "replay --sandbox replays it beside the sessions that are there")
}

// Interact opens the prompt in the state in which the walkthrough left the shell. From then
// on output is shown.
func (r *stage) Interact(ctx context.Context) {
	r.out.to = r.outer.options.Out
	r.sh.options.Err = r.outer.options.Err
	r.sh.files = &files.Set{Outer: r.sh.files}
	r.sh.temporary = true
	_ = r.outer.withTerminal(func() error {
		r.outer.options.Interact(ctx, r.sh)
		return nil
	})
}

// CanInteract reports whether there is a terminal to interact on.
func (r *stage) CanInteract() bool { return r.outer.options.Interact != nil }

// Close ends the shell, and removes what is the walkthrough's own.
func (r *stage) Close(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	err := r.sh.Close(ctx)
	if r.sandbox != nil && !r.alike.ReadOnly {
		err = errors.Join(err, r.sandbox.Flush(ctx))
	}
	if r.store != nil {
		r.store.Close()
	}
	if r.own.Own != nil {
		r.own.Own.Close()
	}
	if r.folder != "" {
		os.RemoveAll(r.folder)
	}
	return err
}

// Run runs an example. The error of a line is part of its output.
func (r *stage) Run(ctx context.Context, e *walkthrough.Example) walkthrough.Result {
	if err := r.sh.memory().Look(); err != nil {
		return walkthrough.Result{Exception: &walkthrough.Exception{Name: "MemoryError", Text: screen.ErrorText(err)}}
	}
	if e.Kind == walkthrough.Python {
		r.remember()
		return r.sh.example(ctx, e)
	}
	var b bytes.Buffer
	r.out.to = &b
	all, last := r.sh.lines.Join(nil, e.Command())
	for _, l := range append(all, last.Text()) {
		if strings.Contains(l, "$") {
			r.remember()
			l = r.sh.withCaptured(l)
		}
		if err := r.sh.Run(ctx, l); err != nil {
			r.sh.Report(err)
			break
		}
	}
	if b.Len() > 0 && b.Len() <= maxRemembered {
		r.last = b.String()
	}
	return walkthrough.Result{Output: b.String()}
}

// maxRemembered is how long an output can be that _ holds.
const maxRemembered = 1 << 20

// remember binds _ to the output of the last line. That is left until it may be used: most
// walkthroughs need no interpreter.
func (r *stage) remember() {
	if r.last != "" {
		r.sh.interp().Remember(r.last)
		r.last = ""
	}
}

// runBlock runs what a set-up or clean-up consists of.
func (r *stage) runBlock(ctx context.Context, sh *Shell, b *walkthrough.Block) error {
	name := b.File
	if name == "" {
		name = filepath.Base(r.name)
		if r.own.Own == nil {
			return errors.New("there is no folder for it")
		}
		// The lines before it make errors name the line in the walkthrough.
		if err := r.own.Own.WriteFile(name, []byte(strings.Repeat("\n", b.Line)+b.Text), 0o600); err != nil {
			return err
		}
		defer r.own.Own.Remove(name)
	}
	command := "source "
	if b.Rows {
		command = "load "
	}
	return sh.Run(ctx, command+syntax.Quote(name))
}

// source runs the lines of a file.
func (sh *Shell) source(ctx context.Context, name string, lines io.Reader) error {
	if sh.depth >= maxDepth {
		return fmt.Errorf("%s: files source each other endlessly", name)
	}
	sh.depth, sh.sources = sh.depth+1, sh.sources+1
	defer func() { sh.depth, sh.sources = sh.depth-1, sh.sources-1 }()
	if sh.recorder != nil {
		sh.recorder.KeepFound() // one of the lines may be edit
	}
	return sh.script(ctx, name, lines)
}

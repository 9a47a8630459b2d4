package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/term"

	"sessh/repl/line"
)

// How long the program may take to end when asked to, whatever it waits for. At the
// prompt, what is pending was saved before; elsewhere it must report what became of
// it.
const (
	promptGrace = 800 * time.Millisecond
	scriptGrace = 5 * time.Second
)

// An ending is the end of the program from outside: by SIGTERM, by SIGHUP, or because
// its terminal is gone, which counts as SIGHUP. The context is cancelled, so that what
// is under way stops; and if the program has not left by itself when the grace is
// over, it is left where it stands. What is pending at the prompt is in its file by
// then, and the lock of that file goes with the process.
type ending struct {
	cancel  context.CancelFunc
	signals chan os.Signal
	hears   chan struct{} // is closed when signals are heard
	cause   atomic.Int32  // the signal; 0: it goes on
	grace   atomic.Int64
	tty     *os.File // nil: there is none
	found   *term.State
}

// hearEnding begins to listen. stop must be called when all is done.
func hearEnding(ctx context.Context, stdin *os.File) (_ context.Context, e *ending, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	e = &ending{cancel: cancel, signals: make(chan os.Signal, 2), hears: make(chan struct{})}
	e.grace.Store(int64(promptGrace))
	if isTerminal(stdin) {
		e.tty = stdin
		e.found, _ = term.GetState(int(stdin.Fd()))
	}
	go func() { // which takes a while, for threads are started
		e.hear(syscall.SIGTERM)
		e.hear(syscall.SIGHUP)
		close(e.hears)
		for s := range e.signals {
			e.begin(s.(syscall.Signal))
		}
	}()
	return ctx, e, func() {
		e.listening()
		signal.Stop(e.signals)
		close(e.signals)
		cancel()
		e.mendAfter()
	}
}

// listening waits until signals are heard. Before that, one ends the program at once.
func (e *ending) listening() { <-e.hears }

// begin ends the program. Only the first time counts: a terminal that is closed, a
// shell that ends and a service that is stopped each send more than one signal.
func (e *ending) begin(cause syscall.Signal) {
	if !e.cause.CompareAndSwap(0, int32(cause)) {
		return
	}
	neverStop()
	e.cancel()
	time.AfterFunc(time.Duration(e.grace.Load()), func() {
		e.mend()
		os.Exit(e.status(0))
	})
}

// prompting is called when the prompt is about to be opened, with a terminal that can
// go away without a signal.
func (e *ending) prompting() { watchHangUp(e.tty, func() { e.begin(syscall.SIGHUP) }) }

// scripting is called when there is no prompt: Ctrl-C is to end it, too.
func (e *ending) scripting() {
	e.grace.Store(int64(scriptGrace))
	e.hear(syscall.SIGINT)
}

// hear lets a signal end the program, unless it was started with that signal ignored,
// as by nohup.
func (e *ending) hear(s syscall.Signal) {
	if !signal.Ignored(s) {
		signal.Notify(e.signals, s)
	}
}

// status returns the exit status: that of a program ended by a signal, whatever it has
// done by then, or else the given one.
func (e *ending) status(otherwise int) int {
	if cause := e.cause.Load(); cause != 0 {
		return 128 + int(cause)
	}
	return otherwise
}

// mend restores the terminal if it still exists and is ours. It does not wait for
// anything.
func (e *ending) mend() {
	if e.found == nil || !inForeground(e.tty) {
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = term.Restore(int(e.tty.Fd()), e.found)
		_, _ = e.tty.WriteString("\x1b[?2004l\r")
	}()
	select {
	case <-done:
	case <-time.After(promptGrace / 10):
	}
}

// mendAfter does so when a program was hung up that may have left it otherwise.
func (e *ending) mendAfter() {
	if e.cause.Load() != 0 {
		e.mend()
	}
}

// watched is a terminal whose end ends the program.
type watched struct {
	*line.Editor
	end *ending
}

func (w watched) Read(ctx context.Context, prompt string) (string, error) {
	return w.heard(w.Editor.Read(ctx, prompt))
}

func (w watched) ReadAnswer(ctx context.Context, prompt string) (string, error) {
	return w.heard(w.Editor.ReadAnswer(ctx, prompt))
}

func (w watched) ReadHidden(ctx context.Context, prompt string) (string, error) {
	return w.heard(w.Editor.ReadHidden(ctx, prompt))
}

func (w watched) heard(text string, err error) (string, error) {
	if errors.Is(err, line.ErrHangUp) {
		w.end.begin(syscall.SIGHUP)
	}
	return text, err
}

package repl

import (
	"context"
	"errors"
	"os"
	"os/signal"

	"sessh/repl/report"
	"sessh/session/commit"
	"sessh/txn"
)

// hearInterrupts keeps Ctrl-C from ending the shell until stop is called.
func (sh *Shell) hearInterrupts() (stop func()) {
	sh.interrupts = make(chan os.Signal, 1)
	signal.Notify(sh.interrupts, os.Interrupt)
	return func() { signal.Stop(sh.interrupts) }
}

// ForgetInterrupts drops a Ctrl-C that has come so far. The terminal calls it for each key
// of a line, Enter included: a Ctrl-C that came while nothing was running must not stop the
// line.
func (sh *Shell) ForgetInterrupts() {
	select {
	case <-sh.interrupts:
	default:
	}
}

var errInterrupted = errors.New("stopped")

// calledOff is errInterrupted for a commit that wrote nothing. It wraps the error of the
// commit, which decides the hint.
type calledOff struct{ err error }

func (e *calledOff) Error() string   { return errInterrupted.Error() }
func (e *calledOff) Unwrap() []error { return []error{errInterrupted, e.err} }

// A stoppable is work that Ctrl-C stops: the lines that were entered at once.
type stoppable struct {
	sh     *Shell
	ctx    context.Context
	cancel context.CancelFunc
	look   chan chan struct{} // to look for a signal now; closed at the end
	ended  chan struct{}
}

// stoppable begins such work. Ctrl-C ends its context, even between two lines, until done
// is called.
func (sh *Shell) stoppable(ctx context.Context) *stoppable {
	s := &stoppable{sh: sh, look: make(chan chan struct{}), ended: make(chan struct{})}
	s.ctx, s.cancel = context.WithCancel(ctx)
	go s.listen()
	return s
}

func (s *stoppable) listen() {
	defer close(s.ended)
	for {
		select {
		case <-s.sh.interrupts:
			s.cancel()
		case looked, goesOn := <-s.look:
			if !goesOn {
				return
			}
			select {
			case <-s.sh.interrupts:
				s.cancel()
			default:
			}
			close(looked)
		}
	}
}

// stopped reports whether Ctrl-C was pressed, or the context has ended.
func (s *stoppable) stopped() bool {
	looked := make(chan struct{})
	s.look <- looked
	<-looked
	return s.ctx.Err() != nil
}

// run runs a line.
func (s *stoppable) run(text string) error { return inWords(s.ctx, s.sh.Run(s.ctx, text)) }

// inWords returns err as it is reported when ctx may have ended.
func inWords(ctx context.Context, err error) error {
	var ce *commit.Error
	if err == nil || ctx.Err() == nil || errors.As(err, &ce) || errors.Is(err, report.ErrQuit) { // the error says what became of the sessions
		return err
	}
	if errors.Is(err, txn.ErrRepeatable) {
		return &calledOff{err}
	}
	return errInterrupted
}

func (s *stoppable) done() {
	close(s.look)
	<-s.ended
	s.cancel()
}

// withTerminal runs another program, or the prompt of another shell, which has the
// terminal, and Ctrl-C, to itself.
func (sh *Shell) withTerminal(run func() error) error {
	if sh.interrupts == nil {
		return run()
	}
	theirs := make(chan os.Signal, 1)
	signal.Notify(theirs, os.Interrupt) // or it would end the shell
	signal.Stop(sh.interrupts)
	defer func() {
		// What came until now is theirs, and may be under way: Stop waits for it.
		late := make(chan os.Signal, 1)
		signal.Notify(late, os.Interrupt)
		signal.Stop(late)
		signal.Notify(sh.interrupts, os.Interrupt)
		signal.Stop(theirs)
	}()
	return run()
}

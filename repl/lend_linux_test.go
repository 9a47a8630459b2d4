package repl

import (
	"os"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// TestCtrlCOfAnotherProgram: what is typed while another program has the terminal does
// not stop the command that has started it, however late it is heard.
func TestCtrlCOfAnotherProgram(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	sh := New(Options{})
	defer sh.Close(t.Context())
	defer sh.hearInterrupts()()
	s := sh.stoppable(t.Context())
	defer s.done()
	interrupt := func() error { return unix.Tgkill(os.Getpid(), unix.Gettid(), unix.SIGINT) }
	for range 100 {
		if err := sh.withTerminal(interrupt); err != nil {
			t.Fatal(err)
		}
		if s.stopped() {
			t.Fatal("the command is stopped")
		}
	}
	if err := interrupt(); err != nil {
		t.Fatal(err)
	}
	<-s.ctx.Done() // by a Ctrl-C of its own
}

//go:build unix

package ptytest

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"golang.org/x/sys/unix"
)

const (
	// patience is how long a test waits for what has to come, so that it ends if that does not.
	patience = 5 * time.Minute
	// again is how often it looks, where nothing comes.
	again = 5 * time.Millisecond
)

// A Terminal is a terminal with a program in it.
type Terminal struct {
	t     testing.TB
	file  *os.File
	cmd   *exec.Cmd
	ended chan struct{}

	mu      sync.Mutex
	vt      vt10x.Terminal
	raw     strings.Builder
	changed chan struct{} // closed when something came, and made anew
}

// Start runs cmd on a terminal of cols columns and rows rows, and ends it with
// the test. A size of 0 columns is told to the program as it is. env is added to its environment.
func Start(t testing.TB, cols, rows int, cmd *exec.Cmd, env ...string) *Terminal {
	t.Helper()
	if cmd.Env == nil {
		cmd.Env = os.Environ()
	}
	cmd.Env = append(append(cmd.Env, "TERM=xterm-256color"), env...)
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)})
	if err != nil {
		t.Fatal(err)
	}
	if f, err = closable(f); err != nil {
		t.Fatal(err)
	}
	if cols == 0 {
		cols = 80
	}
	if rows == 0 {
		rows = 24
	}
	p := &Terminal{t: t, file: f, cmd: cmd, ended: make(chan struct{}), vt: vt10x.New(vt10x.WithSize(cols, rows)), changed: make(chan struct{})}
	read := make(chan struct{})
	go func() {
		defer close(read)
		p.read()
	}()
	go func() {
		cmd.Wait()
		<-read
		close(p.ended)
		p.wake()
	}()
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGCONT)
		cmd.Process.Kill()
		f.Close() // what the program has started may still hold the terminal
		<-p.ended
	})
	return p
}

// closable is f in the mode in which closing it does not wait for a read to return.
func closable(f *os.File) (*os.File, error) {
	defer f.Close()
	// A test beside this one may start its program between two steps of a copy, and that
	// would hold this terminal open.
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := syscall.SetNonblock(fd, true); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

func (p *Terminal) read() {
	b := make([]byte, 4096)
	for {
		n, err := p.file.Read(b)
		if n > 0 {
			p.mu.Lock()
			p.raw.Write(b[:n])
			p.vt.Write(b[:n])
			p.mu.Unlock()
			p.wake()
		}
		if err != nil {
			return
		}
	}
}

func (p *Terminal) wake() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.changed)
	p.changed = make(chan struct{})
}

// Type sends keys.
func (p *Terminal) Type(keys string) {
	p.t.Helper()
	if _, err := io.WriteString(p.file, keys); err != nil {
		p.t.Fatalf("typing %q: %v\n%s", keys, err, p.Screen())
	}
}

// Screen returns what is on the screen, without blanks at the ends.
func (p *Terminal) Screen() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var lines []string
	for _, l := range strings.Split(p.vt.String(), "\n") {
		lines = append(lines, strings.TrimRight(l, " "))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// Cursor returns the column and the row of the cursor on the screen.
func (p *Terminal) Cursor() (x, y int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.vt.Cursor()
	return c.X, c.Y
}

// Raw is everything that the program has written.
func (p *Terminal) Raw() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.raw.String()
}

// Until waits until ok, which is asked again whenever something came and, since not
// everything that a test waits for is written to the terminal, every few milliseconds.
func (p *Terminal) Until(what string, ok func() bool) {
	p.t.Helper()
	deadline := time.After(patience)
	again := time.NewTicker(again)
	defer again.Stop()
	for {
		p.mu.Lock()
		changed := p.changed
		p.mu.Unlock()
		if ok() {
			return
		}
		select {
		case <-changed:
		case <-again.C:
		case <-deadline:
			p.t.Fatalf("timed out waiting for %s; the screen:\n%s", what, p.Screen())
		case <-p.ended:
			if ok() {
				return
			}
			p.t.Fatalf("the program ended (%v) before %s; the screen:\n%s", p.cmd.ProcessState, what, p.Screen())
		}
	}
}

// See waits until the screen has text on it.
func (p *Terminal) See(text string) {
	p.t.Helper()
	p.Until("the text "+text, func() bool { return strings.Contains(p.Screen(), text) })
}

// SeeLast waits until the last line on the screen is text.
func (p *Terminal) SeeLast(text string) {
	p.t.Helper()
	p.Until("the last line "+text, func() bool { return p.last() == strings.TrimRight(text, " ") })
}

func (p *Terminal) last() string {
	s := p.Screen()
	return s[strings.LastIndexByte(s, '\n')+1:]
}

// Resize changes the size of the terminal.
func (p *Terminal) Resize(cols, rows int) {
	p.t.Helper()
	p.mu.Lock()
	p.vt.Resize(cols, rows)
	p.mu.Unlock()
	if err := pty.Setsize(p.file, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}); err != nil {
		p.t.Fatal(err)
	}
}

// HangUp closes the terminal, as a window does that is closed. It must not have been
// resized.
func (p *Terminal) HangUp() { p.file.Close() }

// Exit waits until the program has ended, and returns its exit status.
func (p *Terminal) Exit() int {
	p.t.Helper()
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		p.t.Fatalf("the program does not end; the screen:\n%s", p.Screen())
		return -1
	}
}

// Process returns the program's process.
func (p *Terminal) Process() *os.Process { return p.cmd.Process }

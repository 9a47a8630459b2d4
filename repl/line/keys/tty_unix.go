//go:build unix

package keys

import (
	"errors"
	"io"
	"os"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// newSource reads a terminal key by key, and anything else as it comes.
func newSource(r io.Reader) source {
	f, ok := r.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return newStream(r)
	}
	t := &tty{file: f, fd: int(f.Fd())}
	t.changed.L = &t.mu
	if err := t.makePipe(); err != nil {
		return newStream(r)
	}
	return t
}

// A tty is a terminal that is read by one byte at a time, but for the most of a paste, and
// only when there is one: what follows the end of a line is for the next reader.
type tty struct {
	file *os.File // kept open
	fd   int
	wake [2]int // a pipe: what is in it ends a wait

	mu      sync.Mutex // held while a byte is read
	changed sync.Cond
	wanted  bool // between open and pause
	pastes  bool // a paste is being read
	whole   int  // bytes that were there at the last pause, and not read yet
	ahead   int  // bytes that came between that and open, and not read yet
	waiting bool // in wait, or about to be
	closed  bool
	hungUp  bool
	freed   bool // the pipe is closed
}

func (t *tty) makePipe() error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := unix.Pipe(t.wake[:]); err != nil {
		return err
	}
	for _, fd := range t.wake {
		unix.CloseOnExec(fd)
		if err := unix.SetNonblock(fd, true); err != nil {
			return err
		}
	}
	return nil
}

func (t *tty) open() {
	t.set(func() {
		if !t.wanted {
			n := t.queued()
			t.whole = min(t.whole, n)
			t.ahead = n - t.whole
		}
		t.wanted = true
	})
}

func (t *tty) pause() { t.set(func() { t.wanted, t.whole = false, t.queued() }) }

// queued returns how many bytes have come; 0 if that is not known.
func (t *tty) queued() int {
	if inQueue == 0 {
		return 0
	}
	n, err := unix.IoctlGetInt(t.fd, inQueue)
	if err != nil {
		return 0
	}
	return n
}

// typedAhead makes bytes what was typed. In what came while the terminal was in the mode of other
// programs, Linux has a zero in the place of a Ctrl-D.
func (t *tty) typedAhead(p []byte) {
	const endOfInput = 0x04
	for i, b := range p {
		switch {
		case t.whole > 0:
			t.whole--
		case t.ahead > 0:
			t.ahead--
			if b == 0 {
				p[i] = endOfInput
			}
		}
	}
}

func (t *tty) pasting(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pastes = on
}

// behindPaste is how many bytes of those that came are read one by one also in a paste: its
// end, and what was typed behind it, can be among them.
const behindPaste = 64

// most returns how many bytes to read at once.
func (t *tty) most(room int) int {
	if !t.pastes {
		return 1
	}
	return max(min(t.queued()-behindPaste, room), 1)
}

func (t *tty) Close() error {
	t.set(func() { t.closed = true })
	return nil
}

// set changes what Read is to do, and has it look at that.
func (t *tty) set(change func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change()
	t.changed.Broadcast()
	switch {
	case t.freed:
	case t.waiting:
		_, _ = unix.Write(t.wake[1], []byte{0}) // a full pipe wakes as well
	case t.closed:
		t.free()
	}
}

// free closes the pipe once nothing waits for it.
func (t *tty) free() {
	t.freed = true
	unix.Close(t.wake[0])
	unix.Close(t.wake[1])
}

func (t *tty) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for {
		for !t.wanted && !t.closed && !t.hungUp {
			t.changed.Wait()
		}
		if t.closed || t.hungUp {
			return 0, io.EOF
		}
		ready := t.wait()
		if t.closed && !t.freed {
			t.free()
		}
		if !ready || !t.wanted || t.closed {
			continue
		}
		n, err := unix.Read(t.fd, p[:t.most(len(p))])
		switch {
		case n > 0:
			t.typedAhead(p[:n])
			return n, nil
		case errors.Is(err, unix.EINTR), errors.Is(err, unix.EAGAIN):
		default: // its end, or EIO: the terminal is gone
			t.hungUp = true
		}
	}
}

// wait waits, without the lock, until there is something to be read or what Read is
// to do has changed, and reports the former.
func (t *tty) wait() (ready bool) {
	t.waiting = true
	t.mu.Unlock()
	defer func() {
		t.mu.Lock()
		t.waiting = false
	}()
	fd := t.fd
	var set unix.FdSet
	for {
		set.Zero()
		set.Set(fd)
		set.Set(t.wake[0])
		// select, since poll knows no terminals everywhere
		if _, err := unix.Select(max(fd, t.wake[0])+1, &set, nil, nil, nil); err == nil {
			break
		} else if !errors.Is(err, unix.EINTR) {
			return true // reading gives the error
		}
	}
	if set.IsSet(t.wake[0]) {
		var b [16]byte
		_, _ = unix.Read(t.wake[0], b[:])
	}
	return set.IsSet(fd)
}

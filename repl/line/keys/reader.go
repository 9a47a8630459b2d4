package keys

import (
	"bufio"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/chzyer/readline"
)

// A Reader reads keys: each is one rune, and so is a text that was pasted, in which nothing
// acts. What readline would misread is dropped. Its methods may be called while it reads.
type Reader struct {
	src     source
	in      *bufio.Reader
	file    *os.File // nil: keys come from something else than a file
	pasting bool
	text    []rune      // what is being pasted
	escaped bool        // the last key was Esc, or a sequence has begun
	alone   atomic.Bool // it was Esc: what comes next is a key of its own
	control bool        // the last key was Ctrl-X
	vi      atomic.Bool // Esc is a key, whatever follows it

	editing atomic.Bool // the line can be opened in an editor
	editor  atomic.Bool // set by the Enter that was read last

	mu     sync.Mutex
	out    []rune
	pastes [][]rune
	over   atomic.Bool // there are no more
}

// New returns a reader of what r sends. A terminal is not read before [Reader.Open].
func New(r io.Reader) *Reader {
	src := newSource(r)
	file, _ := r.(*os.File)
	return &Reader{src: src, in: bufio.NewReader(src), file: file}
}

// Open lets Read go on, and Pause makes it wait, both only where keys come from a terminal.
// When Pause has returned, nothing is being read.
func (k *Reader) Open() { k.src.open() }

// Pause is the opposite of [Reader.Open].
func (k *Reader) Pause() { k.src.pause() }

// Begin prepares for a line that is read with the keys of vi, where Esc is a key whatever
// follows it, or that can be opened in an editor.
func (k *Reader) Begin(vi, editable bool) {
	k.vi.Store(vi)
	k.editing.Store(editable)
	k.editor.Store(false)
}

// ForEditor reports whether the line that has ended is to be opened in an editor. The key for
// that, [Editor], is read as Enter.
func (k *Reader) ForEditor() bool { return k.editor.Load() }

// Over reports whether no keys will come any more.
func (k *Reader) Over() bool { return k.over.Load() }

// Close lets a Read that waits return.
//
// readline counts its goroutine right before that reads for the first time, and waits for it when it is
// closed itself; the lock orders the two, as reads take it as well.
func (k *Reader) Close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.src.Close()
}

// Read returns one key, so that the next one is not read before readline asks
// for it.
func (k *Reader) Read(p []byte) (int, error) {
	for k.Queued() == 0 {
		if len(k.text) > 0 && k.quiet() { // the end of the paste may never come
			k.handPaste()
			continue
		}
		if err := k.next(); err != nil {
			k.over.Store(true)
			return 0, err
		}
	}
	for k.more() && !k.ended() && k.Queued() < 1024 {
		if err := k.next(); err != nil {
			break
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	r := k.out[0]
	k.out = k.out[1:]
	if r == Editor && k.editing.Load() {
		k.editor.Store(true)
		r = readline.CharEnter // so that readline reads no further
	}
	return utf8.EncodeRune(p, r), nil
}

// more reports whether more was typed already.
func (k *Reader) more() bool { return k.in.Buffered() > 0 || k.file != nil && readable(k.file, 0) }

// pasteWait is after how long with nothing of a paste it is shown as far as it has come.
const pasteWait = 100 * time.Millisecond

// quiet reports whether nothing more comes for a while.
func (k *Reader) quiet() bool {
	return k.in.Buffered() == 0 && (k.file == nil || !readable(k.file, pasteWait))
}

// ended reports whether the last key ends the line, or may: what follows can be for
// another program.
func (k *Reader) ended() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	r := k.out[len(k.out)-1]
	switch r {
	case readline.CharEnter, readline.CharCtrlJ, readline.CharInterrupt, readline.CharDelete, Editor:
		return true
	}
	return false
}

// Queued returns how many keys were typed ahead.
func (k *Reader) Queued() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.out)
}

// First puts a key before all others.
func (k *Reader) First(r rune) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.out = append([]rune{r}, k.out...)
}

func (k *Reader) put(r rune) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.out = append(k.out, r)
}

// next translates one key, or one character of text.
func (k *Reader) next() error {
	r, _, err := k.in.ReadRune()
	if err != nil {
		return err
	}
	if k.escaped {
		k.escaped = false
		if !k.vi.Load() && !k.alone.Swap(false) || strings.ContainsRune("[O", r) && k.more() {
			return k.escape(r)
		}
	}
	control := k.control && !k.pasting
	k.control = false
	switch {
	case control && k.afterControl(r):
	case r == controlX && !k.pasting:
		k.control = true
	case r == 0x1b && !k.pasting && !k.more():
		k.alone.Store(false)
		k.escaped = true
		k.put(Escape)
	case r == 0x1b:
		if r, _, err = k.in.ReadRune(); err == nil {
			err = k.escape(r)
		}
	case r == 0: // readline takes it for the end of the input
	case r >= Delete && r <= lastKey:
	case k.pasting && r == readline.CharInterrupt && k.quiet():
		// It was typed, and the rest of the paste does not come. One within a paste is
		// dropped: what follows it there must not act as if it had been typed.
		k.setPasting(false)
		k.text = nil
		k.put(r)
	case k.pasting:
		k.paste(r)
	case r == '\r' || r == '\n':
		k.src.pause() // the line is read: what follows may be for another program
		k.put(r)
	default:
		k.put(r)
	}
	return err
}

// EscapeIsAlone says that an Esc that was just read has done its work.
func (k *Reader) EscapeIsAlone() { k.alone.Store(true) }

// paste takes a character as text.
func (k *Reader) paste(r rune) {
	switch {
	case r == '\r' || r == '\n':
		r = TextNewline
	case r == '\t':
		r = TextTab
	case r < ' ' || r == 0x7f:
		return
	}
	k.text = append(k.text, r)
}

// setPasting begins or ends a paste.
func (k *Reader) setPasting(on bool) {
	k.pasting = on
	k.src.pasting(on)
}

// endPaste ends a paste.
func (k *Reader) endPaste() {
	k.setPasting(false)
	k.handPaste()
}

// handPaste puts what has come of a paste into the queue.
func (k *Reader) handPaste() {
	if len(k.text) == 0 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.pastes = append(k.pastes, k.text)
	k.text = nil
	k.out = append(k.out, Paste)
}

// Pasted returns the text of the oldest [Paste].
func (k *Reader) Pasted() []rune {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.pastes) == 0 {
		return nil
	}
	text := k.pastes[0]
	k.pastes = k.pastes[1:]
	return text
}

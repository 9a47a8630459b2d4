package line

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

// Keys, as runes of the private use area. Those that are typed are dropped.
const (
	runeDelete    = '\uF8D0' // the Delete key
	runeNewline   = '\uF8D1' // a line's end inside a text
	runeTab       = '\uF8D2' // a tab that was pasted
	runePaste     = '\uF8D3' // a text that was pasted: [keys.pasted] has it
	runeEscape    = '\uF8D4' // the Esc key
	runeWordLeft  = '\uF8D5'
	runeWordRight = '\uF8D6'
	runeWordKill  = '\uF8D7' // the word behind the cursor
	runeWordErase = '\uF8D8' // the word before the cursor
	runeOlder     = '\uF8E0' // to an older line that begins as what was typed
	runeNewer     = '\uF8E1' // to a newer one
	runeArgument  = '\uF8E2' // the last argument of an older line
	runeUndo      = '\uF8E3'
	runeEditor    = '\uF8E4' // the line in an editor; see [keys.editor]
	runeFill      = '\uF8E5' // the line that comes out of it
	runeLastKey   = '\uF8EF'
)

// isKey reports whether r stands for a key and is not text.
func isKey(r rune) bool {
	return r >= runeDelete && r <= runeLastKey && r != runeNewline && r != runeTab
}

// keys translates what the terminal sends before readline sees it: each key is
// one rune, and so is a text that was pasted, in which nothing acts. What
// readline would misread is dropped.
type keys struct {
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
	editor  atomic.Bool // it is to be: the Enter that was read last says so

	mu     sync.Mutex
	out    []rune
	pastes [][]rune
	over   atomic.Bool // there are no more
}

func newKeys(r io.Reader) *keys {
	src := newSource(r)
	file, _ := r.(*os.File)
	return &keys{src: src, in: bufio.NewReader(src), file: file}
}

// Close lets a Read that waits return.
func (k *keys) Close() error { return k.src.Close() }

// Read returns one key, so that the next one is not read before readline asks
// for it.
func (k *keys) Read(p []byte) (int, error) {
	for k.queued() == 0 {
		if len(k.text) > 0 && k.quiet() { // the end of the paste may never come
			k.handPaste()
			continue
		}
		if err := k.next(); err != nil {
			k.over.Store(true)
			return 0, err
		}
	}
	for k.more() && !k.ended() && k.queued() < 1024 {
		if err := k.next(); err != nil {
			break
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	r := k.out[0]
	k.out = k.out[1:]
	if r == runeEditor && k.editing.Load() {
		k.editor.Store(true)
		r = readline.CharEnter // so that readline reads no further
	}
	return utf8.EncodeRune(p, r), nil
}

// more reports whether more was typed already.
func (k *keys) more() bool { return k.in.Buffered() > 0 || k.file != nil && readable(k.file, 0) }

// pasteWait is after how long with nothing of a paste it is shown as far as it has come.
const pasteWait = 100 * time.Millisecond

// quiet reports whether nothing more comes for a while.
func (k *keys) quiet() bool {
	return k.in.Buffered() == 0 && (k.file == nil || !readable(k.file, pasteWait))
}

// ended reports whether the last key ends the line, or may: what follows can be for
// another program.
func (k *keys) ended() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	r := k.out[len(k.out)-1]
	switch r {
	case readline.CharEnter, readline.CharCtrlJ, readline.CharInterrupt, readline.CharDelete, runeEditor:
		return true
	}
	return false
}

// queued returns how many keys were typed ahead.
func (k *keys) queued() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.out)
}

func (k *keys) put(r rune) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.out = append(k.out, r)
}

// next translates one key, or one character of text.
func (k *keys) next() error {
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
		k.put(runeEscape)
	case r == 0x1b:
		if r, _, err = k.in.ReadRune(); err == nil {
			err = k.escape(r)
		}
	case r == 0: // readline takes it for the end of the input
	case r >= runeDelete && r <= runeLastKey:
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

// escapeIsAlone says that an Esc that was just read has done its work.
func (k *keys) escapeIsAlone() { k.alone.Store(true) }

// paste takes a character as text.
func (k *keys) paste(r rune) {
	switch {
	case r == '\r' || r == '\n':
		r = runeNewline
	case r == '\t':
		r = runeTab
	case r < ' ' || r == 0x7f:
		return
	}
	k.text = append(k.text, r)
}

// setPasting begins or ends a paste.
func (k *keys) setPasting(on bool) {
	k.pasting = on
	k.src.pasting(on)
}

// endPaste ends a paste.
func (k *keys) endPaste() {
	k.setPasting(false)
	k.handPaste()
}

// handPaste puts what has come of a paste into the queue.
func (k *keys) handPaste() {
	if len(k.text) == 0 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.pastes = append(k.pastes, k.text)
	k.text = nil
	k.out = append(k.out, runePaste)
}

// pasted returns the text of the oldest [runePaste].
func (k *keys) pasted() []rune {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.pastes) == 0 {
		return nil
	}
	text := k.pastes[0]
	k.pastes = k.pastes[1:]
	return text
}

// escape reads what follows an escape, of which r is the first.
func (k *keys) escape(r rune) error {
	switch {
	case r == 0x1b, k.pasting && r == readline.CharInterrupt: // no sequence after all
		return k.in.UnreadRune()
	case r == '[':
		return k.csi()
	case r == 'O':
		final, err := k.in.ReadByte()
		switch {
		case err != nil:
		case final < 0x20: // no sequence after all
			return k.in.UnreadByte()
		case !k.pasting:
			k.arrow(final)
		}
		return err
	case k.pasting:
		if r == '\r' || r == '\n' {
			k.paste(r)
		}
	case k.vi.Load():
		k.put(runeEscape)
		return k.in.UnreadRune()
	case altKeys[r] != 0:
		k.put(altKeys[r])
	}
	return nil // Alt with any other key does nothing
}

// altKeys are the keys that do something with Alt.
var altKeys = map[rune]rune{
	'\r': runeNewline, '\n': runeNewline, 'b': runeWordLeft, 'f': runeWordRight, 'd': runeWordKill, 0x7f: runeWordErase,
	'.': runeArgument, '_': runeArgument,
}

const (
	controlX          = 'X' - '@'
	controlUnderscore = '_' - '@'
)

// afterControl takes a key after Ctrl-X, and reports whether the two are one.
func (k *keys) afterControl(r rune) bool {
	switch r {
	case readline.CharLineEnd:
		if k.editing.Load() {
			k.src.pause() // the editor has the terminal next
		}
		k.put(runeEditor)
	case readline.CharCtrlU:
		k.put(runeUndo)
	default:
		return false
	}
	return true
}

// arrow puts the key of a sequence that ends in final.
func (k *keys) arrow(final byte) {
	switch final {
	case 'A':
		k.put(runeOlder)
	case 'B':
		k.put(runeNewer)
	case 'C':
		k.put(readline.CharForward)
	case 'D':
		k.put(readline.CharBackward)
	case 'H':
		k.put(readline.CharLineStart)
	case 'F':
		k.put(readline.CharLineEnd)
	case 'Z':
		k.put(runeBackTab)
	}
}

const maxParameters = 64

// csi reads a control sequence: parameters, and the byte that ends it.
func (k *keys) csi() error {
	var parameters []byte
	for len(parameters) < maxParameters {
		b, err := k.in.ReadByte()
		if err != nil {
			return err
		}
		switch {
		case b == '[' && len(parameters) == 0: // the Linux console's F keys: one byte more
			_, err := k.in.ReadByte()
			return err
		case b == 'M' && len(parameters) == 0: // an old mouse report: three bytes more
			for range 3 {
				if _, err := k.in.ReadByte(); err != nil {
					return err
				}
			}
			return nil
		case b >= 0x40 && b <= 0x7e:
			k.function(string(parameters), b)
			return nil
		case b < 0x20: // no sequence after all
			return k.in.UnreadByte()
		}
		parameters = append(parameters, b)
	}
	return nil
}

// function translates the key that a control sequence stands for.
func (k *keys) function(parameters string, final byte) {
	number, modifier, _ := strings.Cut(parameters, ";")
	switch {
	case final == '~' && number == "200":
		k.setPasting(true)
	case final == '~' && number == "201":
		k.endPaste()
	case k.pasting:
	case final == '~' && number == "3" && modifier != "":
		k.put(runeWordKill)
	case final == '~' && number == "3":
		k.put(runeDelete)
	case final == '~' && (number == "1" || number == "7"):
		k.put(readline.CharLineStart)
	case final == '~' && (number == "4" || number == "8"):
		k.put(readline.CharLineEnd)
	case final == 'C' && modifier != "":
		k.put(runeWordRight)
	case final == 'D' && modifier != "":
		k.put(runeWordLeft)
	default:
		k.arrow(final)
	}
}

// Package line reads lines from a terminal: editing, history and completion,
// on chzyer/readline with its faults out of reach.
//
// Make an [Editor] with [New], call [Editor.Read] for each line, and
// [Editor.Close] at the end. Between two reads the terminal is as the shell
// found it, so that other programs can use it.
//
// readline runs a goroutine of its own, in which a panic could not be caught
// and would leave the terminal unusable. What made it panic, hang or act on
// its own never gets there: keys are translated before it sees them, its
// completion lists are never entered, its history files are not used, and what is called
// back from it catches what goes wrong.
package line

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chzyer/readline"
	"golang.org/x/term"

	"sessh/repl/screen"
)

// ErrInterrupt is returned by [Editor.Read] for Ctrl-C.
var ErrInterrupt = errors.New("interrupted")

// Config is what an [Editor] is made of. In and Out are required.
type Config struct {
	In  io.Reader
	Out io.Writer
	// Width and Height are the size of the window; nil asks the terminal.
	Width, Height func() int
	// MakeRaw and ExitRaw switch the terminal's mode; nil does it for standard input.
	MakeRaw, ExitRaw func() error
	// History is what Up recalls; nil: nothing.
	History *History
	// Complete tells what can stand at byte pos of line; nil: nothing can. It
	// runs on a goroutine of its own, and is waited for no longer than Patience.
	Complete func(line string, pos int) Completion
	// Patience is 50 ms where it is 0.
	Patience time.Duration
}

// An Editor reads lines. Use it from one goroutine; only Close may be called
// from another one.
type Editor struct {
	config Config
	keys   *keys
	rl     *readline.Instance
	out    *output
	prompt atomic.Int64 // its width

	measure  func() // lets readline ask for the width
	measured int    // the width that it was told

	mu      sync.Mutex
	line    []rune // as readline last told it
	pending *edit  // what Tab makes of the line
	listed  string // the line that Tab was pressed on last
	late    chan answer
	asked   string
}

// edit is a line with the cursor's place.
type edit struct {
	line []rune
	pos  int
}

// New prepares the terminal. It writes nothing yet.
func New(c Config) (*Editor, error) {
	if c.Patience == 0 {
		c.Patience = 50 * time.Millisecond
	}
	if c.History == nil {
		c.History = &History{}
	}
	e := &Editor{config: c, keys: newKeys(c.In), out: &output{w: c.Out}}
	rc := &readline.Config{
		Stdin: e.keys, Stdout: e.out, Stderr: e.out,
		AutoComplete: e, Listener: e, Painter: e,
		FuncGetWidth: e.width, FuncFilterInputRune: e.filter,
		DisableAutoSaveHistory: true, HistoryLimit: maxEntries,
		InterruptPrompt: "^C", EOFPrompt: "^D",
		FuncMakeRaw: c.MakeRaw, FuncExitRaw: c.ExitRaw,
	}
	// readline would measure the window on a goroutine of its own, beside the
	// one that draws; it is measured before each key instead.
	rc.FuncOnWidthChanged = func(measure func()) { e.measure = measure }
	if c.MakeRaw != nil {
		rc.FuncIsTerminal = func() bool { return true }
	}
	rl, err := readline.NewEx(rc)
	if err != nil {
		return nil, err
	}
	e.rl = rl
	rl.SaveHistory("") // searching an empty history would panic
	for _, l := range c.History.Lines() {
		e.remember(l)
	}
	return e, nil
}

// remember adds a line to what readline recalls.
func (e *Editor) remember(text string) {
	e.rl.SaveHistory("") // or the recalled line would be saved in the place of text
	e.rl.SaveHistory(encode(text))
}

// Remember keeps a line in the history, for Up and for the file.
func (e *Editor) Remember(text string) error {
	if strings.TrimSpace(text) == "" || text[0] == ' ' {
		return nil
	}
	e.remember(text)
	return e.config.History.Add(text)
}

// encode writes a text of several lines as one, decode reads it.
func encode(text string) string {
	return strings.NewReplacer("\n", string(runeNewline), "\t", string(runeTab)).Replace(text)
}

func decode(line string) string {
	return strings.NewReplacer(string(runeNewline), "\n", string(runeTab), "\t").Replace(line)
}

// A prompt is on one line, and has colours but nothing else that acts.
func safePrompt(prompt string) string {
	var b strings.Builder
	for prompt != "" {
		if n := sgr(prompt); n > 0 {
			b.WriteString(prompt[:n])
			prompt = prompt[n:]
			continue
		}
		next := strings.IndexByte(prompt[1:], 0x1b) + 1
		if next == 0 {
			next = len(prompt)
		}
		b.WriteString(screen.Safe(prompt[:next]))
		prompt = prompt[next:]
	}
	return b.String()
}

// promptWidth is the width of a prompt as readline takes it.
func promptWidth(prompt string) int {
	runes := readline.Runes{}
	return runes.WidthAll(runes.ColorFilter([]rune(prompt)))
}

// sgr is the length of the colour sequence that s begins with, or 0.
func sgr(s string) int {
	if !strings.HasPrefix(s, "\x1b[") {
		return 0
	}
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case c == 'm':
			return i + 1
		case c != ';' && (c < '0' || c > '9'):
			return 0
		}
	}
	return 0
}

const (
	pasteOn  = "\x1b[?2004h"
	pasteOff = "\x1b[?2004l"
)

// Read reads a line. A text of several lines that was pasted comes as one,
// with \n between. Ctrl-C is [ErrInterrupt], Ctrl-D on an empty line io.EOF.
// When ctx ends, so does the editor.
func (e *Editor) Read(ctx context.Context, prompt string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	stop := context.AfterFunc(ctx, func() { e.keys.Close() })
	defer stop()
	e.mu.Lock()
	e.line, e.pending, e.listed = nil, nil, ""
	e.mu.Unlock()
	prompt = safePrompt(prompt)
	e.prompt.Store(int64(promptWidth(prompt)))
	e.measured = e.width() // what width is right depends on the prompt
	e.measure()
	e.rl.SetPrompt(prompt)
	io.WriteString(e.config.Out, pasteOn)
	text, err := e.rl.Readline()
	io.WriteString(e.config.Out, pasteOff)
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.Is(err, readline.ErrInterrupt):
		return "", ErrInterrupt
	case err != nil:
		return "", io.EOF
	}
	return decode(text), nil
}

// Close ends the editor; a Read that waits returns.
func (e *Editor) Close() error {
	e.keys.Close()
	return e.rl.Close()
}

const (
	defaultWidth  = 80
	defaultHeight = 24
)

// width is neither 0 nor such that the prompt ends just at the window's edge:
// readline would turn round for ever.
func (e *Editor) width() int {
	w := 0
	if e.config.Width != nil {
		w = e.config.Width()
	} else {
		w = readline.GetScreenWidth()
	}
	if w <= 0 {
		return defaultWidth
	}
	for p := int(e.prompt.Load()); p >= w && p%w == 0; {
		w++
	}
	return w
}

func (e *Editor) height() int {
	if e.config.Height != nil {
		if h := e.config.Height(); h > 0 {
			return h
		}
	}
	if f, ok := e.config.Out.(*os.File); ok {
		if _, h, err := term.GetSize(int(f.Fd())); err == nil && h > 0 {
			return h
		}
	}
	return defaultHeight
}

// filter decides about keys that readline would do the wrong thing for.
func (e *Editor) filter(r rune) (rune, bool) {
	if w := e.width(); w != e.measured {
		e.measured = w
		e.measure()
	}
	switch r {
	case runeDelete:
		e.mu.Lock()
		empty := len(e.line) == 0
		e.mu.Unlock()
		return readline.CharDelete, !empty // on an empty line it would be the end
	case readline.CharCtrlZ:
		e.suspend()
		return 0, false
	}
	if r > 0 && r < ' ' && !known(r) {
		return 0, false
	}
	return r, true
}

// known reports whether readline acts on a control character; it inserts the others.
func known(r rune) bool {
	return strings.ContainsRune("\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x10\x12\x13\x14\x15\x17\x19\x1b", r)
}

// output is where readline writes. It rings the bell after each Tab, which
// is silenced where Tab did something.
type output struct {
	mu     sync.Mutex
	w      io.Writer
	silent bool
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.silent && bytes.Equal(p, []byte{'\a'}) {
		o.silent = false
		return len(p), nil
	}
	return o.w.Write(p)
}

func (o *output) hush(on bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.silent = on
}

// say writes whole lines above the prompt, from inside of readline.
func (e *Editor) say(lines string) { fmt.Fprint(e.rl.Stdout(), lines) }

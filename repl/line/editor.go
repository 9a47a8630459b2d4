// Package line reads lines from a terminal: editing, history and completion,
// on chzyer/readline with its faults out of reach.
//
// Make an [Editor] with [New], call [Editor.Read] for each line, and
// [Editor.Close] at the end. Between two reads the terminal is as the shell
// found it, so that other programs can use it.
//
// Several candidates of a completion, and the lines that a search of the history finds, are
// listed in a menu below the line: see package menu.
//
// readline runs a goroutine of its own, in which a panic could not be caught
// and would leave the terminal unusable. What made it panic, hang or act on
// its own never gets there: keys are translated before it sees them (package keys), its
// searches, completion lists, history and vi mode are never entered, it draws
// nothing, and what is called back from it catches what goes wrong.
package line

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/chzyer/readline"
	"golang.org/x/term"

	"sessh/repl/line/keys"
	"sessh/repl/screen"
)

// ErrInterrupt is returned by [Editor.Read] for Ctrl-C.
var ErrInterrupt = errors.New("interrupted")

// ErrHangUp is returned by [Editor.Read] when there is nothing more to be read: the
// terminal is gone, or the editor was closed.
var ErrHangUp = errors.New("the terminal is gone")

// Config is what an [Editor] is made of. In and Out are required.
type Config struct {
	In  io.Reader
	Out io.Writer
	// Width and Height are the size of the window; nil asks the terminal.
	Width, Height func() int
	// MakeRaw and ExitRaw switch the terminal's mode; nil does it for In, or for
	// standard input where In is not a file.
	MakeRaw, ExitRaw func() error
	// History is what Up recalls; nil: nothing.
	History *History
	// Complete returns what can be at byte pos of line; nil: nothing can. It runs
	// on a goroutine of its own, and is waited for no longer than Patience.
	Complete func(line string, pos int) Completion
	// Suggest returns what may follow a line that is not empty, and Styles the colours of a
	// line with the cursor at a byte of it; nil: nothing, and none. They are called as the
	// line is drawn, and must not wait for anything.
	Suggest func(line string) Suggestion
	Styles  func(line string, pos int) []Span
	// Arguments returns the arguments of a line as they were typed; nil: its words but the
	// first.
	Arguments func(line string) []string
	// Edit returns what has become of a line in another program, which has the terminal; nil:
	// there is none.
	Edit func(ctx context.Context, line string) string
	// Vi makes the keys those of vi.
	Vi bool
	// Key is called for each key, before it does anything; nil: it is not. As long as keys
	// come, Ctrl-C is one of them and no signal.
	Key func()
	// Patience is 50 ms where it is 0.
	Patience time.Duration
	// Dumb keeps everything off the rows below the line.
	Dumb bool
}

// An Editor reads lines. Use it from one goroutine; only Close may be called
// from another one.
type Editor struct {
	config Config
	keys   *keys.Reader
	rl     *readline.Instance
	out    *output

	mu      sync.Mutex
	prompt  string
	now     edit   // as readline last told it
	pending *edit  // what a key of our own makes of it
	recall  recall // what Up and Down show
	search  *search
	menu    *choosing
	killed  []rune // what Ctrl-Y puts back
	answer  bool   // the line answers a question
	hidden  bool   // it is a secret
	quiet   bool   // nothing is suggested until the next key
	last    rune   // the last key
	undos   undos
	dotted  dotted // what the last [keys.Argument] has inserted
	filled  []rune // the line that [keys.Fill] is
	vi      vi
	told    string // what Tab has told above the line
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
	e := &Editor{config: c, keys: keys.New(c.In)}
	e.out = &output{w: c.Out, size: func() (int, int) { return e.width(), e.height() }, busy: func() bool { return e.keys.Queued() > 0 }, reflows: reflows(os.Getenv)}
	m := newMode(c, e.keys)
	rc := &readline.Config{
		Stdin: e.keys, Stdout: e.out, Stderr: e.out, Listener: e,
		FuncIsTerminal: func() bool { return false }, // so that readline draws nothing, and needs no time for it
		FuncGetWidth:   func() int { return 1 << 30 }, FuncOnWidthChanged: func(func()) {},
		FuncFilterInputRune:    e.filter,
		DisableAutoSaveHistory: true, HistoryLimit: 1, // the history is ours: see [recall]
		InterruptPrompt: "^C", EOFPrompt: "^D",
		FuncMakeRaw: m.enter, FuncExitRaw: m.leave,
	}
	rl, err := readline.NewEx(rc)
	if err != nil {
		return nil, err
	}
	e.rl = rl
	return e, nil
}

// Remember keeps a line in the history, for Up and for the file.
func (e *Editor) Remember(text string) error { return e.config.History.Add(text) }

// encode writes a text of several lines as one, decode reads it.
func encode(text string) string {
	return strings.NewReplacer("\n", string(keys.TextNewline), "\t", string(keys.TextTab)).Replace(text)
}

func decode(line string) string {
	return strings.NewReplacer(string(keys.TextNewline), "\n", string(keys.TextTab), "\t").Replace(line)
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

// sgr returns the length of the colour sequence that s begins with, or 0.
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
// When ctx ends, so does the editor. A line that was not ended by Enter is never
// returned, whatever ends the reading.
func (e *Editor) Read(ctx context.Context, prompt string) (string, error) {
	e.mu.Lock()
	e.undos = undos{}
	e.mu.Unlock()
	text, err := e.read(ctx, prompt)
	for err == nil && e.keys.ForEditor() {
		text, err = e.readEdited(ctx, prompt, text)
	}
	return text, err
}

// read is Read of a line that can go to an editor.
func (e *Editor) read(ctx context.Context, prompt string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if e.keys.Over() { // readline would wait for ever
		return "", ErrHangUp
	}
	stop := context.AfterFunc(ctx, func() { e.keys.Close() })
	defer stop()
	e.mu.Lock()
	e.prompt = safePrompt(prompt)
	e.now, e.pending, e.search, e.menu, e.told = edit{}, nil, nil, nil, ""
	e.quiet, e.last, e.dotted, e.vi = false, 0, dotted{}, vi{on: e.config.Vi && !e.hidden}
	e.keys.Begin(e.vi.on, e.config.Edit != nil && !e.answer)
	if e.recall = newRecall(nil); !e.answer {
		e.recall = newRecall(e.config.History.Lines())
	}
	e.mu.Unlock()
	io.WriteString(e.config.Out, pasteOn)
	unwatched := e.watchSize()
	text, err := e.rl.Readline()
	unwatched()
	e.mu.Lock()
	e.now = edit{} // Close would end the line once more
	e.mu.Unlock()
	e.out.erase()
	io.WriteString(e.config.Out, pasteOff)
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case e.keys.Over(): // readline takes that for Enter
		return "", ErrHangUp
	case errors.Is(err, readline.ErrInterrupt):
		return "", ErrInterrupt
	case err != nil:
		return "", io.EOF
	}
	return decode(text), nil
}

// ReadAnswer is Read for the answer to a question: there is no completion or history for it.
func (e *Editor) ReadAnswer(ctx context.Context, prompt string) (string, error) {
	e.setAnswer(true)
	defer e.setAnswer(false)
	return e.Read(ctx, prompt)
}

func (e *Editor) setAnswer(on bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.answer = on
}

// ReadHidden is ReadAnswer for a secret: the line is not shown, and nothing of it is kept.
func (e *Editor) ReadHidden(ctx context.Context, prompt string) (string, error) {
	e.mu.Lock()
	e.hidden = true
	killed := e.killed
	e.mu.Unlock()
	defer func() {
		e.mu.Lock()
		e.hidden, e.killed, e.now, e.recall, e.undos = false, killed, edit{}, recall{}, undos{}
		e.mu.Unlock()
	}()
	return e.ReadAnswer(ctx, prompt)
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

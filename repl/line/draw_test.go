package line

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"
)

// terminals are the kinds of terminals that the line is drawn right on.
var terminals = []struct {
	name       string
	tmux, flow bool
}{{"tmux", true, true}, {"xterm", false, false}, {"another", false, true}}

// A bench is an editor on an emulated terminal. It is used in a bubble of
// synctest: what was typed was acted on when [bench.keys] returns.
type bench struct {
	e     *Editor
	in    *io.PipeWriter
	ended chan struct{}

	closing    atomic.Bool
	hide       atomic.Bool // the next line is a secret
	ask        atomic.Bool // the next line is an answer
	mu         sync.Mutex
	term       *emulator
	cols, rows int
	prompt     string
	got        []string
	written    int
	bells      int
	lost       bool // the start of a line has left the screen for good
}

func newBench(cols, rows int, prompt string, tmux, flow bool, history ...string) *bench {
	return newBenchWith(func(*Config) {}, cols, rows, prompt, tmux, flow, history...)
}

// newBenchWith is newBench with more in the configuration.
func newBenchWith(more func(*Config), cols, rows int, prompt string, tmux, flow bool, history ...string) *bench {
	r, w := io.Pipe()
	b := &bench{in: w, ended: make(chan struct{}), term: newEmulator(cols, rows), cols: cols, rows: rows, prompt: prompt}
	b.term.Tmux, b.term.Reflows = tmux, flow
	size := func(n *int) func() int {
		return func() int {
			b.mu.Lock()
			defer b.mu.Unlock()
			return *n
		}
	}
	nop := func() error { return nil }
	var err error
	c := Config{In: r, Out: b, Width: size(&b.cols), Height: size(&b.rows), MakeRaw: nop, ExitRaw: nop, History: &History{lines: history}, Complete: benchNames}
	more(&c)
	b.e, err = New(c)
	if err != nil {
		panic(err)
	}
	b.e.out.reflows = flow
	fmt.Fprint(b, "some output\r\n%\r\n")
	go b.read()
	synctest.Wait()
	return b
}

// benchNames completes the last word of a line on a bench: those that begin with it, or else
// those that contain it.
func benchNames(text string, pos int) Completion {
	from := strings.LastIndexByte(text[:pos], ' ') + 1
	c := Completion{From: from, To: pos}
	for _, fits := range []func(text, typed string) bool{strings.HasPrefix, strings.Contains} {
		for _, n := range []string{"alpha", "alphabet", "bc/", "ba", "日本", "日語", strings.Repeat("c", 45), "cc"} {
			if !fits(n, text[from:pos]) {
				continue
			}
			x := Candidate{Text: n, Display: n, Partial: strings.HasSuffix(n, "/")}
			if n[0] == 'b' {
				x.About = "what " + n + " is, in some words that are wider than a window, or are not"
			}
			c.Candidates = append(c.Candidates, x)
		}
		if len(c.Candidates) > 0 {
			break
		}
		c.Loose = true
	}
	return c
}

func (b *bench) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.written += len(p)
	b.bells += strings.Count(string(p), "\a")
	return b.term.Write(p)
}

// read reads lines until the end, and writes something after each.
func (b *bench) read() {
	defer close(b.ended)
	for {
		read := b.e.Read
		if b.ask.Load() {
			read = b.e.ReadAnswer
		}
		if b.hide.Load() {
			read = b.e.ReadHidden
		}
		text, err := read(context.Background(), b.prompt)
		switch {
		case errors.Is(err, ErrInterrupt):
			text = "^C"
		case err != nil:
			if b.closing.Load() {
				return
			}
			text = "^D"
		}
		b.e.Remember(text)
		b.mu.Lock()
		b.got = append(b.got, text)
		b.mu.Unlock()
		fmt.Fprint(b, "%\r\n")
		if text == "quit" {
			return
		}
	}
}

func (b *bench) keys(keys string) {
	io.WriteString(b.in, keys)
	synctest.Wait()
}

func (b *bench) close() {
	b.closing.Store(true)
	b.in.Close()
	<-b.ended
	b.e.Close()
	b.e.rl.Readline() // readline waits until somebody has heard of the end
}

func (b *bench) resize(cols, rows int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cols, b.rows = cols, rows
	b.term.Resize(cols, rows)
	lines, top := b.term.Lines()
	_, cy := b.term.Cursor()
	last := top + cy
	for last >= 0 && lines[last] != "%" {
		last--
	}
	b.lost = b.lost || b.term.Lost || last+1 < top
}

// shown returns the line as the terminal shows it by itself, and where the cursor
// belongs.
func (b *bench) shown() (lines []string, x, y int) {
	b.e.mu.Lock()
	defer b.e.mu.Unlock()
	prompt := b.e.prompt
	if b.e.search != nil {
		prompt = b.e.search.prompt()
	}
	var before, all strings.Builder
	before.WriteString(prompt)
	all.WriteString(prompt)
	line, pos := slices.Clone(b.e.now.line), b.e.now.pos
	for pos > 0 && pos < len(line) && columns(line[pos]) == 0 {
		pos--
	}
	if len(line) > 0 && columns(line[0]) == 0 {
		line[0] = '·'
	}
	for i, r := range line {
		if i < pos {
			before.WriteString(glyph(r))
		}
		all.WriteString(glyph(r))
	}
	write := func(s string) *emulator {
		t := newEmulator(b.cols, 2*len(prompt+string(b.e.now.line))/max(b.cols-1, 1)+4)
		io.WriteString(t, s)
		return t
	}
	t := write(before.String())
	x, y = t.Cursor()
	next := 1
	if pos < len(line) {
		next = columns(line[pos])
	}
	if (t.Full() || x+next > b.cols) && next > 0 {
		x, y = 0, y+1
	}
	ghost := b.e.out.view.ghost
	suggests := len(ghost) > 0 && pos == len(line)
	if suggests {
		if write(before.String()).Full() {
			all.WriteString(" \r")
		}
		for _, r := range fit(ghost, b.cols-x) {
			all.WriteString(plainGlyph(r))
		}
	} else if pos >= len(line) {
		all.WriteString(" ")
	}
	t = write(all.String())
	lines, _ = t.Lines()
	_, last := t.Cursor()
	lines = lines[:max(y+1, used(lines))]
	for i, row := range b.e.under(&view{prompt: prompt, line: b.e.now.line, pos: b.e.now.pos}) {
		for i == 0 && len(lines) <= last {
			lines = append(lines, "")
		}
		lines = append(lines, strings.TrimRight(plain(row), " "))
	}
	return lines, x, y
}

func used(lines []string) int {
	n := len(lines)
	for n > 0 && lines[n-1] == "" {
		n--
	}
	return n
}

// check compares the screen with what it has to show. What stands above is
// above.
func (b *bench) check(above []string) error {
	want, x, y := b.shown()
	b.mu.Lock()
	defer b.mu.Unlock()
	got, top := b.term.Lines()
	cx, cy := b.term.Cursor()
	fail := func(format string, args ...any) error {
		return fmt.Errorf("%s\nthe cursor is at %d,%d\n%s\nwant the cursor at %d,%d of\n%s", fmt.Sprintf(format, args...), cx, cy, strings.TrimRight(strings.Join(got[top:], "|\n"), "|\n"), x, y, strings.Join(want, "|\n"))
	}
	if cx != x || b.term.Full() {
		return fail("column %d", cx)
	}
	for i := range b.rows {
		w := ""
		switch j := y + i - cy; {
		case j < 0:
			continue
		case j < len(want):
			w = want[j]
		}
		if got[top+i] != w {
			return fail("row %d is %q, want %q", i, got[top+i], w)
		}
	}
	first := top + max(cy-y, 0)
	if above != nil && !slices.Equal(got[:first], above) {
		return fail("above is\n%q\nwant\n%q", got[:first], above)
	}
	if len(want) < b.rows && !b.lost && got[first-1] != "%" {
		return fail("above is %q", got[first-1])
	}
	return nil
}

// above returns what is shown above the line.
func (b *bench) above() []string {
	_, _, y := b.shown()
	b.mu.Lock()
	defer b.mu.Unlock()
	got, top := b.term.Lines()
	_, cy := b.term.Cursor()
	return slices.Clone(got[:top+max(cy-y, 0)])
}

// Any keys leave the prompt, the line and the cursor where they belong, and what
// is above as it was.
func TestDrawing(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, keys string }{
		{"home", "\x01"},
		{"home, insert", "\x01X"},
		{"home, end", "\x01\x05"},
		{"left", "\x02"},
		{"left, insert", "\x02X"},
		{"over the edge and back", strings.Repeat("\x02", 25) + strings.Repeat("\x06", 13)},
		{"a word", "\x17"},
		{"to the start", "\x02\x02\x15"},
		{"to the end", strings.Repeat("\x02", 25) + "\x0b"},
		{"insert in the middle", strings.Repeat("\x02", 22) + "XYZ"},
		{"backspace", "\x7f\x7f"},
		{"erased, and typed", "\x15x"},
		{"a wide character at the edge", "\x02日本"},
		{"wide characters before", "\x01日本語\x02"},
		{"a paste", "\x1b[200~one\ntwo\x1b[201~\x02"},
	}
	columns := []int{0, 1, 19, 20, 21, 39, 40, 41, 60}
	if testing.Short() {
		columns = []int{0, 20, 41}
	}
	for _, term := range terminals {
		for _, prompt := range []string{"> ", "\x1b[36mplace \x1b[33m*1\x1b[0m> "} {
			for _, n := range columns {
				for _, text := range []string{"a", "日"} {
					columns := n - len([]rune(plain(prompt)))
					line := strings.Repeat(text, max(columns/len([]rune(text + text)[1:]), 0))
					for _, tt := range tests {
						t.Run(fmt.Sprintf("%s/%d of 20/%q/%s", term.name, n, text, tt.name), func(t *testing.T) {
							synctest.Test(t, func(t *testing.T) {
								b := newBench(20, 12, prompt, term.tmux, term.flow)
								defer b.close()
								b.keys(line)
								above := b.above()
								if err := b.check(nil); err != nil {
									t.Fatalf("after the line: %v", err)
								}
								b.keys(tt.keys)
								if err := b.check(above); err != nil {
									t.Fatal(err)
								}
							})
						})
					}
				}
			}
		}
	}
}

// Ctrl-L shows the line at the top of an empty screen.
func TestClearedScreen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(20, 8, "> ", true, true)
		defer b.close()
		b.keys(strings.Repeat("long ", 8) + "\x02\x02\x0cx")
		lines, top := b.term.Lines()
		if want := []string{"> long long long lon", "g long long long lon", "xg", "", "", "", "", ""}; !slices.Equal(lines[top:], want) {
			t.Errorf("%q", lines)
		}
	})
}

// What keys leave of a row of lines that is longer than the window: the rows
// around the cursor, and all of it where it has ended.
func TestLineLongerThanTheWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(20, 5, "> ", true, true)
		defer b.close()
		long := strings.Repeat("0123456789", 20)
		for _, k := range []string{long, "\x01", "\x05", strings.Repeat("\x02", 90), "x", "\x7f"} {
			above := b.above()
			b.keys(k)
			if err := b.check(above); err != nil {
				t.Fatalf("after %q: %v", k, err)
			}
		}
		b.keys("\r")
		lines, _ := b.term.Lines()
		if all := strings.Join(lines, ""); !strings.Contains(all, "%> "+long+"%>") {
			t.Errorf("%q", lines)
		}
	})
}

// A long paste is drawn once, and so is what was typed ahead.
func TestTypedAheadIsDrawnOnce(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]string{"typed": strings.Repeat("x", 3000), "pasted": "\x1b[200~" + strings.Repeat("x", 30000) + "\x1b[201~"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(80, 24, "> ", true, true)
				defer b.close()
				before := b.written
				b.keys(keys)
				if err := b.check(nil); err != nil {
					t.Fatal(err)
				}
				if n := b.written - before; n > 3*80*24*4 {
					t.Errorf("%d bytes were written for %d keys", n, len(keys))
				}
			})
		})
	}
}

// plain returns a prompt without its colours.
func plain(prompt string) string {
	for i := strings.Index(prompt, "\x1b["); i >= 0; i = strings.Index(prompt, "\x1b[") {
		prompt = prompt[:i] + prompt[i+sgr(prompt[i:]):]
	}
	return prompt
}

// A step is what a test does to a bench: it types keys, or changes the width.
type step struct {
	keys string
	cols int
}

func (s step) apply(b *bench) {
	if s.cols > 0 {
		b.resize(s.cols, b.rows)
		s.keys = "\x07x" // whatever came before, the line is drawn anew
	}
	b.keys(s.keys)
}

func TestDrawingOfAnyKeys(t *testing.T) {
	t.Parallel()
	text := rapid.StringOfN(rapid.SampledFrom([]rune("abc  日語😀é\u0301e\u200d\ufe0f🏽🇩Ａ。\u1161")), 1, 20, -1)
	key := rapid.SampledFrom([]string{"\x01", "\x02", "\x02", "\x04", "\x05", "\x06", "\x07", "\x7f", "\t", "\x0b", "\x15", "\x17", "\x14", "\x19", "\x0e", "\x10", "\x10", "\x12", "\x13", "\x1b", "\x1b[A", "\x1b[Z", "\t", "\t", "/", "\x1b[H", "\x1b[3~", "\x1bb", "\x1bf", "\x1bd", "\x1b\x7f", "\x1b\r", "\x1bz", "\r", "\x03", "\x11", "\x00", "\x1b[B", "\x1b.", "\x1b.", "\x1f", "\x1f", "\x18\x15", "\x18\x05"})
	command := rapid.StringOfN(rapid.SampledFrom([]rune("hjklwbeWBE0$^|3;,fFtTrdcyxXDCsSYpP~uiaIA/?-+ ab日")), 1, 12, -1)
	history := []string{"one", "two words", strings.Repeat("long ", 20), "日本語\n日本語", "one more"}
	rapid.Check(t, func(r *rapid.T) {
		term := rapid.SampledFrom(terminals).Draw(r, "terminal")
		prompt := rapid.SampledFrom([]string{"> ", "\x1b[36mplace\x1b[0m> ", "日本> "}).Draw(r, "prompt")
		cols := rapid.IntRange(2, 40).Draw(r, "columns")
		rows := rapid.SampledFrom([]int{2, 5, 12, 200}).Draw(r, "rows")
		dressed, keysOfVi := rapid.Bool().Draw(r, "dressed"), rapid.Bool().Draw(r, "vi")
		more := func(c *Config) {
			if c.Vi = keysOfVi; dressed {
				c.Suggest, c.Styles = someSuggestion, someStyles
			}
		}
		var steps []step
		for range rapid.IntRange(1, 25).Draw(r, "steps") {
			var s step
			switch kind := rapid.IntRange(0, 7).Draw(r, "step"); {
			case kind == 0:
				s.keys = "\x1b[200~" + text.Draw(r, "paste") + "\n\x1b[201~"
			case kind == 1 && rows == 200: // where what is shown never fills the screen
				s.cols = rapid.IntRange(2, 40).Draw(r, "columns")
			case kind <= 3:
				s.keys = text.Draw(r, "text")
			case kind == 4:
				s.keys = "\x1b" + command.Draw(r, "command")
			default:
				for range rapid.IntRange(1, 4).Draw(r, "keys") {
					s.keys += key.Draw(r, "key")
				}
			}
			steps = append(steps, s)
		}
		var err error
		synctest.Test(t, func(*testing.T) {
			b := newBenchWith(more, cols, rows, prompt, term.tmux, term.flow, history...)
			defer b.close()
			for _, s := range steps {
				above := b.above()
				s.apply(b)
				if s.cols > 0 || strings.ContainsAny(s.keys, "\r\x03\x04") {
					above = nil
				}
				if err = b.check(above); err != nil {
					err = fmt.Errorf("%+v: %w", s, err)
					return
				}
			}
		})
		if err != nil {
			r.Fatal(err)
		}
	})
}

// someSuggestion suggests something behind every third line.
func someSuggestion(line string) Suggestion {
	switch len(line) % 3 {
	case 0:
		return Suggestion{Text: strings.Repeat("and 日本\n", 1+len(line)%5)}
	case 1:
		return Suggestion{Text: "日", Hint: true}
	}
	return Suggestion{}
}

func someStyles(line string, pos int) []Span {
	return []Span{{len(line) / 3, len(line), "1;31"}, {0, len(line) / 2, "32"}, {pos, pos + 1, "4"}, {-1, 2, "1"}, {0, len(line), "31mX"}}
}

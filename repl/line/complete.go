package line

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/chzyer/readline"

	"sessh/repl/screen"
)

// A Completion is what can stand at a place of a line.
type Completion struct {
	// From and To are the bytes of the line that a candidate replaces.
	From, To   int
	Candidates []Candidate
	More       int  // how many there are beside the candidates
	Busy       bool // more may be known soon
	// Age is how old what is offered may be; it is told from a minute on.
	Age time.Duration
}

// A Candidate is one of them.
type Candidate struct {
	Text    string // as it is put into the line, with quotes where it needs them
	Display string // as it is listed
	Partial bool   // no blank follows: it goes on
}

// answer is a completion for a line, which may come late.
type answer struct {
	line   string
	result Completion
}

const maxListed = 100 // candidates that are listed without asking

// Do is called by readline for Tab. It returns nothing: what Tab does is done
// by [Editor.OnChange], or is a list above the prompt. So readline never shows
// lists of its own.
func (e *Editor) Do(line []rune, pos int) ([][]rune, int) {
	defer func() {
		_ = recover() // Tab does nothing then
	}()
	e.out.hush(e.tab(line, pos))
	return nil, 0
}

// tab reports whether it did anything.
func (e *Editor) tab(runes []rune, pos int) bool {
	text := []rune(decode(string(runes)))
	if e.config.Complete == nil || len(text) != len(runes) {
		return false
	}
	at := len(string(text[:pos]))
	c, ok := e.ask(string(text), at)
	if !ok {
		e.say("… still asking the server; Tab again\n")
		return true
	}
	if c.From < 0 || c.From > c.To || c.To > len(string(text)) {
		return false
	}
	key := string(text) + "\x00" + string(rune(pos))
	e.mu.Lock()
	again := e.listed == key
	e.listed = key
	e.mu.Unlock()
	switch {
	case len(c.Candidates) == 0 && c.Busy:
		e.say("… still asking the server; Tab again\n")
		return true
	case len(c.Candidates) == 0:
		return false
	case len(c.Candidates) == 1 && c.More == 0:
		return e.replace(string(text), c, c.Candidates[0].Text, !c.Candidates[0].Partial)
	}
	if common := commonStart(c.Candidates); c.More == 0 && e.extends(string(text)[c.From:c.To], common) {
		return e.replace(string(text), c, common, false)
	}
	return e.list(c, again)
}

// extends reports whether putting common in the place of what was typed helps.
func (e *Editor) extends(typed, common string) bool {
	bare := func(s string) string { return strings.TrimLeft(s, `"'`) }
	return common != typed && len(bare(common)) >= len(bare(typed)) && len(common) >= len(typed)
}

// list shows the candidates: many only when Tab comes again.
func (e *Editor) list(c Completion, again bool) bool {
	total := len(c.Candidates) + c.More
	if total > maxListed && !again {
		e.say(fmt.Sprintf("%d names; Tab again to list them\n", total))
		return true
	}
	names := make([]string, len(c.Candidates))
	for i, x := range c.Candidates {
		names[i] = screen.Safe(x.Display)
	}
	rows := max(e.height()-3, 2)
	lines := screen.Columns(names, e.width(), rows)
	if c.More > 0 {
		lines += fmt.Sprintf("… and %d more that begin so\n", c.More)
	}
	if c.Age >= time.Minute {
		lines += fmt.Sprintf("… as they were listed %s ago\n", strings.TrimSuffix(c.Age.Truncate(time.Minute).String(), "0s"))
	}
	if c.Busy {
		lines += "… the server is still listing\n"
	}
	e.say(lines)
	return true
}

// ask calls Complete, and waits for it for a moment. What comes late is kept
// for the next Tab on the same line.
func (e *Editor) ask(text string, at int) (Completion, bool) {
	key := text[:at] + "\x00" + text[at:]
	if e.late == nil || e.asked != key {
		late := make(chan answer, 1)
		e.late, e.asked = late, key
		go func() {
			var c Completion
			defer func() {
				_ = recover() // no candidates then
				late <- answer{key, c}
			}()
			c = e.config.Complete(text, at)
		}()
	}
	timer := time.NewTimer(e.config.Patience)
	defer timer.Stop()
	select {
	case a := <-e.late:
		e.late = nil
		return a.result, true
	case <-timer.C:
		return Completion{}, false
	}
}

// replace makes the line what it is with text in the place of what was typed.
func (e *Editor) replace(line string, c Completion, text string, blank bool) bool {
	tail := line[c.To:]
	if blank && !strings.HasPrefix(tail, " ") {
		text += " "
	}
	head := []rune(encode(line[:c.From] + text))
	e.mu.Lock()
	e.pending = &edit{append(head, []rune(encode(tail))...), len(head)}
	e.mu.Unlock()
	return true
}

// OnChange is called by readline after each key, and after Tab it puts the
// completed line in place.
func (e *Editor) OnChange(line []rune, pos int, key rune) ([]rune, int, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if p := e.pending; p != nil && key == readline.CharTab {
		e.pending = nil
		e.line = p.line
		return p.line, p.pos, true
	}
	e.pending = nil
	e.line = append(e.line[:0:0], line...)
	return nil, 0, false
}

// commonStart is what all candidates begin with; it cuts neither a character
// nor an escape apart.
func commonStart(all []Candidate) string {
	common := all[0].Text
	for _, c := range all[1:] {
		n := 0
		for n < len(common) && n < len(c.Text) && common[n] == c.Text[n] {
			n++
		}
		common = common[:n]
	}
	for len(common) > 0 && !utf8.ValidString(common) && utf8.ValidString(all[0].Text) {
		common = common[:len(common)-1]
	}
	if i := strings.LastIndexByte(common, '\\'); i >= 0 && len(common)-i < escapeLen(all[0].Text[i:]) {
		common = common[:i]
	}
	return common
}

func escapeLen(s string) int {
	if len(s) < 2 {
		return 2
	}
	return map[byte]int{'x': 4, 'u': 6, 'U': 10}[s[1]]
}

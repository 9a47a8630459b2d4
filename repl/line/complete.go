package line

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"sessh/repl/screen"
)

// A Completion is what can stand at a place of a line.
type Completion struct {
	// From and To are the bytes of the line that a candidate replaces.
	From, To   int
	Candidates []Candidate
	Loose      bool // the candidates do not begin with what was typed
	More       int  // how many there are beside the candidates
	Busy       bool // more may be known soon
	// Age is how old what is offered may be; it is shown from a minute on.
	Age time.Duration
}

// A Candidate is one of them.
type Candidate struct {
	Text    string // as it is put into the line, with quotes where it needs them
	Display string // as it is listed
	About   string // what is said of it in a list; "": nothing
	Partial bool   // no blank follows: it goes on
}

// answer is a completion for a line, which may come late.
type answer struct {
	line   string
	result Completion
}

const stillAsking = "… still asking the server; Tab again\n"

const maxListed = 100 // candidates that are listed without asking

// say writes Tab's message above the line, unless it is there from the Tab before.
func (e *Editor) say(lines string) bool {
	if lines == e.told {
		return false
	}
	e.told = lines
	e.out.above(lines)
	return true
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
		return e.say(stillAsking)
	}
	if c.From < 0 || c.From > c.To || c.To > len(string(text)) {
		return false
	}
	switch {
	case len(c.Candidates) == 0 && c.Busy:
		return e.say(stillAsking)
	case len(c.Candidates) == 0:
		return false
	case len(c.Candidates) == 1 && c.More == 0:
		return e.replace(string(text), c, c.Candidates[0].Text, !c.Candidates[0].Partial)
	}
	if common := commonStart(c.Candidates); c.More == 0 && !c.Loose && e.extends(string(text)[c.From:c.To], common) {
		return e.replace(string(text), c, common, false)
	}
	if e.config.Dumb {
		return e.list(c)
	}
	e.openMenu(edit{runes, pos}, c)
	return true
}

// extends reports whether putting common in the place of what was typed helps.
func (e *Editor) extends(typed, common string) bool {
	bare := func(s string) string { return strings.TrimLeft(s, `"'`) }
	return common != typed && len(bare(common)) >= len(bare(typed)) && len(common) >= len(typed)
}

// list shows the candidates: many only when Tab comes again.
func (e *Editor) list(c Completion) bool {
	total := len(c.Candidates) + c.More
	count := fmt.Sprintf("%d names; Tab again to list them\n", total)
	if total > maxListed && e.told == "" {
		return e.say(count)
	}
	names := make([]string, len(c.Candidates))
	for i, x := range c.Candidates {
		names[i] = screen.Safe(x.Display)
	}
	rows := max(e.height()-3, 2)
	lines := screen.Columns(names, e.width(), rows)
	for _, n := range c.notes() {
		lines += "… " + n + "\n"
	}
	return e.say(lines)
}

// notes returns what there is to say of the candidates.
func (c *Completion) notes() (all []string) {
	switch {
	case c.More > 0 && c.Loose: // they are not counted
		all = append(all, "and more")
	case c.More > 0:
		all = append(all, fmt.Sprintf("and %d more that begin so", c.More))
	}
	if c.Age >= time.Minute {
		all = append(all, fmt.Sprintf("as they were listed %s ago", strings.TrimSuffix(c.Age.Truncate(time.Minute).String(), "0s")))
	}
	if c.Busy {
		all = append(all, "the server is still listing")
	}
	return all
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
	if blank && !strings.HasPrefix(line[c.To:], " ") {
		text += " "
	}
	e.told = ""
	now := c.replaced(line, text)
	e.become(now.line, now.pos)
	return true
}

// replaced returns the line with text in the place of what was typed.
func (c *Completion) replaced(line, text string) edit {
	head := []rune(encode(line[:c.From] + text))
	return edit{append(head, []rune(encode(line[c.To:]))...), len(head)}
}

// commonStart returns what all candidates begin with; it cuts neither a character
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

package line

import (
	"slices"
	"strings"

	"github.com/chzyer/readline"

	"sessh/repl/line/keys"
)

// isRecall reports whether a key shows a line of the history.
func isRecall(r rune) bool {
	return r == keys.Older || r == keys.Newer || r == readline.CharPrev || r == readline.CharNext
}

// recallLike shows the next older line, or the next newer one, that begins as what was typed
// before the cursor, and differs from the one that is shown.
func (e *Editor) recallLike(step int) {
	h := &e.recall
	if e.last != keys.Older && e.last != keys.Newer {
		h.like = slices.Clone(e.now.line[:e.now.pos])
	}
	for at := h.at + step; at >= 0 && at <= len(h.lines); at += step {
		line := h.line(at)
		if at < len(h.lines) && (!hasPrefix(line, h.like) || slices.Equal(line, e.now.line)) {
			continue
		}
		h.leave(e.now.line, at)
		e.become(line, len(line))
		return
	}
	e.out.bell()
}

func hasPrefix(line, start []rune) bool {
	return len(line) >= len(start) && slices.Equal(line[:len(start)], start)
}

// dotted is what [keys.Argument] has inserted: the argument of a line of the history.
type dotted struct{ at, from, to int }

// lastArgument inserts the last argument of the newest line; right after that, it puts the
// one of the line before in its place.
func (e *Editor) lastArgument() {
	d, h := e.dotted, &e.recall
	if e.last != keys.Argument {
		d = dotted{len(h.lines), e.now.pos, e.now.pos}
	}
	shown := e.now.line[d.from:d.to]
	for at := d.at - 1; at >= 0; at-- {
		all := e.arguments(h.lines[at])
		if len(all) == 0 {
			continue
		}
		text := []rune(encode(all[len(all)-1]))
		if d.at < len(h.lines) && slices.Equal(text, shown) {
			continue
		}
		line := e.now.line
		e.become(slices.Concat(line[:d.from], text, line[d.to:]), d.from+len(text))
		e.dotted = dotted{at, d.from, d.from + len(text)}
		return
	}
	e.dotted = d
	e.out.bell()
}

func (e *Editor) arguments(text string) []string {
	if e.config.Arguments != nil {
		return e.config.Arguments(text)
	}
	if words := strings.Fields(text); len(words) > 0 {
		return words[1:]
	}
	return nil
}

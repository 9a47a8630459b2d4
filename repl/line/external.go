package line

import (
	"context"
	"strings"

	"sessh/repl/line/keys"
)

// Ctrl-X Ctrl-E takes the line to an editor. For readline it is Enter, so that the terminal
// is the other program's: the line has ended, and what comes out of the editor is the first
// key of a new one.

// readEdited opens a line in an editor, and reads on with what was saved.
func (e *Editor) readEdited(ctx context.Context, prompt, text string) (string, error) {
	text = e.config.Edit(ctx, text)
	e.mu.Lock()
	e.filled = typed(text)
	e.mu.Unlock()
	e.keys.First(keys.Fill)
	return e.read(ctx, prompt)
}

// typed returns a text as a line: nothing in it acts, and it does not end in a line feed.
func typed(text string) []rune {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\r\n", "\n")
	var line []rune
	for _, r := range encode(strings.TrimRight(text, "\r\n")) {
		if r >= ' ' && r != 0x7f && !keys.IsKey(r) {
			line = append(line, r)
		}
	}
	return line
}

package repl

import (
	"context"

	"sessh/repl/command/edit"
	"sessh/repl/line"
	"sessh/repl/typing"
)

// readLine reads a line that continues those above it, if there are any.
func (sh *Shell) readLine(ctx context.Context, t Terminal, prompt, above string) (string, error) {
	sh.above.Store(&above)
	defer sh.above.Store(nil)
	return t.Read(ctx, prompt)
}

// mostAbove is how long the lines can be that are looked at with the one that is typed.
const mostAbove = 4 << 10

// assist calls f while a line is typed that is not an answer. It does not wait: while the line
// is being completed, it does nothing.
func (sh *Shell) assist(f func(a *typing.Assistant, above string)) {
	above := sh.above.Load()
	if above == nil || len(*above) > mostAbove || !sh.mu.TryLock() {
		return
	}
	defer sh.mu.Unlock()
	f(&typing.Assistant{Commands: sh.commands, Lines: sh.lines, Names: sh.completer, History: sh.recalled}, *above)
}

// recalled returns the rest of the newest line of the history that begins so.
func (sh *Shell) recalled(start string) string {
	if sh.history == nil {
		return ""
	}
	return sh.history.Rest(start)
}

// Suggest returns what may follow a line that is typed at the prompt.
func (sh *Shell) Suggest(text string) (s line.Suggestion) {
	sh.assist(func(a *typing.Assistant, above string) { s = a.Suggest(above, text) })
	return s
}

// Styles returns the colours of a line that is typed at the prompt.
func (sh *Shell) Styles(text string, cursor int) (all []line.Span) {
	sh.assist(func(a *typing.Assistant, above string) { all = a.Styles(above, text, cursor) })
	return all
}

// Arguments returns the arguments of a line of the history.
func (sh *Shell) Arguments(text string) (all []string) {
	sh.assist(func(a *typing.Assistant, _ string) { all = a.Arguments(text) })
	return all
}

// EditLine opens a line in the user's editor, and returns what was saved; the line as it is if
// that fails.
func (sh *Shell) EditLine(ctx context.Context, text string) string {
	saved, err := edit.Open(ctx, sh.env(), "line", []byte(text+"\n"))
	if err != nil {
		sh.Report(err)
		return text
	}
	return string(saved)
}

package repl

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/txn"
)

// changedByOthers marks a transaction some of whose sessions others have changed.
const changedByOthers = "≠"

// lookAround finds out, before a line is read, whether others have changed a
// session with pending changes. It does not wait long.
func (sh *Shell) lookAround(ctx context.Context) {
	w := sh.open()
	if w == nil || sh.options.Embedded || sh.overtaken || w.Pending() == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	sh.overtaken = w.Overtaken(ctx)
}

// lookTime is how long the prompt waits for the servers.
const lookTime = 150 * time.Millisecond

// Prompt is the prompt: the server, where one is, how many changes are
// pending, and which savepoint is on top. "≠" marks that others have
// changed a session that is to be written, "!" a transaction that has failed or
// is doomed, "(ro)" a shell that cannot write. At most cells columns wide
// where that is not 0: the path is shortened first.
func (sh *Shell) Prompt(cells int) string {
	pal := sh.printer.palette
	server := screen.Safe(sh.options.Server)
	path := "/"
	if len(sh.cwd) > 0 {
		quotedNames := make([]string, len(sh.cwd))
		for i, n := range sh.cwd {
			quotedNames[i] = syntax.Quote(n)
		}
		path = strings.Join(quotedNames, "/")
	}
	var tail, colored []string
	add := func(text, shown string) {
		tail, colored = append(tail, text), append(colored, shown)
	}
	if sh.options.ReadOnly {
		add("(ro)", pal.Dim.Sprint("(ro)"))
	}
	if n := sh.Pending(); n > 0 {
		text := fmt.Sprintf("*%d", n)
		add(text, pal.Changed.Sprint(text))
	}
	if sh.overtaken && sh.Pending() > 0 {
		add(changedByOthers, pal.Conflict.Sprint(changedByOthers))
	}
	if live := sh.livePoints(); len(live) > 0 {
		text := "[" + syntax.Quote(live[len(live)-1].name) + "]"
		add(text, pal.Hint.Sprint(text))
	}
	if tx := sh.manager.Current(); tx != nil && (tx.Status() == txn.Failed || tx.Status() == txn.Doomed) {
		add("!", pal.Conflict.Sprint("!"))
	}
	rest := ""
	for i, c := range colored {
		rest += " " + c
		_ = tail[i]
	}
	used := screen.Width(server) + 1 + 2
	for _, t := range tail {
		used += 1 + screen.Width(t)
	}
	if cells > 0 && used+screen.Width(path) > cells*2/3 {
		path = shortenLeft(path, max(cells*2/3-used, 8))
	}
	return pal.Dim.Sprint(server) + " " + pal.Prompt.Sprint(path) + rest + "> "
}

// shortenLeft keeps the end of a path, which tells the most.
func shortenLeft(path string, cells int) string {
	if screen.Width(path) <= cells {
		return path
	}
	runes := []rune(path)
	for len(runes) > 1 && screen.Width(string(runes)) > cells-1 {
		runes = runes[1:]
	}
	return "…" + string(runes)
}

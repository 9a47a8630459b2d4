package repl

import (
	"fmt"
	"strings"

	"github.com/fatih/color"

	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/txn"
)

// changedByOthers marks a transaction some of whose sessions others have changed.
const changedByOthers = "≠"

// Prompt is the prompt: the server, where one is, how many changes are
// pending, and which savepoint is on top. "≠" marks that others have
// changed a session that is to be written, "!" a transaction that has failed or
// is doomed, "(ro)" a shell, or a server, that cannot write. In a window of so many cells,
// where that is not 0, it leaves a third of a line to what is typed: names are
// shortened, the path first.
func (sh *Shell) Prompt(cells int) string {
	pal := sh.printer.Palette
	server := &sign{screen.Safe(sh.options.Server), pal.Dim}
	path, point := &sign{sh.place(), pal.Prompt}, &sign{sh.topPoint(), pal.Hint}
	marks := []*sign{server, path}
	if session.Refuses(sh.work.Root.Store()) != nil {
		marks = append(marks, &sign{"(ro)", pal.Dim})
	}
	if n := sh.Pending(); n > 0 {
		marks = append(marks, &sign{fmt.Sprintf("*%d", n), pal.Changed})
		if sh.work.Overtaken {
			marks = append(marks, &sign{changedByOthers, pal.Conflict})
		}
	}
	marks = append(marks, point)
	if tx := sh.work.Manager.Current(); tx != nil && (tx.Status() == txn.Failed || tx.Status() == txn.Doomed) {
		marks = append(marks, &sign{"!", pal.Conflict})
	}
	if cells > 0 {
		narrow := func(w *sign, least int, cut func(string, int) string) {
			if over := width(marks) + len(promptEnd) - cells*2/3; over > 0 {
				w.text = cut(w.text, max(screen.Width(w.text)-over, least))
			}
		}
		narrow(path, 8, shortenLeft)
		narrow(point, 8, screen.Shorten)
		narrow(server, 8, screen.Shorten)
		narrow(server, 0, drop)
		narrow(point, 0, drop)
		narrow(path, 1, shortenLeft)
	}
	var shown []string
	for _, w := range marks {
		if w.text != "" {
			shown = append(shown, w.color.Sprint(w.text))
		}
	}
	return strings.Join(shown, " ") + promptEnd
}

const promptEnd = "> "

// sign is a part of the prompt; an empty one is left out.
type sign struct {
	text  string
	color *color.Color
}

// width is how many cells the signs take, with a blank between.
func width(signs []*sign) int {
	n := -1
	for _, w := range signs {
		if w.text != "" {
			n += 1 + screen.Width(w.text)
		}
	}
	return n
}

// place is where the shell stands.
func (sh *Shell) place() string {
	if len(sh.where.Here) == 0 {
		return "/"
	}
	quoted := make([]string, len(sh.where.Here))
	for i, n := range sh.where.Here {
		quoted[i] = syntax.Quote(n)
	}
	return strings.Join(quoted, "/")
}

// topPoint is the savepoint that is on top, in brackets; "" for none.
func (sh *Shell) topPoint() string {
	live := sh.work.Savepoints.Live()
	if len(live) == 0 {
		return ""
	}
	return "[" + syntax.Quote(live[len(live)-1].Name) + "]"
}

// drop leaves a sign out.
func drop(string, int) string { return "" }

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

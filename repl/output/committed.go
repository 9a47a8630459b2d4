package output

import (
	"encoding/json"
	"fmt"
	"slices"

	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session"
	"sessh/session/commit"
	"sessh/session/figure"
	"sessh/session/tree"
)

// Committed is the result of a successful commit.
type Committed struct {
	aside             bool // by the command aside
	sessions, changes int  // written
	results           []commit.Result
	held              []commit.Result // see [session.Work.Held]
	left              int             // changes that stay pending
}

// NewCommitted returns the result of committing w; aside reports whether the command aside
// did so, and left is how many changes stay pending.
func NewCommitted(w *session.Work, aside bool, left int) Committed {
	d := Committed{aside: aside, left: left, results: w.Results(), held: w.Held()}
	for _, r := range d.results {
		if r.Fate == commit.Written {
			d.sessions++
			d.changes += r.Changes.Len()
		}
	}
	return d
}

// words returns the first line.
func (d Committed) words() string {
	words := "nothing to commit"
	if d.sessions > 0 {
		words = fmt.Sprintf("committed %s, %s%s", figure.Count(d.sessions, "session"), figure.Count(d.changes, "change"), writtenCopies(d.results))
	}
	if d.aside {
		words = "aside: " + words
	}
	if d.left > 0 {
		words += fmt.Sprintf("; %s still pending", figure.Count(d.left, "change"))
	}
	if len(d.held) == 0 {
		return words
	}
	where := figure.Count(len(d.held), "session")
	if len(d.held) == 1 {
		where = place.Of(d.held[0].Path).String()
	}
	return words + ": the server holds exactly what was pending in " + where + "; who wrote it is not known"
}

func (d Committed) Text(p *Printer) {
	p.Line("%s", screen.Safe(d.words()))
	WriteCopies(p, d.held)
	if d.sessions == 0 {
		return
	}
	WriteCopies(p, d.results)
	for _, n := range notesOf(d.results) {
		n.text(p)
	}
}

func (d Committed) JSON() any {
	m := map[string]any{"sessions": d.sessions, "changes": d.changes}
	if d.aside {
		m["aside"] = true
	}
	if d.left > 0 {
		m["pending"] = d.left
	}
	if len(d.held) > 0 {
		paths := make([]tree.Path, len(d.held))
		for i, r := range d.held {
			paths[i] = r.Path
		}
		m["held"] = place.Texts(paths)
	}
	results := d.held
	if d.sessions > 0 {
		results = slices.Concat(d.held, d.results)
	}
	var all []any
	for _, r := range results {
		for _, c := range CopyFates(r.Copies) {
			c["path"] = place.Of(r.Path).String()
			all = append(all, c)
		}
	}
	if all != nil {
		m["copies"] = all
	}
	if astray := astrayOf(results); astray != nil {
		m["astray"] = astray
	}
	if d.sessions == 0 {
		return m
	}
	if notes := notesOf(d.results); notes != nil {
		m["notes"] = notes
	}
	return m
}

// writeError returns the error of writing a result about something that was done; nil for
// nil.
func writeError(done string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s, and only the output failed: %w", done, err)
}

// A note is a remark of the format on sessions of a container that were written.
type note struct {
	container, words string
	first            string // the path of the first of them
	count            int
}

// notesOf gathers the remarks on the sessions that were written.
func notesOf(results []commit.Result) []note {
	var notes []note
	at := make(map[note]int)
	for _, r := range results {
		if r.Note == "" || r.Fate != commit.Written {
			continue
		}
		n := note{container: r.Path.Container, words: r.Note}
		i, met := at[n]
		if !met {
			i = len(notes)
			at[n] = i
			n.first = place.Of(r.Path).String()
			notes = append(notes, n)
		}
		notes[i].count++
	}
	return notes
}

func (n note) text(p *Printer) {
	which := n.first
	if n.count > 1 {
		which += fmt.Sprintf(" and %d more", n.count-1)
	}
	p.Line("  %s: %s", which, screen.Safe(n.words))
}

// MarshalJSON writes the note for programs.
func (n note) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"path": n.first, "sessions": n.count, "note": n.words})
}

package output

import (
	"encoding/json"
	"fmt"

	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session"
)

// A note is a remark of the format on sessions of a container that were written.
type note struct {
	container, words string
	first            string // the path of the first of them
	count            int
}

// notesOf gathers the remarks on the sessions that were written.
func notesOf(results []session.Result) []note {
	var notes []note
	at := make(map[note]int)
	for _, r := range results {
		if r.Note == "" || r.Fate != session.Written {
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

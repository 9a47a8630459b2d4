package servers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session/diff"
	"sessh/session/figure"
	"sessh/session/watch"
	"sessh/session/watch/races"
)

// clock is how the time of an event is shown.
const clock = "15:04:05.000"

// race is a lost update as it is shown.
type race struct {
	watch.Race
	names place.Path // of the session
}

func (r *race) JSON() any {
	lost := make([]any, len(r.Lost))
	for i, l := range r.Lost {
		m := map[string]any{"path": place.Of(l.Path).String(), "change": output.StateWord(output.ChangeSign(l.Kind))}
		if l.Kind != diff.Removed {
			m["first"] = output.JSON(l.First)
		}
		if !l.Missing {
			m["last"] = output.JSON(l.Last)
		}
		lost[i] = m
	}
	last := writeJSON(r.Last)
	if !r.Read.IsZero() {
		last["read"] = r.Read.UTC().Format(time.RFC3339Nano)
	}
	return map[string]any{
		"event": "lost", "time": r.Last.Time.UTC().Format(time.RFC3339Nano), "path": r.names.String(), "perhaps": r.Perhaps, "pooled": r.Pooled,
		"first": writeJSON(r.First), "last": last, "lost": lost, "readers": append([]int{}, r.Readers...), "unseen": r.Unseen, "again": r.Again,
	}
}

func writeJSON(w races.Write) map[string]any {
	return map[string]any{"time": w.Time.UTC().Format(time.RFC3339Nano), "connection": w.Conn, "command": w.Command, "removed": w.Removed}
}

func (r *race) Text(p *output.Printer) {
	what := "lost an update"
	switch {
	case r.Unseen:
		what = "had a write overwritten unread; what was lost was not seen"
	case r.Perhaps:
		what = "perhaps lost an update"
	}
	p.Line("%s", p.Color(output.SignConflict).Sprintf("%s %c %s %s", r.Last.Time.Format(clock), output.SignConflict, r.names, what))
	did := "wrote"
	if r.First.Removed {
		did = "removed the session"
	}
	p.Line("  %s  connection %d %s", r.First.Time.Format(clock), r.First.Conn, did)
	p.Line("  %s  connection %d wrote%s", r.Last.Time.Format(clock), r.Last.Conn, r.knowledge())
	for _, l := range r.Lost {
		c := undone(l)
		p.Line("%s", p.ChangeLine(fmt.Sprintf("  %c %s  ", output.ChangeSign(c.Kind), keysText(c.Path)), c))
	}
}

// knowledge words what the last write was made from.
func (r *race) knowledge() string {
	s := ""
	switch {
	case r.Read.IsZero():
	case r.Pooled:
		s = " from what was read at " + r.Read.Format(clock)
	default:
		s = " from what it had read at " + r.Read.Format(clock)
	}
	switch {
	case len(r.Readers) > 0:
		numbers := make([]string, len(r.Readers))
		for i, n := range r.Readers {
			numbers[i] = fmt.Sprint(n)
		}
		s += ", unless it was read for that by connection " + strings.Join(numbers, " or ")
	case r.Pooled:
		s += "; requests share connections here, so that this is not certain"
	case r.Again:
		s += ", unless it used what it read again right before"
	case r.Perhaps:
		s += "; when that was read is not known"
	}
	return s
}

// undone returns what the last write made of what the first one had written.
func undone(l races.Loss) diff.Change {
	c := diff.Change{Path: l.Path, Old: l.First, New: l.Last}
	switch l.Kind {
	case diff.Added:
		c.Kind = diff.Removed
	case diff.Removed:
		c.Kind = diff.Added
	default:
		c.Kind = diff.Changed
	}
	return c
}

// tally counts what was lost.
type tally struct {
	order  []string
	places map[string]*losses // by the text of the keys
	unseen int
}

// losses are how often a place was lost.
type losses struct{ certain, perhaps int }

func (t *tally) add(r *race) {
	if r.Unseen {
		t.unseen++
	}
	counted := make(map[string]bool)
	for _, l := range r.Lost {
		key := keysText(l.Place())
		if counted[key] {
			continue
		}
		counted[key] = true
		if t.places == nil {
			t.places = make(map[string]*losses)
		}
		n := t.places[key]
		if n == nil {
			n = &losses{}
			t.places[key] = n
			t.order = append(t.order, key)
		}
		if r.Perhaps {
			n.perhaps++
		} else {
			n.certain++
		}
	}
}

// sorted returns the keys, those that were lost most often first.
func (t *tally) sorted() []string {
	slices.SortStableFunc(t.order, func(a, b string) int {
		x, y := t.places[a], t.places[b]
		if x.certain != y.certain {
			return y.certain - x.certain
		}
		return y.perhaps - x.perhaps
	})
	return t.order
}

func (t *tally) JSON() any {
	lost := []any{}
	for _, key := range t.sorted() {
		lost = append(lost, map[string]any{"key": key, "times": t.places[key].certain, "perhaps": t.places[key].perhaps})
	}
	return map[string]any{"event": "end", "lost": lost, "unseen_writes": t.unseen}
}

func (t *tally) Text(p *output.Printer) {
	if len(t.order) == 0 && t.unseen == 0 {
		p.Line("no lost update was seen")
	}
	for _, key := range t.sorted() {
		n := t.places[key]
		switch {
		case n.perhaps == 0:
			p.Line("%s lost %s", key, figure.Count(n.certain, "time"))
		case n.certain == 0:
			p.Line("%s perhaps lost %s", key, figure.Count(n.perhaps, "time"))
		default:
			p.Line("%s lost %s, and perhaps %s more", key, figure.Count(n.certain, "time"), figure.Count(n.perhaps, "time"))
		}
	}
	if t.unseen > 0 {
		p.Line("%s overwritten unread; what was lost was not seen", figure.Count(t.unseen, "write"))
	}
}

// racesUntil emits lost updates until the time is up, the count is reached, or the user ends it, and
// counts them at the end.
func racesUntil(ctx context.Context, env command.Env, c *command.Call, w *watched, emit func(output.Result) error) error {
	var t tally
	o := watch.RaceOptions{Container: w.container, ID: w.id, Within: duration(c, "within")}
	for found, err := range watch.Races(ctx, env.Root, o) {
		if errors.Is(err, watch.ErrUnlogged) && !over(ctx) {
			return hint.With(err, "watch without --races shows every change")
		}
		var gap *watch.GapError
		if err != nil {
			if !over(ctx) || errors.As(err, &gap) { // what is missing is said at the end, too
				env.Shell.Report(err)
			}
			continue
		}
		r := &race{Race: found, names: place.Path{found.Container.Name(), found.ID}}
		if !r.narrow(w.names) {
			continue
		}
		t.add(r)
		if err := emit(r); err != nil {
			return err
		}
		if w.seen++; w.seen == c.Number("count") {
			break
		}
	}
	return errors.Join(emit(&t), w.ended(ctx))
}

// narrow keeps what was lost at and below names, and reports whether there is anything to show.
func (r *race) narrow(names place.Path) bool {
	if len(names) <= place.Session {
		return true
	}
	r.Lost = slices.DeleteFunc(slices.Clone(r.Lost), func(l races.Loss) bool { return !names.Holds(l.Path) })
	return len(r.Lost) > 0 || r.Unseen
}

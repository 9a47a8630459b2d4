package browse

import (
	"context"
	"time"

	"sessh/repl/command"
	"sessh/repl/listing"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session/figure"
	"sessh/session/sweep"
)

// spans are the lengths of time up to which the sessions of a container are counted together.
var spans = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour}

// A lifetimes is the result of ttl for sessions: how many have how much time left.
type lifetimes struct {
	at     place.Path
	counts []int // for each span, then beyond the last, then without an end
}

// A lifetime is one line of it.
type lifetime struct {
	path     string
	from, to time.Duration // to is 0 for no limit
	never    bool
	sessions int
}

// rows returns the lines, from the first with sessions to the last.
func (l *lifetimes) rows() (all []lifetime) {
	last := len(l.counts) - 1
	for i, n := range l.counts {
		r := lifetime{path: l.at.String(), sessions: n, never: i == last}
		if i > 0 && i < last {
			r.from = spans[i-1]
		}
		if i < len(spans) {
			r.to = spans[i]
		}
		if n == 0 && (r.never || len(all) == 0) {
			continue
		}
		all = append(all, r)
	}
	for len(all) > 0 && all[len(all)-1].sessions == 0 {
		all = all[:len(all)-1]
	}
	return all
}

// total is how many sessions there are.
func (l *lifetimes) total() (n int) {
	for _, c := range l.counts {
		n += c
	}
	return n
}

func (r lifetime) text() string {
	switch {
	case r.never:
		return "never expires"
	case r.to == 0:
		return "over " + figure.Duration(r.from)
	case r.from == 0:
		return "up to " + figure.Duration(r.to)
	}
	return figure.Duration(r.from) + " to " + figure.Duration(r.to)
}

func (r lifetime) facts() map[string]any {
	m := map[string]any{"sessions": r.sessions}
	if !r.never {
		m["from"] = r.from.Seconds()
	}
	if r.to > 0 {
		m["to"] = r.to.Seconds()
	}
	return m
}

func (r lifetime) JSON() any {
	m := r.facts()
	m["path"] = r.path
	return m
}

func (lifetime) Columns() []string { return []string{"path", "from", "to", "sessions"} }

func (r lifetime) Text(p *output.Printer) {
	p.Line("%s  %s", r.text(), figure.Count(r.sessions, "session"))
}

func (l *lifetimes) JSON() any {
	list := []any{}
	for _, r := range l.rows() {
		list = append(list, r.facts())
	}
	return map[string]any{"path": l.at.String(), "sessions": l.total(), "left": list}
}

// Rows returns the lines.
func (l *lifetimes) Rows() (rows []output.Result) {
	for _, r := range l.rows() {
		rows = append(rows, r)
	}
	return rows
}

func (l *lifetimes) Text(p *output.Printer) {
	most := 1
	for _, n := range l.counts {
		most = max(most, n)
	}
	c := &output.Chart{Heads: []output.Head{{Text: "time left", Right: true}, {Text: "sessions", Right: true}}}
	for _, r := range l.rows() {
		c.Lines = append(c.Lines, output.ChartLine{Cells: []string{r.text(), figure.Thousands(r.sessions)}, Share: float64(r.sessions) / float64(most)})
	}
	c.Text(p)
}

// ttlOf counts the sessions of a container, or of all, by the time that they have left.
func ttlOf(ctx context.Context, env command.Env, c *command.Call, at place.Path) (output.Result, error) {
	container := ""
	if len(at) == place.Container {
		container = at[0]
	}
	l := &lifetimes{at: at, counts: make([]int, len(spans)+2)}
	now := env.Shell.Now()
	err := listing.Each(ctx, env.Root, container, env.Out.Progress("sessions"), func(f sweep.Found) {
		l.counts[spanOf(f.Item.Expires, now)]++
	})
	if l.total() == 0 {
		if err == nil && container != "" {
			err = c.NoSessions(env, container)
		}
		return output.Listed(lifetime{}, output.List{}), err
	}
	return output.Listed(lifetime{}, l), err
}

// spanOf returns the index of the count of a session that expires then.
func spanOf(expires, now time.Time) int {
	if expires.IsZero() {
		return len(spans) + 1
	}
	left := listing.Left(expires, now)
	for i, to := range spans {
		if left <= to {
			return i
		}
	}
	return len(spans)
}

package servers

import (
	"context"
	"fmt"
	"time"

	"sessh/repl/command"
	"sessh/repl/command/repeat"
	"sessh/repl/listing"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session/figure"
	"sessh/session/format/lazyregexp"
	"sessh/session/sweep"
)

// A ranking is one part of the result of top.
type ranking struct {
	title string
	list  []listing.Brief
	now   time.Time
	// weight is what the sessions are ordered by, for the bars.
	weight func(listing.Brief) int64
}

// rank is one session of a ranking.
type rank struct {
	title string
	listing.Brief
	now time.Time
}

func (r rank) path() string { return place.Path{r.Container, r.ID}.String() }

func (r rank) facts() map[string]any {
	m := map[string]any{"path": r.path(), "size": r.Size}
	if r.Expires > 0 {
		m["ttl"] = int64(r.remaining() / time.Second)
	}
	if r.Touched > 0 {
		m["lastAccess"] = time.Unix(r.Touched, 0).UTC().Format(time.RFC3339)
	}
	return m
}

// JSON returns the facts of the session, with the ranking that it is in.
func (r rank) JSON() any {
	m := r.facts()
	m["order"] = r.title
	return m
}

func (rank) Columns() []string { return []string{"order", "path", "size", "ttl", "lastAccess"} }

func (r rank) Text(p *output.Printer) { p.Line("%s", r.path()) }

func (r *ranking) ranks() (all []rank) {
	for _, b := range r.list {
		all = append(all, rank{r.title, b, r.now})
	}
	return all
}

func (r *ranking) JSON() any {
	list := make([]any, 0, len(r.list))
	for _, x := range r.ranks() {
		list = append(list, x.facts())
	}
	return map[string]any{"order": r.title, "sessions": list}
}

// Rows returns the sessions.
func (r *ranking) Rows() (rows []output.Result) {
	for _, x := range r.ranks() {
		rows = append(rows, x)
	}
	return rows
}

func (r *ranking) Text(p *output.Printer) {
	used, most := false, int64(1)
	for _, b := range r.list {
		used = used || b.Touched > 0
		most = max(most, r.weight(b))
	}
	c := &output.Chart{Heads: []output.Head{{Text: r.title}, {Text: "size", Right: true}, {Text: "left", Right: true}}}
	if used {
		c.Heads = append(c.Heads, output.Head{Text: "used", Right: true})
	}
	for _, x := range r.ranks() {
		cells := []string{x.path(), figure.Bytes(int64(x.Size)), x.left()}
		if used {
			cells = append(cells, x.used())
		}
		c.Lines = append(c.Lines, output.ChartLine{Cells: cells, Share: float64(r.weight(x.Brief)) / float64(most)})
	}
	c.Text(p)
}

// left returns the time that a session has left.
func (r rank) left() string {
	if r.Expires == 0 {
		return "never expires"
	}
	return figure.Duration(max(r.remaining(), time.Second))
}

// remaining returns the time that a session that expires has left.
func (r rank) remaining() time.Duration { return listing.Left(time.Unix(r.Expires, 0), r.now) }

// used returns how long ago a session was used.
func (r rank) used() string {
	if r.Touched == 0 {
		return ""
	}
	return figure.Duration(max(time.Duration(r.now.Unix()-r.Touched)*time.Second, time.Second)) + " ago"
}

// idle returns the weight of a session by the time since it was used.
func idle(now time.Time) func(listing.Brief) int64 {
	return func(b listing.Brief) int64 {
		if b.Touched == 0 {
			return 0
		}
		return now.Unix() - b.Touched
	}
}

// liveInterval is how often top --live lists the sessions.
const liveInterval = 2 * time.Second

// passing matches the times and the bars, which change whenever top --live looks.
var passing = lazyregexp.New(`\b(\d+(ms|s|m|h|d))+( ago)?\b|[█▏▎▍▌▋▊▉]`)

// onScreen returns how many sessions of each ranking fit on the screen, with their headings, up
// to the number that is shown otherwise.
func onScreen(height, number int) int {
	if height == 0 {
		return number
	}
	const rankings, around = 3, 2
	return max(min(number, (height-around)/rankings-1), 1)
}

func top(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	of, err := containerOf(env, c)
	if err != nil {
		return nil, err
	}
	number := c.Number("number")
	if number < 1 {
		return nil, c.UsageError(fmt.Errorf("--number must be at least 1, not %d", number))
	}
	if !c.IsSet("live") {
		return rankings(ctx, env, c, of, number), nil
	}
	where := "all sessions"
	if of != "" {
		where = place.Path{of}.String()
	}
	if !c.Flags.Changed("number") {
		number = onScreen(env.Out.Height(), number)
	}
	return output.Rows(func(emit func(output.Result) error) error {
		return emit(repeat.Run(ctx, env, repeat.Options{Title: where, Every: liveInterval, Passing: passing.Get()}, func(ctx context.Context) error {
			return emit(rankings(ctx, env, c, of, number))
		}))
	}), nil
}

// rankings returns the rankings of the sessions of a container, or of all.
func rankings(ctx context.Context, env command.Env, c *command.Call, of string, number int) output.Result {
	return output.Listed(rank{}, output.Rows(func(emit func(output.Result) error) error { return rankAll(ctx, env, c, of, number, emit) }))
}

// rankAll emits the rankings of the sessions of a container, or of all.
func rankAll(ctx context.Context, env command.Env, c *command.Call, of string, number int, emit func(output.Result) error) error {
	now := env.Shell.Now()
	rankings := []*struct {
		ranking
		*listing.First
	}{
		{ranking{title: "largest", weight: func(b listing.Brief) int64 { return int64(b.Size) }}, listing.NewFirst(number, listing.Orders["size"])},
		{ranking{title: "used last", weight: idle(now)}, listing.NewFirst(number, listing.Orders["access"])},
		{ranking{title: "soonest to expire", weight: func(b listing.Brief) int64 { return b.Expires - now.Unix() }}, listing.NewFirst(number, listing.Orders["ttl"])},
	}
	listErr := listing.Each(ctx, env.Root, of, env.Out.Progress("sessions"), func(f sweep.Found) {
		b := listing.BriefOf(f)
		for _, r := range rankings {
			if r.title != "soonest to expire" || b.Expires > 0 {
				r.Add(b)
			}
		}
	})
	if listErr == nil && rankings[0].Len() == 0 && of != "" {
		return c.NoSessions(env, of)
	}
	for _, r := range rankings {
		if r.Len() == 0 {
			continue
		}
		r.list, r.now = r.Sorted(), now
		if err := emit(&r.ranking); err != nil {
			return err
		}
	}
	return listErr
}

package repl

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
)

func usageCommands() []*command.Command {
	return []*command.Command{
		{
			Name: "du", Group: command.GroupServer, Args: "[CONTAINER]", Short: "sum up the sizes of sessions by container",
			Long: `Tells for each container how many sessions the servers list, how many bytes
they take there, and how large the largest one is. It reads no session.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> du\nShop  1 session ... bytes, largest ...\n",
			Kinds:   []command.Kind{command.Folder}, Max: 1, Paged: true, Legacy: (*Shell).du, Steady: command.SteadyBegin,
		},
		{
			Name: "top", Group: command.GroupServer, Args: "[CONTAINER]", Short: "show the largest, the newest and the soonest to expire",
			Long: `Lists the sessions of CONTAINER, or of all, that are largest, that were used last,
and that expire first, -n of each. It reads no session.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> top -n 1\nlargest:\n  /Shop/s1  ...\n",
			Kinds:   []command.Kind{command.Folder}, Max: 1, Paged: true, Legacy: (*Shell).top, Steady: command.SteadyBegin,
			Flags: func(f *pflag.FlagSet) { f.IntP("number", "n", 10, "how many of each `N`") },
		},
	}
}

// listed streams the sessions of a container, or of all for "", with progress.
func (sh *Shell) listed(ctx context.Context, container string, f func(session.Found)) error {
	var errs []error
	progress := sh.progress("sessions")
	defer progress.Done()
	for found, err := range sh.Root.ListFor(ctx, container, false) {
		if err := ctx.Err(); err != nil {
			return err
		}
		switch {
		case err != nil:
			errs = append(errs, err)
		case container == "" || found.Container.Name() == container:
			progress.Add(1)
			f(found)
		}
	}
	return hint.Listing(errs)
}

// ofContainer is the container that an argument names; "" where there is none.
func (c *use) ofContainer() (string, error) {
	names := c.here(0)
	switch {
	case len(c.Words) == 0 && len(names) == 0:
		return "", nil
	case len(names) == place.Root:
		return "", nil
	case len(names) == place.Container || len(c.Words) == 0:
		return names[0], nil
	}
	return "", fmt.Errorf("%s is no container", names)
}

// usageRow is what a container takes.
type usageRow struct {
	name, noun     string
	sessions       int
	total, largest int
	largestIs      string
	sizes          bool // whether the server tells any
}

func (r *usageRow) JSON() any {
	return map[string]any{"container": r.name, "sessions": r.sessions, "bytes": r.total, "largest": r.largest, "largestSession": r.largestIs}
}

func (r *usageRow) Text(p *output.Printer) {
	if !r.sizes {
		p.Line("%s  %s, of sizes that the server does not tell", syntax.Quote(r.name), notation.Count(r.sessions, r.noun))
		return
	}
	p.Line("%s  %s  %s, largest %d: %s", syntax.Quote(r.name), notation.Count(r.sessions, r.noun), notation.Count(r.total, "byte"), r.largest, syntax.Quote(r.largestIs))
}

func (sh *Shell) du(ctx context.Context, c *use) error {
	of, err := c.ofContainer()
	if err != nil {
		return err
	}
	rows := make(map[string]*usageRow)
	listErr := sh.listed(ctx, of, func(f session.Found) {
		r := rows[f.Container.Name()]
		if r == nil {
			r = &usageRow{name: f.Container.Name(), noun: nounOf(f.Container)}
			rows[r.name] = r
		}
		r.sessions++
		r.total += f.Item.Size
		r.sizes = r.sizes || f.Item.Size > 0
		if f.Item.Size > r.largest {
			r.largest, r.largestIs = f.Item.Size, f.ID
		}
	})
	for _, name := range sh.RawLast(slices.Sorted(maps.Keys(rows))) {
		if err := c.emit(rows[name]); err != nil {
			return err
		}
	}
	if listErr == nil && len(rows) == 0 && of != "" {
		return c.Call.NoSessions(c.env(), of)
	}
	return listErr
}

// brief is what is kept of a listed session: little, since there may be
// millions.
type brief struct {
	container, id    string
	expires, touched int64 // seconds since 1970; 0: never, or not told
	size             int32
}

func briefOf(f session.Found) brief {
	b := brief{container: f.Container.Name(), id: f.ID, size: int32(min(f.Item.Size, 1<<31-1))}
	if e := f.Item.Expires; !e.IsZero() {
		b.expires = e.Unix()
	}
	if a := f.Item.LastAccess; !a.IsZero() {
		b.touched = a.Unix()
	}
	return b
}

// order compares two sessions.
type order func(a, b brief) int

// orders are what sessions are sorted by; equals go by their names.
var orders = map[string]order{
	"name":   func(a, b brief) int { return strings.Compare(a.id, b.id) },
	"size":   func(a, b brief) int { return cmp.Or(cmp.Compare(b.size, a.size), strings.Compare(a.id, b.id)) },
	"ttl":    func(a, b brief) int { return cmp.Or(cmp.Compare(a.end(), b.end()), strings.Compare(a.id, b.id)) },
	"access": func(a, b brief) int { return cmp.Or(cmp.Compare(b.touched, a.touched), strings.Compare(a.id, b.id)) },
}

// end is when the session expires, for sorting: what never does comes last.
func (b brief) end() uint64 { return uint64(b.expires) - 1 }

// first keeps the first n of a sequence in an order; n of 0 keeps all.
type first struct {
	less order
	n    int
	all  []brief
}

func (f *first) Len() int           { return len(f.all) }
func (f *first) Less(i, j int) bool { return f.less(f.all[i], f.all[j]) > 0 } // the last one on top
func (f *first) Swap(i, j int)      { f.all[i], f.all[j] = f.all[j], f.all[i] }
func (f *first) Push(x any)         { f.all = append(f.all, x.(brief)) }
func (f *first) Pop() any {
	last := f.all[len(f.all)-1]
	f.all = f.all[:len(f.all)-1]
	return last
}

func (f *first) add(b brief) {
	switch {
	case f.n == 0:
		f.all = append(f.all, b)
	case len(f.all) < f.n:
		heap.Push(f, b)
	case f.less(b, f.all[0]) < 0:
		f.all[0] = b
		heap.Fix(f, 0)
	}
}

func (f *first) sorted() []brief {
	slices.SortFunc(f.all, f.less)
	return f.all
}

// ranking is one part of what top tells.
type ranking struct {
	title string
	list  []brief
	now   time.Time
}

func (r *ranking) JSON() any {
	list := make([]any, len(r.list))
	for i, b := range r.list {
		m := map[string]any{"path": place.Path{b.container, b.id}.String(), "size": b.size}
		if b.expires > 0 {
			m["ttl"] = b.expires - r.now.Unix()
		}
		if b.touched > 0 {
			m["lastAccess"] = time.Unix(b.touched, 0).UTC().Format(time.RFC3339)
		}
		list[i] = m
	}
	return map[string]any{"order": r.title, "sessions": list}
}

func (r *ranking) Text(p *output.Printer) {
	p.Line("%s:", r.title)
	wide := 0
	for _, b := range r.list {
		wide = max(wide, screen.Width(place.Path{b.container, b.id}.String()))
	}
	for _, b := range r.list {
		found := b.found()
		p.Line("  %s  %s", screen.Pad(place.Path{b.container, b.id}.String(), min(wide, 48)), (&sessionRow{found: &found, now: r.now}).facts())
	}
}

// found is the session as a listing tells of it.
func (b brief) found() session.Found {
	f := session.Found{ID: b.id, Item: session.Listed{Size: int(b.size)}}
	if b.expires > 0 {
		f.Item.Expires = time.Unix(b.expires, 0)
	}
	if b.touched > 0 {
		f.Item.LastAccess = time.Unix(b.touched, 0)
	}
	return f
}

func (sh *Shell) top(ctx context.Context, c *use) error {
	of, err := c.ofContainer()
	if err != nil {
		return err
	}
	n := c.Number("number")
	if n < 1 {
		return command.UsageError(c.Cmd, fmt.Errorf("--number is at least 1, not %d", n))
	}
	rankings := []struct {
		title string
		*first
	}{
		{"largest", &first{less: orders["size"], n: n}},
		{"used last", &first{less: orders["access"], n: n}},
		{"soonest to expire", &first{less: orders["ttl"], n: n}},
	}
	listErr := sh.listed(ctx, of, func(f session.Found) {
		b := briefOf(f)
		for _, r := range rankings {
			if r.title != "soonest to expire" || b.expires > 0 {
				r.add(b)
			}
		}
	})
	if listErr == nil && rankings[0].Len() == 0 && of != "" {
		return c.Call.NoSessions(c.env(), of)
	}
	for _, r := range rankings {
		if r.Len() == 0 {
			continue
		}
		if err := c.emit(&ranking{r.title, r.sorted(), sh.options.Now()}); err != nil {
			return err
		}
	}
	return listErr
}

// listSorted lists the sessions of a container in an order, no more than limit.
func (sh *Shell) listSorted(ctx context.Context, c *use, container string, match func(string) bool) error {
	less := orders[c.String("sort")]
	if c.IsSet("reverse") {
		forward := less
		less = func(a, b brief) int { return forward(b, a) }
	}
	rows := &first{less: less, n: c.Number("limit")}
	now := sh.options.Now()
	listErr := sh.listed(ctx, container, func(f session.Found) {
		if match(f.ID) {
			sh.names.Saw(container, f.ID)
			rows.add(briefOf(f))
		}
	})
	signs := make(map[string]rune)
	for _, s := range sh.Opened(container) {
		signs[s.ID()] = output.SessionSign(s)
	}
	sorted := rows.sorted()
	copies := make([][]session.Copy, len(sorted))
	if c.IsSet("long") {
		copies = sh.copiesOf(ctx, container, sorted)
	}
	for i, b := range sorted {
		found := b.found()
		row := &sessionRow{name: b.id, sign: output.SignNone, found: &found, now: now, long: c.IsSet("long"), copies: copies[i]}
		if sign := signs[b.id]; sign != 0 {
			row.sign = sign
		}
		if err := c.emit(row); err != nil {
			return err
		}
	}
	return listErr
}

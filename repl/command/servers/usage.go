package servers

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/listing"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/figure"
)

// Usage returns the commands du and top.
func Usage() command.Table {
	return command.Table{
		{
			Name: "du", Group: command.GroupServer, Args: "[CONTAINER]", Short: "show the total size of sessions by container",
			Long: `Shows for each container how many sessions the servers list, how many bytes they
take, and how large the largest is. No session is read.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> du\nShop  1 session ... bytes, largest ...\n",
			Kinds:   []command.Kind{command.Folder}, Max: 1, Paged: true, Run: du, Steady: command.SteadyFirstWord,
		},
		{
			Name: "top", Group: command.GroupServer, Args: "[CONTAINER]", Short: "show the largest sessions, the newest, and the next to expire",
			Long: `Lists the sessions of CONTAINER, or of all containers, that are largest, that were
used last, and that expire first, -n of each. No session is read.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> top -n 1\nlargest:\n  /Shop/s1  ...\n",
			Kinds:   []command.Kind{command.Folder}, Max: 1, Paged: true, Run: top, Steady: command.SteadyFirstWord,
			Flags: func(f *pflag.FlagSet) { f.IntP("number", "n", 10, "show `N` of each") },
		},
	}
}

// containerOf returns the container that the argument names; "" if there is no argument.
func containerOf(env command.Env, c *command.Call) (string, error) {
	names := c.Path(env, 0)
	switch {
	case len(c.Words) == 0 && len(names) == 0:
		return "", nil
	case len(names) == place.Root:
		return "", nil
	case len(names) == place.Container || len(c.Words) == 0:
		return names[0], nil
	}
	return "", fmt.Errorf("%s is not a container", names)
}

// usageRow is what a container takes.
type usageRow struct {
	name, noun     string
	sessions       int
	total, largest int
	largestIs      string
	sizes          bool // whether the server reports sizes
}

func (r *usageRow) JSON() any {
	return map[string]any{"container": r.name, "sessions": r.sessions, "bytes": r.total, "largest": r.largest, "largestSession": r.largestIs}
}

func (r *usageRow) Text(p *output.Printer) {
	if !r.sizes {
		p.Line("%s  %s, of unknown sizes: the server does not report them", syntax.Quote(r.name), figure.Count(r.sessions, r.noun))
		return
	}
	p.Line("%s  %s  %s, largest %d: %s", syntax.Quote(r.name), figure.Count(r.sessions, r.noun), figure.Count(r.total, "byte"), r.largest, syntax.Quote(r.largestIs))
}

func du(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	return output.Rows(func(emit func(output.Result) error) error {
		of, err := containerOf(env, c)
		if err != nil {
			return err
		}
		rows := make(map[string]*usageRow)
		listErr := listing.Each(ctx, env.Root, of, env.Out.Progress("sessions"), func(f session.Found) {
			r := rows[f.Container.Name()]
			if r == nil {
				r = &usageRow{name: f.Container.Name(), noun: listing.Noun(f.Container)}
				rows[r.name] = r
			}
			r.sessions++
			r.total += f.Item.Size
			r.sizes = r.sizes || f.Item.Size > 0
			if f.Item.Size > r.largest {
				r.largest, r.largestIs = f.Item.Size, f.ID
			}
		})
		for _, name := range env.Work.RawLast(slices.Sorted(maps.Keys(rows))) {
			if err := emit(rows[name]); err != nil {
				return err
			}
		}
		if listErr == nil && len(rows) == 0 && of != "" {
			return c.NoSessions(env, of)
		}
		return listErr
	}), nil
}

// A ranking is one part of the result of top.
type ranking struct {
	title string
	list  []listing.Brief
	now   time.Time
}

func (r *ranking) JSON() any {
	list := make([]any, len(r.list))
	for i, b := range r.list {
		m := map[string]any{"path": place.Path{b.Container, b.ID}.String(), "size": b.Size}
		if b.Expires > 0 {
			m["ttl"] = b.Expires - r.now.Unix()
		}
		if b.Touched > 0 {
			m["lastAccess"] = time.Unix(b.Touched, 0).UTC().Format(time.RFC3339)
		}
		list[i] = m
	}
	return map[string]any{"order": r.title, "sessions": list}
}

func (r *ranking) Text(p *output.Printer) {
	p.Line("%s:", r.title)
	wide := 0
	for _, b := range r.list {
		wide = max(wide, screen.Width(place.Path{b.Container, b.ID}.String()))
	}
	for _, b := range r.list {
		found := b.Found()
		p.Line("  %s  %s", screen.Pad(place.Path{b.Container, b.ID}.String(), min(wide, 48)), (&listing.Session{Found: &found, Now: r.now}).Facts())
	}
}

func top(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	return output.Rows(func(emit func(output.Result) error) error {
		of, err := containerOf(env, c)
		if err != nil {
			return err
		}
		n := c.Number("number")
		if n < 1 {
			return c.UsageError(fmt.Errorf("--number must be at least 1, not %d", n))
		}
		rankings := []struct {
			title string
			*listing.First
		}{
			{"largest", listing.NewFirst(n, listing.Orders["size"])},
			{"used last", listing.NewFirst(n, listing.Orders["access"])},
			{"soonest to expire", listing.NewFirst(n, listing.Orders["ttl"])},
		}
		listErr := listing.Each(ctx, env.Root, of, env.Out.Progress("sessions"), func(f session.Found) {
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
			if err := emit(&ranking{r.title, r.Sorted(), env.Shell.Now()}); err != nil {
				return err
			}
		}
		return listErr
	}), nil
}

package servers

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/listing"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session/figure"
	"sessh/session/sweep"
)

// Usage returns the commands du and top.
func Usage() command.Table {
	return command.Table{
		{
			Name: "du", Group: command.GroupServer, Args: "[CONTAINER]", Short: "show the total size of sessions by container",
			Long: `Shows for each container how many sessions the servers list, how much they take, and
how large the largest is and which. A bar compares the containers. No session is read.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> du\ncontainer  sessions ... largest  session\nShop              1 ...\n",
			Kinds:   []command.Kind{command.Folder}, Max: 1, Paged: true, Shows: command.Always, Run: du, Steady: command.SteadyFirstWord,
		},
		{
			Name: "top", Group: command.GroupServer, Args: "[CONTAINER]", Short: "show the largest sessions, the newest, and the next to expire",
			Long: `Lists the sessions of CONTAINER, or of all containers, that are largest, that were
used last, and that expire first, -n of each. Bars compare the sizes, and the times. No
session is read. --live lists them again every two seconds, and marks what changed, until q
or Ctrl-C ends it.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> top -n 1\nlargest ...\n/Shop/s1  ...\n",
			Kinds:   []command.Kind{command.Folder}, Max: 1, Paged: true, Shows: command.Always, Endless: "live", Run: top, Steady: command.SteadyFirstWord,
			Flags: func(f *pflag.FlagSet) {
				f.IntP("number", "n", 10, "show `N` of each")
				f.Bool("live", false, "list again every two seconds, until q or Ctrl-C")
			},
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

func (r *usageRow) Columns() []string {
	return []string{"container", "sessions", "bytes", "largest", "largestSession"}
}

func (r *usageRow) Text(p *output.Printer) { usageChart([]*usageRow{r}).Text(p) }

// usageChart returns the result of du.
func usageChart(rows []*usageRow) *output.Chart {
	c := &output.Chart{Heads: []output.Head{{Text: "container"}, {Text: "sessions", Right: true}, {Text: "size", Right: true}, {Text: "largest", Right: true}, {Text: "session", Spare: true}}}
	most := 1
	for _, r := range rows {
		most = max(most, r.total)
	}
	for _, r := range rows {
		size, largest, is := "unknown", "", ""
		if r.sizes {
			size, largest, is = figure.Bytes(int64(r.total)), figure.Bytes(int64(r.largest)), syntax.Quote(r.largestIs)
		}
		cells := []string{syntax.Quote(r.name), figure.Thousands(r.sessions), size, largest, is}
		c.Lines = append(c.Lines, output.ChartLine{Cells: cells, Share: float64(r.total) / float64(most)})
		c.Data = append(c.Data, r)
	}
	return c
}

func du(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	return output.Listed(&usageRow{}, output.Rows(func(emit func(output.Result) error) error {
		of, err := containerOf(env, c)
		if err != nil {
			return err
		}
		rows := make(map[string]*usageRow)
		listErr := listing.Each(ctx, env.Root, of, env.Out.Progress("sessions"), func(f sweep.Found) {
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
		var all []*usageRow
		for _, name := range env.Work.RawLast(slices.Sorted(maps.Keys(rows))) {
			all = append(all, rows[name])
		}
		if len(all) > 0 {
			if err := emit(usageChart(all)); err != nil {
				return err
			}
		}
		if listErr == nil && len(rows) == 0 && of != "" {
			return c.NoSessions(env, of)
		}
		return listErr
	})), nil
}

package servers

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/screen"
	"sessh/session/figure"
	"sessh/session/storage"
)

// Servers returns the commands servers, stats and flush.
func Servers() command.Table {
	return command.Table{
		{
			Name: "servers", Alike: []string{"ping", "cluster"}, Group: command.GroupServer, Short: "show for each server whether it is up, its version and contents",
			Long: `The hit ratio counts all clients since the server was started. A server that does
not answer is listed with the reason. Where there are others, the shell leaves it alone for
5 seconds at a time; servers asks it at once.`,
			Example: "sessh> servers\nembedded  up ...\n", Paged: true, Shows: command.Always, Run: servers, Steady: command.SteadyNothing,
		},
		{
			Name: "stats", Group: command.GroupServer, Args: "[NAME...]", Short: "show the servers' own counters",
			Long: `All of them, or those whose names contain NAME. The names are memcached's own;
its protocol.txt explains them.`,
			Example: "sessh> stats curr_items\nembedded\n  curr_items  0\n",
			Kinds:   []command.Kind{command.Anything}, Max: command.Many, Paged: true, Shows: command.Always, Run: stats, Steady: command.SteadyNothing,
		},
		{
			Name: "flush", Alike: []string{"flush_all", "flushall", "flushdb"}, Group: command.GroupServer, Short: "remove everything from all servers",
			Long: `Removes every item of every server, not only sessions, for everyone who uses it. It asks
for the name of the server; in a script it needs --force. It cannot be undone, and
is not part of the transaction: what is pending stays pending, and will be in
conflict.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> flush --force\nremoved everything from embedded\nsessh> ls /\n",
			Run:     flush,
			Flags:   func(f *pflag.FlagSet) { f.Bool("force", false, "do not ask") },
		},
	}
}

// serverRow is the row of one server.
type serverRow struct{ storage.Server }

func (r serverRow) JSON() any {
	m := map[string]any{"server": r.Name, "up": r.Err == nil}
	if r.Err != nil {
		m["error"] = hint.Line(r.Err)
		return m
	}
	m["version"] = r.Version
	for _, k := range []string{"curr_items", "bytes", "limit_maxbytes", "evictions", "get_hits", "get_misses", "uptime"} {
		if v, ok := r.Stats[k]; ok {
			m[k] = asNumber(v)
		}
	}
	if rate, ok := r.hitRate(); ok {
		m["hitRate"] = rate
	}
	return m
}

func (serverRow) Columns() []string {
	return []string{"server", "up", "version", "curr_items", "bytes", "limit_maxbytes", "evictions", "hitRate", "uptime", "error"}
}

func (r serverRow) Text(p *output.Printer) {
	name := screen.Safe(r.Name)
	if r.Err != nil {
		p.Line("%s", p.Palette.Error.Sprintf("%s  down: %s", name, hint.Line(r.reason())))
		return
	}
	words := []string{name, "up"}
	if r.Version != "" {
		words = append(words, "version "+screen.Safe(r.Version))
	}
	if n, ok := r.counter("curr_items"); ok {
		words = append(words, figure.Count(int(n), "item"))
	}
	used, ok := r.counter("bytes")
	if limit, told := r.counter("limit_maxbytes"); ok && told {
		words = append(words, fmt.Sprintf("memory %s of %s", figure.Bytes(used), figure.Bytes(limit)))
	}
	if rate, ok := r.hitRate(); ok {
		words = append(words, fmt.Sprintf("hits %.0f %%", 100*rate))
	}
	if n, ok := r.counter("evictions"); ok {
		words = append(words, figure.Count(int(n), "eviction"))
	}
	p.Line("%s", strings.Join(words, "  "))
}

// reason returns why the server is down, without its name.
func (r serverRow) reason() error {
	if e := (*storage.Error)(nil); errors.As(r.Err, &e) && e.Op == "" && e.Server == r.Name {
		return e.Err
	}
	return r.Err
}

// asNumber returns a counter as a whole number, or as its text if it is none.
func asNumber(text string) any {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && strconv.FormatInt(n, 10) == text {
		return n
	}
	return text
}

// counter returns one counter of the server.
func (r serverRow) counter(name string) (n int64, ok bool) {
	n, err := strconv.ParseInt(r.Stats[name], 10, 64)
	return n, err == nil
}

// hitRate returns the share of requests that were hits since the server was started; ok is
// false if there were no requests.
func (r serverRow) hitRate() (rate float64, ok bool) {
	hits, told := r.counter("get_hits")
	misses, alsoTold := r.counter("get_misses")
	if !told || !alsoTold || hits+misses == 0 {
		return 0, false
	}
	return float64(hits) / float64(hits+misses), true
}

func servers(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	return output.Listed(serverRow{}, output.Rows(func(emit func(output.Result) error) error {
		var errs []error
		for _, s := range env.Root.Store().Servers(ctx) {
			if err := emit(serverRow{s}); err != nil {
				return err
			}
			if s.Err != nil {
				errs = append(errs, s.Err)
			}
		}
		if len(errs) > 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		return nil
	})), nil
}

// statsRow is the counters of one server.
type statsRow struct {
	server storage.Server
	names  []string
}

func (r statsRow) JSON() any {
	m := make(map[string]any, len(r.names))
	for _, n := range r.names {
		m[n] = asNumber(r.server.Stats[n])
	}
	return map[string]any{"server": r.server.Name, "stats": m}
}

// Rows returns the counters.
func (r statsRow) Rows() (rows []output.Result) {
	for _, n := range r.names {
		rows = append(rows, counterRow{r.server.Name, n, r.server.Stats[n]})
	}
	return rows
}

// counterRow is one counter of a server.
type counterRow struct{ server, name, value string }

func (r counterRow) JSON() any {
	return map[string]any{"server": r.server, "name": r.name, "value": asNumber(r.value)}
}

func (counterRow) Columns() []string { return []string{"server", "name", "value"} }

func (r counterRow) Text(p *output.Printer) {
	p.Line("%s  %s", screen.Safe(r.name), screen.Safe(r.value))
}

func (r statsRow) Text(p *output.Printer) {
	p.Line("%s", screen.Safe(r.server.Name))
	wide := 0
	for _, n := range r.names {
		wide = max(wide, screen.Width(screen.Safe(n)))
	}
	for _, n := range r.names {
		p.Line("  %s  %s", screen.Pad(screen.Safe(n), wide), screen.Safe(r.server.Stats[n]))
	}
}

func stats(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	return output.Listed(counterRow{}, output.Rows(func(emit func(output.Result) error) error {
		var errs []error
		found := 0
		for _, s := range env.Root.Store().Servers(ctx) {
			if s.Err != nil {
				errs = append(errs, s.Err)
				continue
			}
			row := statsRow{server: s}
			for _, n := range slices.Sorted(maps.Keys(s.Stats)) {
				wanted := len(c.Words) == 0 || slices.ContainsFunc(command.WordTexts(c.Words), func(part string) bool { return strings.Contains(n, part) })
				if wanted {
					row.names = append(row.names, n)
				}
			}
			if len(row.names) == 0 && len(c.Words) > 0 {
				continue
			}
			found += len(row.names)
			if err := emit(row); err != nil {
				return err
			}
		}
		if found == 0 && len(errs) == 0 && len(c.Words) > 0 {
			return fmt.Errorf("no counter has a name with %s", strings.Join(command.WordTexts(c.Words), " or "))
		}
		return errors.Join(errs...)
	})), nil
}

func flush(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	if env.Shell.ReadOnly() {
		return nil, env.Root.Store().Flush(ctx)
	}
	if !c.IsSet("force") {
		if err := ConfirmFlush(ctx, env); err != nil {
			return nil, err
		}
	}
	if err := env.Shell.MayFlush(); err != nil {
		return nil, err
	}
	if err := env.Root.Store().Flush(ctx); err != nil {
		return nil, err
	}
	env.Shell.ForgetListed()
	server := env.Shell.Server()
	return output.Message{Words: "removed everything from " + screen.Safe(server), Facts: map[string]any{"flushed": server}}, nil
}

// ConfirmFlush asks the user to type the name of a real server, unless the shell was
// started with the permission to empty it.
func ConfirmFlush(ctx context.Context, env command.Env) error {
	server := env.Shell.Server()
	switch {
	case env.Shell.AllowFlush() || env.Shell.Embedded():
		return nil
	case !env.Shell.Attended():
		return hint.With(errors.New("flush removes everything from the server, and there is no terminal to ask"), "flush --force does it in a script")
	}
	answer, err := env.Shell.Ask(ctx, fmt.Sprintf("This removes everything from %s, sessions or not. Type the server's name to go on: ", screen.Safe(server)))
	if err != nil {
		return err
	}
	if strings.TrimSpace(answer) != server {
		return errors.New("not the name of the server: nothing was removed")
	}
	return nil
}

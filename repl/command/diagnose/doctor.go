package diagnose

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/output"
	"sessh/repl/screen"
	"sessh/session/doctor"
	"sessh/session/figure"
	"sessh/session/health"
)

// Doctor returns the command doctor.
func Doctor() command.Table {
	return command.Table{{
		Name: "doctor", Alike: []string{"check", "diagnose", "health"}, Group: command.GroupServer, Short: "find out what loses sessions on the servers",
		Long: `Checks all servers for what loses sessions: evictions, too little memory,
refused connections and items, lifetimes that are over at once or never, locks that
are left behind, sessions where the application does not look, caches on the same
server, several formats in one container, servers that differ, clocks, and settings.
Each finding has its figures, what it means, and what to change. The exit status is 1
if there is one, and if no answer is possible because sessions cannot be listed (through
a proxy, for example). What a server does not report is not a finding, but is named.
It only reads: the counters of each server, one listing, and a few sessions of each
container. With --watch it reads the servers' logs for a while, looks at the counters
again, and reports rates; q or Ctrl-C ends that early.`,
		Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> doctor\nno findings: 1 session on 1 server\nnot checked: ...\n",
		Paged:   true, Brief: true, Explains: true, Shows: command.Without("report"), Run: runDoctor, Steady: command.SteadyNothing,
		Values: map[string][]string{"report": {"text", "json"}},
		Flags: func(f *pflag.FlagSet) {
			f.Duration("watch", 0, "read the servers' logs for `DURATION`, and look at the counters again")
			f.String("report", "text", "`FORMAT` of the report: text or json")
		},
	}}
}

func runDoctor(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	watch, _ := c.Flags.GetDuration("watch")
	if watch < 0 {
		return nil, c.UsageError(errors.New("--watch must not be negative"))
	}
	progress := env.Out.Progress("items")
	o := doctor.Options{Watch: watch, Progress: func() { progress.Add(1) }, Until: func(ctx context.Context) (context.Context, func()) {
		progress.Done()
		ctx, keys, stop := command.UntilQuit(ctx, env)
		if env.Out.IsTerminal() {
			env.Out.Remark("(watching for %s; %s ends it)", figure.Duration(watch), keys)
		}
		return ctx, stop
	}}
	facts, err := doctor.Gather(ctx, env.Root, o)
	progress.Done()
	if err != nil {
		return nil, err
	}
	d := &diagnosis{facts: facts, Report: doctor.Check(facts)}
	if len(d.Findings) > 0 || d.Inconclusive {
		if err := env.Shell.NotFound(command.ErrFindings); err != nil {
			return nil, err
		}
	}
	if c.String("report") == "json" {
		return output.Raw(d.writeJSON), nil
	}
	return d, nil
}

// diagnosis is the result of the command doctor.
type diagnosis struct {
	facts *doctor.Facts
	doctor.Report
}

func (d *diagnosis) writeJSON(to io.Writer, _ *screen.Palette) error {
	line, err := json.Marshal(d.JSON())
	if err != nil {
		return err
	}
	_, err = to.Write(append(screen.SafeJSON(line), '\n'))
	return err
}

func (d *diagnosis) JSON() any {
	findings, unchecked, servers := []any{}, []any{}, []any{}
	for i := range d.Findings {
		findings = append(findings, findingJSON(&d.Findings[i]))
	}
	for _, text := range d.Unchecked {
		unchecked = append(unchecked, text)
	}
	for _, s := range d.facts.Servers {
		servers = append(servers, s.Name)
	}
	m := map[string]any{"healthy": len(findings) == 0, "findings": findings, "unchecked": unchecked, "servers": servers, "sessions": d.facts.Census.Count()}
	if d.Inconclusive && len(findings) == 0 {
		m["healthy"] = nil
	}
	if d.Inconclusive {
		m["sessions"] = nil
	}
	if d.facts.Watched > 0 {
		m["watchedSeconds"] = d.facts.Watched.Seconds()
		rates := make(map[string]any)
		for _, r := range d.Rates {
			rates[r.Server] = r.Counts
		}
		m["counted"] = rates
	}
	return m
}

// findingJSON returns a finding for programs.
func findingJSON(f *health.Finding) map[string]any {
	m := map[string]any{"cause": f.Cause, "says": f.Says, "figures": f.Figures}
	for name, text := range map[string]string{"where": f.Where, "means": f.Means, "advice": f.Advice} {
		if text != "" {
			m[name] = text
		}
	}
	return m
}

func (d *diagnosis) Text(p *output.Printer) {
	for rest := d.Findings; len(rest) > 0; {
		n := alike(rest)
		writeFindings(p, rest[:n])
		rest = rest[n:]
	}
	for _, r := range d.Rates {
		var words []string
		for _, name := range doctor.Rated {
			if n, ok := r.PerSecond[name]; ok {
				words = append(words, figure.Rate(n)+" "+name)
			}
		}
		paragraph(p, "", "", r.Server+"  each second: "+strings.Join(words, ", "))
	}
	words := "no findings"
	switch n := len(d.Findings); {
	case n > 0:
		words = figure.Count(n, "finding")
	case d.Inconclusive:
		words = "no answer"
	}
	words += ": " + d.sessions() + " on " + figure.Count(len(d.facts.Servers), "server")
	if d.facts.Watched > 0 {
		words += ", watched for " + figure.Duration(d.facts.Watched)
	}
	p.Line("%s", words)
	if len(d.Unchecked) > 0 {
		paragraph(p, "", "", "not checked: "+strings.Join(d.Unchecked, "; "))
	}
}

// sessions words how many sessions there are.
func (d *diagnosis) sessions() string {
	switch n := d.facts.Census.Count(); {
	case !d.Inconclusive:
		return figure.Count(n, "session")
	case n > 0:
		return "at least " + figure.Count(n, "session")
	}
	return "an unknown number of sessions"
}

// alike returns how many findings, from the first on, have the same cause, meaning and advice.
func alike(all []health.Finding) int {
	n := 1
	for n < len(all) && all[n].Cause == all[0].Cause && all[n].Means == all[0].Means && all[n].Advice == all[0].Advice {
		n++
	}
	return n
}

// writeFindings writes findings that are alike, and what they mean once.
func writeFindings(p *output.Printer, all []health.Finding) {
	const margin = "  "
	cause := p.Palette.Conflict.Sprint(all[0].Cause)
	if len(all) == 1 {
		p.Line("%s  %s", cause, screen.Safe(all[0].Where))
		paragraph(p, margin, margin, all[0].Says)
	} else {
		p.Line("%s", cause)
		for i := range all {
			paragraph(p, margin, margin+margin, all[i].Where+": "+all[i].Says)
		}
	}
	for _, text := range []string{all[0].Means, all[0].Advice} {
		if text != "" {
			paragraph(p, margin, margin, text)
		}
	}
}

package repl

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/itchyny/gojq"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/jq"
	"sessh/repl/meter"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
)

func parseQuery(text string) (*jq.Code, error) {
	code, err := jq.Compile(text)
	if err != nil {
		return nil, queryError(text, err)
	}
	return code, nil
}

const maxQuoted = 200 // columns

func queryError(text string, err error) error {
	return hint.With(fmt.Errorf("%s is no jq expression: %s", screen.Shorten(syntax.Quote(text), maxQuoted), screen.Shorten(hint.Line(err), 2*maxQuoted)),
		"an expression is as '.cart.total > 100'; find --name GLOB searches by names")
}

// querying is an expression that runs on many values at a time.
type querying struct {
	code  *jq.Code
	meter *meter.Meter
	outer context.Context
	ctx   context.Context
	stop  context.CancelCauseFunc
}

func (sh *Shell) querying(ctx context.Context, code *jq.Code) *querying {
	q := &querying{code: code, meter: sh.memory(), outer: ctx}
	q.ctx, q.stop = context.WithCancelCause(ctx)
	q.meter.Begin()
	return q
}

func (q *querying) end() {
	q.stop(nil)
	q.meter.End()
}

// finding is what an expression makes of one value.
type finding struct {
	matches []any
	failed  *jq.Failed // nil: it has not failed
}

// run is what the expression makes of a value. It is safe for concurrent use:
// when one value is too much for it, all runs end.
func (q *querying) run(v any) any {
	out, err := q.code.Run(q.ctx, q.meter, jqValue(v))
	f := &finding{matches: matched(out)}
	if err != nil && !errors.As(err, &f.failed) {
		q.stop(err)
	}
	return f
}

// tally counts the sessions that were looked at, and those that the expression failed for.
type tally struct {
	looked, failed, matched int
	first                   *jq.Failed
}

func (t *tally) add(f *finding) {
	t.looked++
	if len(f.matches) > 0 {
		t.matched++
	}
	if f.failed == nil {
		return
	}
	if t.failed++; t.first == nil {
		t.first = f.failed
	}
}

// tell says why nothing was found, where that may be the expression's fault.
func (t *tally) tell(sh *Shell) {
	if t.failed == 0 || t.matched > 0 {
		return
	}
	where := fmt.Sprintf(" for %d of %s", t.failed, notation.Count(t.looked, "session"))
	if t.looked == 1 {
		where = ""
	}
	sh.note("note: the expression failed%s: %s", where, screen.Shorten(hint.Line(t.first), 2*maxQuoted))
}

// failed says why the runs have ended, if they have.
func (q *querying) failed() error {
	if q.outer.Err() != nil {
		return q.outer.Err()
	}
	err := context.Cause(q.ctx)
	var e *meter.Error
	if errors.As(err, &e) {
		return hint.With(fmt.Errorf("the expression would hold more than %s", meter.FormatSize(e.Bound)), "sessh --memory SIZE sets how much it may hold")
	}
	return err
}

// jqValue is a value as jq's language has it.
func jqValue(v any) any {
	switch v := v.(type) {
	case nil, bool, string, *big.Int: // as it is boxed already
		return v
	case int64:
		if n := int(v); int64(n) == v {
			return n
		}
		return big.NewInt(v)
	case float64:
		if math.IsNaN(v) {
			return nil // as jq writes it
		}
		return v
	case session.Bytes:
		if utf8.ValidString(string(v)) {
			return string(v)
		}
		return base64.StdEncoding.EncodeToString([]byte(v))
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case *session.List:
		list := make([]any, 0, v.Len())
		for _, x := range v.All() {
			list = append(list, jqValue(x))
		}
		return list
	case *session.Map:
		m := make(map[string]any, v.Len())
		for k, x := range v.All() {
			m[v.Name(k)] = jqValue(x)
		}
		return m
	}
	if x, ok := notation.Inside(v); ok && x != nil {
		return jqValue(x)
	}
	if o, ok := v.(session.Object); ok {
		return o.Display()
	}
	return fmt.Sprint(v)
}

// matched are the results that make a session a match: all but null and false.
func matched(results []any) []any {
	var kept []any
	for _, r := range results {
		if r != nil && r != false {
			kept = append(kept, r)
		}
	}
	return kept
}

// match is a session that an expression found, with what it gave.
type match struct {
	names   place.Path
	results []any
}

func (m *match) JSON() any {
	return map[string]any{"path": m.names.String(), "results": m.results}
}

func (m *match) Text(p *output.Printer) {
	head := m.names.String()
	var shown []string
	for _, r := range m.results {
		if r == true {
			continue
		}
		b, err := gojq.Marshal(r)
		if err != nil {
			continue
		}
		shown = append(shown, screen.Safe(string(b)))
	}
	if len(shown) == 0 {
		p.Line("%s", head)
		return
	}
	text := strings.Join(shown, " ")
	if w := p.Width(screen.Width(head) + 2); w > 0 {
		text = screen.Shorten(text, w)
	}
	p.Line("%s  %s", head, text)
}

// findMatching finds the sessions for which an expression holds.
func (sh *Shell) findMatching(ctx context.Context, c *use) error {
	code, err := parseQuery(c.Text(0))
	if err != nil {
		return err
	}
	exec := c.String("exec")
	var found []place.Path
	sh.lacking = command.ErrNoMatch
	q := sh.querying(ctx, code)
	defer q.end()
	var all tally
	err = sh.eachSession(ctx, c.here(1), &search{look: q.run, visit: func(names place.Path, v any) error {
		f, ok := v.(*finding)
		if !ok { // the search has ended
			return q.failed()
		}
		all.add(f)
		results := f.matches
		if q.failed() != nil || len(results) == 0 {
			return q.failed()
		}
		sh.lacking = nil
		if exec != "" {
			found = append(found, names)
			return nil
		}
		return c.emit(&match{names, results})
	}})
	if err == nil {
		all.tell(sh)
	}
	if err != nil || exec == "" {
		return err
	}
	return sh.execAt(ctx, c, exec, found)
}

// execOne runs a line as a part of the step that is under way.
func (sh *Shell) execOne(ctx context.Context, text string) error {
	c, err := sh.commands.Bind(sh.commands.Parse(text), sh.options.Flags)
	switch {
	case err != nil:
		return err
	case c.WantsHelp:
		return &hint.Usage{Err: hint.With(fmt.Errorf("the help of %s is not shown for each session", c.Cmd.Name), "help %s shows it", c.Cmd.Name)}
	case c.Cmd.Group == command.GroupTransaction || c.Cmd.Group == command.GroupWalkthrough:
		return fmt.Errorf("%s is not run for each session", c.Cmd.Name)
	}
	return sh.perform(ctx, c)
}

// execAt runs a line in each of the places, as one step of undo.
func (sh *Shell) execAt(ctx context.Context, c *use, text string, places []place.Path) error {
	cwd, previous := sh.Here, sh.Before
	defer func() { sh.Here, sh.Before = cwd, previous }()
	err := c.step(ctx, func() error {
		for batch := range slices.Chunk(places, place.BatchSize) {
			if err := sh.OpenAll(ctx, batch); err != nil {
				return err
			}
			for _, at := range batch {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				sh.Here = at
				if err := sh.execOne(ctx, text); err != nil {
					return &hint.Located{Where: at.String(), Err: err}
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.emit(output.Message{
		Words: fmt.Sprintf("%s: %s", notation.Count(len(places), "session"), text),
		Facts: map[string]any{"sessions": len(places), "line": text},
	})
}

package browse

import (
	"context"
	"errors"
	"fmt"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/jq"
	"sessh/repl/meter"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session/figure"
	"sessh/session/sweep"
)

const maxQuoted = 200 // columns

// parseQuery compiles a jq expression.
func parseQuery(text string) (*jq.Code, error) {
	code, err := jq.Compile(text)
	if err == nil {
		return code, nil
	}
	return nil, &hint.Usage{Err: hint.With(fmt.Errorf("%s is not a jq expression: %s", screen.Shorten(syntax.QuoteWord(text), maxQuoted), screen.Shorten(hint.Line(err), 2*maxQuoted)),
		"an expression is like '.cart.total > 100'; find --name GLOB searches by names")}
}

// querying is an expression that runs on many values at a time.
type querying struct {
	code  *jq.Code
	quick *quickly // nil: all values take the interpreter
	meter *meter.Meter
	outer context.Context
	ctx   context.Context
	stop  context.CancelCauseFunc
}

func newQuerying(ctx context.Context, code *jq.Code, m *meter.Meter) *querying {
	q := &querying{code: code, quick: newQuickly(code), meter: m, outer: ctx}
	q.ctx, q.stop = context.WithCancelCause(ctx)
	q.meter.Begin()
	return q
}

func (q *querying) end() {
	q.stop(nil)
	q.meter.End()
}

// A finding is the result of an expression for one value.
type finding struct {
	matches []any
	failed  *jq.Failed // nil: the expression succeeded
}

// run returns the results of the expression for a value. It is safe for concurrent use: if
// one value exceeds a limit, all runs end.
func (q *querying) run(v any) any {
	if f := q.quick.decide(v); f != nil {
		return f
	}
	out, err := q.code.Run(q.ctx, q.meter, jqValue(v))
	f := &finding{matches: matched(out)}
	if err != nil && !errors.As(err, &f.failed) {
		q.stop(err)
	}
	return f
}

// glance returns the finding for a session that was not decoded; nil if that is needed. It is safe
// for concurrent use.
func (q *querying) glance(p *sweep.Peek) any {
	if f := q.quick.glance(p); f != nil {
		return f
	}
	return nil
}

// A tally counts sessions, and those for which the expression failed.
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

// note writes a note about why nothing was found, if the expression may be wrong.
func (t *tally) note(out command.Output) {
	if t.failed == 0 || t.matched > 0 {
		return
	}
	where := fmt.Sprintf(" for %d of %s", t.failed, figure.Count(t.looked, "session"))
	if t.looked == 1 {
		where = ""
	}
	out.Note("note: the expression failed%s: %s", where, screen.Shorten(hint.Line(t.first), 2*maxQuoted))
}

// failed returns the reason why the runs have ended, if they have.
func (q *querying) failed() error {
	if q.outer.Err() != nil {
		return q.outer.Err()
	}
	err := context.Cause(q.ctx)
	if e, ok := errors.AsType[*meter.Error](err); ok {
		return hint.With(fmt.Errorf("the expression needs more than %s", meter.FormatSize(e.Bound)), "sessh --memory SIZE sets the limit")
	}
	return err
}

// matched returns the results that make a session a match: all but null and false.
func matched(results []any) []any {
	var kept []any
	for _, r := range results {
		if r != nil && r != false {
			kept = append(kept, r)
		}
	}
	return kept
}

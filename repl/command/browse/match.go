package browse

import (
	"context"
	"encoding/base64"
	"encoding/json"
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
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session/figure"
	"sessh/session/tree"
)

// findMatching finds the sessions that an expression matches.
func findMatching(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	code, err := parseQuery(c.Text(0))
	if err != nil {
		return nil, err
	}
	return hits(env, c, &match{}, func(emit emitter) error {
		return eachMatch(ctx, env, c.Path(env, 1), code, func(m *match) error { return emit(m) })
	}), nil
}

// eachMatch calls f for each session at and below a place that an expression matches.
func eachMatch(ctx context.Context, env command.Env, at place.Path, code *jq.Code, f func(*match) error) error {
	q := newQuerying(ctx, code, env.Shell.Meter())
	defer q.end()
	if code.Assigns() {
		defer env.Out.Note("note: = assigns in jq's language, and == compares")
	}
	var all tally
	s := &search{look: q.run, glance: q.glance, visit: func(at place.Path, v any) error {
		found, ok := v.(*finding)
		if !ok { // the search has ended
			return q.failed()
		}
		all.add(found)
		if err := q.failed(); err != nil || len(found.matches) == 0 {
			return err
		}
		return f(&match{at, found.matches})
	}}
	if err := s.sessions(ctx, env, at); err != nil {
		return err
	}
	all.note(env.Out)
	return nil
}

// A match is a session that an expression matched, with the results.
type match struct {
	names   place.Path
	results []any
}

func (m *match) JSON() any {
	results := make([]any, len(m.results)) // as jq writes them: JSON has no infinite numbers
	for i, r := range m.results {
		if b, err := gojq.Marshal(r); err == nil {
			results[i] = json.RawMessage(b)
		}
	}
	return map[string]any{"path": m.names.String(), "results": results}
}

func (*match) Columns() []string { return []string{"path", "results"} }

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
	p.Line("%s  %s", head, p.Colored(text))
}

// findAndRun runs a line in each session that an expression matches, as one step of undo.
func findAndRun(ctx context.Context, env command.Env, c *command.Call, line string) (output.Result, error) {
	code, err := parseQuery(c.Text(0))
	if err != nil {
		return nil, err
	}
	var found []place.Path
	n := 0
	err = eachMatch(ctx, env, c.Path(env, 1), code, func(m *match) error {
		found = append(found, m.names)
		return enough(&n, c.Number("limit"))
	})
	if err := foundAny(env, c, len(found) > 0, err); err != nil {
		return nil, err
	}
	err = env.Shell.Step(ctx, c.Label(), func() error { return runInEach(ctx, env, found, line) })
	if err != nil {
		return nil, err
	}
	return output.Message{
		Words: fmt.Sprintf("%s: %s", figure.Count(len(found), "session"), line),
		Facts: map[string]any{"sessions": len(found), "line": line},
	}, nil
}

// runInEach runs a line at each of the places.
func runInEach(ctx context.Context, env command.Env, places []place.Path, line string) error {
	for batch := range slices.Chunk(places, place.BatchSize) {
		if err := env.Place.OpenAll(ctx, batch); err != nil {
			return err
		}
		for _, at := range batch {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := env.Shell.RunAt(ctx, at, line); err != nil {
				return &hint.Located{Where: at.String(), Err: err}
			}
		}
	}
	return nil
}

// jqValue returns a value as jq expressions see it.
func jqValue(v any) any {
	switch v := v.(type) {
	case nil, bool, string, *big.Int: // unchanged
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
	case tree.Bytes:
		if utf8.ValidString(string(v)) {
			return string(v)
		}
		return base64.StdEncoding.EncodeToString([]byte(v))
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case *tree.List:
		list := make([]any, 0, v.Len())
		for _, x := range v.All() {
			list = append(list, jqValue(x))
		}
		return list
	case *tree.Map:
		m := make(map[string]any, v.Len())
		for k, x := range v.All() {
			m[v.Name(k)] = jqValue(x)
		}
		return m
	}
	if o, ok := v.(interface{ StandsFor() (any, bool) }); ok {
		if x, ok := o.StandsFor(); ok {
			return jqValue(x)
		}
	}
	if x, ok := notation.Inside(v); ok && x != nil {
		return jqValue(x)
	}
	if o, ok := v.(tree.Object); ok {
		return o.Display()
	}
	return fmt.Sprint(v)
}

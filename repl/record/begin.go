package record

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"sessh/repl/command"
	"sessh/repl/dumpfile"
	"sessh/repl/least"
	"sessh/repl/screen"
	"sessh/repl/walkthrough"
)

// A recording begins with the sessions that its lines have opened, and with the least of all
// others that makes its output come true, which is found by replaying it: without those that no
// output depends on, such as those that a search went through; and with one entry of those that
// need only be there, such as those that were listed.

// beginning is a session that a recording may begin with.
type beginning struct {
	whole  string // as dump writes it
	brief  string // with its smallest entry only; "": there is no such form
	opened bool   // by a line
	named  bool   // the recording has its id
	madeUp bool   // that id is made up
}

func newBeginning(d *dumpfile.Session) (b beginning, err error) {
	if b.whole, err = jsonLine(d); err != nil {
		return b, err
	}
	if data, ok := smallestEntry(d.Data); ok {
		brief := *d
		brief.Data, brief.Item, brief.Flags, brief.Way = data, nil, 0, ""
		b.brief, err = jsonLine(&brief)
	}
	return b, err
}

func jsonLine(d *dumpfile.Session) (string, error) {
	line, err := json.Marshal(d)
	return string(append(screen.SafeJSON(line), '\n')), err
}

// smallestEntry returns a mapping with the smallest entry of one; ok is false if it has fewer
// than one.
func smallestEntry(data json.RawMessage) (small json.RawMessage, ok bool) {
	var all map[string]json.RawMessage
	if json.Unmarshal(data, &all) != nil {
		return nil, false
	}
	best := ""
	for key, value := range all {
		size := len(key) + len(value)
		if was := len(best) + len(all[best]); !ok || size < was || size == was && key < best {
			best, ok = key, true
		}
	}
	small, err := json.Marshal(map[string]json.RawMessage{best: all[best]})
	return small, ok && err == nil
}

// beginnings are the sessions that a recording may begin with.
type beginnings []beginning

// rows returns those that are kept, whole if that is set, and those that were opened.
func (all beginnings) rows(kept, whole []bool) (text string, sessions int) {
	var b strings.Builder
	for i, s := range all {
		switch {
		case !kept[i] && !s.opened:
			continue
		case whole[i] || s.opened || s.brief == "":
			b.WriteString(s.whole)
		default:
			b.WriteString(s.brief)
		}
		sessions++
	}
	return b.String(), sessions
}

// that returns for which of the sessions something is true.
func (all beginnings) that(is func(beginning) bool) []bool {
	found := make([]bool, len(all))
	for i, s := range all {
		found[i] = is(s)
	}
	return found
}

// Limits of finding out with how little a recording replays, for each of two questions: where
// replaying it takes long, it is tried a few times at least.
const (
	mostReplays = 100
	replayTime  = time.Second
	fewReplays  = 5
)

// leastRows returns the least that a recording has to begin with, and the number of the sessions
// in it.
func (r *Recording) leastRows(ctx context.Context, all beginnings) (text string, sessions int) {
	every := all.that(func(beginning) bool { return true })
	others := all.that(func(b beginning) bool { return !b.opened })
	named := all.that(func(b beginning) bool { return b.named })
	text, sessions = all.rows(every, every)
	if !slices.Contains(others, true) {
		return text, sessions
	}
	began := time.Now()
	full := r.replayFrom(ctx, text)
	limit := max(replayTime, fewReplays*time.Since(began))
	fewest := func(of []bool, rows func(of []bool) (string, int)) []bool {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		return least.Of(of, named, mostReplays, func(some []bool) bool {
			text, _ := rows(some)
			report := r.replayFrom(ctx, text)
			return full != nil && report != nil && !report.FailsBeyond(full)
		})
	}
	kept := fewest(others, func(kept []bool) (string, int) { return all.rows(kept, every) })
	whole := fewest(kept, func(whole []bool) (string, int) { return all.rows(kept, whole) })
	if full == nil || !passes(full) { // what fails with all of them does not show which it needs
		kept, whole = either(kept, named), either(whole, named)
	}
	return all.rows(kept, whole)
}

// either returns what is in a or b.
func either(a, b []bool) []bool {
	in := make([]bool, len(a))
	for i := range a {
		in[i] = a[i] || b[i]
	}
	return in
}

// passes reports whether all examples have passed.
func passes(report *walkthrough.Report) bool {
	_, failed, _ := report.Counts()
	return failed == 0 && !report.Stopped
}

// replayFrom replays a recording that begins with the sessions, on a store in memory. It
// returns nil if ctx ends before that.
func (r *Recording) replayFrom(ctx context.Context, sessions string) *walkthrough.Report {
	return r.replayOn(ctx, sessions, true)
}

// replayOn is replayFrom, on an empty store or on a new one like that of the shell.
func (r *Recording) replayOn(ctx context.Context, sessions string, empty bool) *walkthrough.Report {
	text := bytes.NewBuffer(bytes.Clone(r.text.Bytes()))
	rec, _ := walkthrough.NewRecorder(text, "")
	_ = rec.AddRows(beginTitle, sessions) // a buffer takes all
	report, err := r.replay(ctx, text.Bytes(), empty)
	if err != nil || ctx.Err() != nil {
		return nil
	}
	return report
}

// replay replays a text of the recording on an empty store in memory, or on a new one like that of
// the shell.
func (r *Recording) replay(ctx context.Context, text []byte, empty bool) (*walkthrough.Report, error) {
	stage, err := r.env.Shell.Stage(ctx, command.StageOptions{Name: r.name, InMemory: empty, AllowFlush: true})
	if err != nil {
		return nil, err
	}
	defer stage.Close(ctx)
	return walkthrough.Parse(r.name, text).Replay(ctx, stage, walkthrough.Options{Now: r.env.Shell.Now}), nil
}

// demoRows returns the sessions that a recording begins with on the data of the demo: those that
// this does not have. ok is false unless the recording replays there, and does not on an empty
// store with the sessions that it would have.
func (r *Recording) demoRows(ctx context.Context, all beginnings, sessions string) (text string, n int, ok bool) {
	if !r.env.Shell.Embedded() || r.env.Shell.Server() != "demo" {
		return "", 0, false
	}
	if report := r.replayFrom(ctx, sessions); report == nil || passes(report) {
		return "", 0, false
	}
	var own beginnings
	for _, b := range all {
		if b.madeUp {
			own = append(own, b)
		}
	}
	every := own.that(func(beginning) bool { return true })
	text, n = own.rows(every, every)
	report := r.replayOn(ctx, text, false)
	return text, n, report != nil && passes(report)
}

// beginTitle is above the sessions that a recording begins with.
const beginTitle = "The sessions that it begins with"

package servers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync/atomic"
	"time"

	"sessh/repl/amend"
	"sessh/repl/command"
	"sessh/repl/dumpfile"
	"sessh/session"
	"sessh/session/format/plain"
	"sessh/session/parallel"
	"sessh/session/storage"
)

// A dumped session is one as a line of a dump.
type dumped struct {
	s     *session.Session
	line  []byte
	brief bool
	err   error
}

// dumpAll encodes sessions, several at a time. If their lines take more than maxData together, the
// others are encoded one by one as they are asked for.
func dumpAll(ctx context.Context, sessions []*session.Session, redact []string) iter.Seq[*dumped] {
	all := make([]*dumped, len(sessions))
	var size atomic.Int64
	parallel.Do(len(sessions), func(i int) {
		if size.Load() < maxData {
			all[i] = newDumped(ctx, sessions[i], redact)
			size.Add(int64(len(all[i].line)))
		}
	})
	return func(yield func(*dumped) bool) {
		for i, d := range all {
			if d == nil {
				d = newDumped(ctx, sessions[i], redact)
			}
			if !yield(d) {
				return
			}
		}
	}
}

func newDumped(ctx context.Context, s *session.Session, redact []string) *dumped {
	d := &dumped{s: s}
	var of *dumpfile.Session
	if of, d.brief, d.err = dumpOf(ctx, s, redact); d.err == nil {
		d.line, d.err = lineOf(of)
	}
	return d
}

// write writes the line, with a note about what it does not have.
func (d *dumped) write(env command.Env, w io.Writer) error {
	if d.err != nil {
		return d.err
	}
	if d.brief {
		noteBrief(env, d.s)
	}
	_, err := w.Write(d.line)
	return err
}

func noteBrief(env command.Env, s *session.Session) {
	env.Out.Note("note: %s takes more than %d MB as JSON: only its item is dumped, without its data", s.Path(), maxData>>20)
}

// DumpOf returns a session as dump writes it.
func DumpOf(ctx context.Context, s *session.Session) (*dumpfile.Session, error) {
	d, _, err := dumpOf(ctx, s, nil)
	return d, err
}

// dumpOf is DumpOf without the values of some keys. brief reports that the data take too much to be
// there beside the item.
func dumpOf(ctx context.Context, s *session.Session, redact []string) (d *dumpfile.Session, brief bool, err error) {
	d = &dumpfile.Session{Container: s.Container().Name(), Session: s.ID(), Format: s.Container().Format().Name()}
	if t := s.LastAccess(); !t.IsZero() {
		d.LastAccess = t.UTC().Format(time.RFC3339)
	}
	if item := s.Item(); item.TTL > 0 || item.TTL == storage.TTLNever {
		seconds := item.TTL.Seconds()
		d.TTL = &seconds
	}
	if len(redact) == 0 {
		d.Item, d.Flags, d.Way = s.Item().Value, s.Item().Flags, s.ReadAs()
		if d.Item == nil { // nil would mean that it was left out
			d.Item = []byte{}
		}
	}
	data, err := s.Data()
	if err != nil {
		if len(redact) > 0 {
			return nil, false, fmt.Errorf("%w; it cannot be redacted", err)
		}
		d.Data = json.RawMessage("null")
		return d, false, nil
	}
	if len(redact) > 0 && s.Container().Raw() && plain.IsValue(data) { // its content is unknown
		redact = []string{"*"}
	}
	b := atMost{stop: ctx.Err}
	err = amend.Write(&b, data, redact)
	switch {
	case err == nil:
		d.Data = b.text
	case errors.Is(err, errTooMuch) && d.Item != nil: // which has everything
		d.Data, brief = json.RawMessage("null"), true
	default:
		return nil, false, fmt.Errorf("%s: %w", s.Path(), err)
	}
	return d, brief, nil
}

// maxData is how much JSON is dumped beside the item of a session: a small item can contain
// a long text any number of times.
const maxData = 64 << 20

var errTooMuch = fmt.Errorf("%w: it takes more than %d MB as JSON", storage.ErrTooLarge, maxData>>20)

// atMost keeps what is written, up to maxData bytes.
type atMost struct {
	text []byte
	stop func() error
}

func (b *atMost) Write(p []byte) (int, error) {
	if len(b.text)+len(p) > maxData {
		return 0, errTooMuch
	}
	if err := b.stop(); err != nil {
		return 0, err
	}
	b.text = append(b.text, p...)
	return len(p), nil
}

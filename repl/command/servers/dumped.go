package servers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync"
	"sync/atomic"
	"time"

	"sessh/repl/amend"
	"sessh/repl/command"
	"sessh/repl/dumpfile"
	"sessh/session"
	"sessh/session/format/plain"
	"sessh/session/format/sparse"
	"sessh/session/marked"
	"sessh/session/parallel"
	"sessh/session/scan"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/sweep"
)

// A dumper makes lines of sessions. Most are read sparsely, and not decoded.
type dumper struct {
	redact []string
	glance *scan.Glance
}

func newDumper(redact []string) *dumper {
	return &dumper{redact, scan.NewGlance(sparse.Everything())}
}

// A dumped session is one as a line of a dump.
type dumped struct {
	of    *sweep.Peek
	line  []byte
	brief bool
	err   error
}

// lines encodes sessions, several at a time. If their lines take more than maxData together, the
// others are encoded one by one as they are asked for.
func (d *dumper) lines(ctx context.Context, sessions []*sweep.Peek) iter.Seq[*dumped] {
	all := make([]dumped, len(sessions))
	var size atomic.Int64
	parallel.Do(len(sessions), func(i int) {
		if size.Load() < maxData {
			all[i] = d.line(ctx, sessions[i])
			size.Add(int64(len(all[i].line)))
		}
	})
	return func(yield func(*dumped) bool) {
		for i := range all {
			x := &all[i]
			if x.of == nil {
				*x = d.line(ctx, sessions[i])
			}
			if !yield(x) {
				return
			}
		}
	}
}

func (d *dumper) line(ctx context.Context, p *sweep.Peek) dumped {
	x := dumped{of: p, err: ctx.Err()}
	if x.err != nil {
		return x
	}
	if len(d.redact) == 0 && d.sparsely(&x) {
		return x
	}
	var of *dumpfile.Session
	if of, x.brief, x.err = dumpOf(ctx, p.Session(), d.redact); x.err == nil {
		x.line, x.err = of.Line()
	}
	return x
}

// sparsely makes the line of a session without decoding it. It returns false where that cannot be.
func (d *dumper) sparsely(x *dumped) (ok bool) {
	d.glance.Record(x.of.Entry, func(r sparse.Record) {
		buf := buffers.Get().(*[]byte)
		defer buffers.Put(buf)
		if *buf, ok = marked.AppendSparse((*buf)[:0], r.Data); !ok {
			return
		}
		of := header(x.of.Container, x.of.ID, x.of.Item, r.LastAccess)
		of.Hold(x.of.Item)
		of.Data = *buf
		x.line, x.err = of.Line()
	})
	return ok
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// write writes the line, with a note about what it does not have.
func (d *dumped) write(env command.Env, w io.Writer) error {
	if d.err != nil {
		return d.err
	}
	if d.brief {
		noteBrief(env, d.of.Session())
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

// header returns a session as dump writes it, without its item and data.
func header(c *session.Container, id string, item *storage.Item, accessed time.Time) *dumpfile.Session {
	d := &dumpfile.Session{Container: c.Name(), Session: id, Format: c.Format().Name()}
	if !accessed.IsZero() {
		d.LastAccess = accessed.UTC().Format(time.RFC3339)
	}
	if item.TTL > 0 || item.TTL == storage.TTLNever {
		seconds := item.TTL.Seconds()
		d.TTL = &seconds
	}
	return d
}

// dumpOf is DumpOf without the values of some keys. brief reports that the data take too much to be
// there beside the item.
func dumpOf(ctx context.Context, s *session.Session, redact []string) (d *dumpfile.Session, brief bool, err error) {
	d = header(s.Container(), s.ID(), s.Item(), s.LastAccess())
	if len(redact) == 0 {
		d.Hold(s.Item())
		d.Way = stored.ReadAs(s)
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

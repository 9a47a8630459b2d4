package memcached

import (
	"bufio"
	"context"
	"errors"
	"strconv"

	"sessh/session"
	"sessh/session/memcached/textproto"
)

// sendMany makes writes in one pipeline of meta commands. With an error, those
// that were answered before it have their outcomes.
func (b *batch) sendMany(ctx context.Context, at []int) error {
	return b.s.once(ctx, func(c *textproto.Conn) error {
		e, err := b.s.epoch(ctx, c)
		if err != nil {
			return &dialError{err}
		}
		return c.Pipeline(ctx, b.requests(at, e), func() error {
			for _, i := range at {
				if err := b.answer(ctx, c, i); err != nil {
					return err
				}
				b.outcomes[i].Version = e.version(b.outcomes[i].Version)
			}
			return nil
		})
	})
}

// requests are writes as meta commands. Each carries its place as an opaque
// token, by which its reply is known.
func (b *batch) requests(at []int, e epoch) func(*bufio.Writer) error {
	now := b.s.options.Now()
	return func(out *bufio.Writer) error {
		var line []byte
		for _, i := range at {
			w := &b.writes[i]
			line = append(line[:0], "ms "...)
			if w.Delete {
				line = append(line[:0], "md "...)
			}
			line = append(line, w.Key...)
			if !w.Delete {
				line = strconv.AppendInt(append(line, ' '), int64(len(w.Value)), 10)
				line = strconv.AppendInt(append(line, " c T"...), int64(exptime(w.TTL, now)), 10)
				line = strconv.AppendUint(append(line, " F"...), uint64(w.Flags), 10)
			}
			if w.Version == 0 {
				line = append(line, " ME"...)
			} else {
				line = strconv.AppendUint(append(line, " C"...), e.cas(w.Version), 10)
			}
			line = strconv.AppendInt(append(line, " O"...), int64(i), 10)
			line = append(line, "\r\n"...)
			if _, err := out.Write(line); err != nil {
				return err
			}
			if w.Delete {
				continue
			}
			out.Write(w.Value)
			if _, err := out.WriteString("\r\n"); err != nil {
				return err
			}
		}
		return nil
	}
}

// answer reads the reply to one write.
func (b *batch) answer(ctx context.Context, c *textproto.Conn, i int) error {
	m, err := c.Meta(ctx, 0)
	var refused *textproto.ServerError
	switch {
	case errors.As(err, &refused):
		b.fail(i, refusal(refused))
		return nil
	case err != nil:
		return err
	}
	if n, ok := m.Number('O'); !ok || n != int64(i) {
		return textproto.Nonsense(m.Code + " " + m.Flags)
	}
	switch m.Code {
	case "HD":
		b.outcomes[i] = session.Outcome{State: session.Applied, Version: m.Version()}
	case "EX", "NF", "NS":
		b.outcomes[i] = session.Outcome{State: session.Overtaken}
	default:
		return textproto.Nonsense(m.Code + " " + m.Flags)
	}
	return nil
}

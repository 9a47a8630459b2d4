package memcached

import (
	"bufio"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"sessh/session"
	"sessh/session/memcached/textproto"
)

// sendMany makes writes in one pipeline. With an error, those that were answered
// before it have their outcomes, unless the answers turn out to be out of step:
// then none is believed.
func (b *batch) sendMany(ctx context.Context, at []int) error {
	err := b.s.once(ctx, func(c *textproto.Conn) error {
		p, err := b.s.process(ctx, c)
		if err != nil {
			return &dialError{err}
		}
		return c.Pipeline(ctx, b.requests(at, p), func() error {
			for _, i := range at {
				if err := b.answer(ctx, c, i); err != nil {
					return err
				}
			}
			return inStep(ctx, c)
		})
	})
	if errors.Is(err, textproto.ErrNonsense) {
		for _, i := range at {
			b.outcomes[i] = session.Outcome{}
		}
	}
	return err
}

// inStep reads the answer to the request that ends a pipeline of writes, and
// finds it elsewhere where there were more answers than writes.
func inStep(ctx context.Context, c *textproto.Conn) error {
	line, err := c.Reply(ctx)
	if err == nil && line != "MN" {
		err = textproto.Nonsense(line)
	}
	return err
}

// requests are writes as commands of a pipeline. What is put goes by add and cas,
// and not by their meta counterpart: that one removes the item under the key
// when it is refused for want of memory, or as too large, whoever has put it there.
func (b *batch) requests(at []int, p *process) func(*bufio.Writer) error {
	now := p.now(b.s.options.Now())
	return func(out *bufio.Writer) error {
		var line []byte
		for _, i := range at {
			w := &b.writes[i]
			line = b.request(line[:0], i, p.epoch, now)
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
		_, err := out.WriteString("mn\r\n")
		return err
	}
}

// request appends the line of one write. That of a delete carries its place as
// an opaque token, by which its reply is known.
func (b *batch) request(line []byte, i int, e epoch, now time.Time) []byte {
	w := &b.writes[i]
	if w.Delete {
		line = append(append(line, "md "...), w.Key...)
		line = strconv.AppendUint(append(line, " C"...), e.cas(w.Version), 10)
		line = strconv.AppendInt(append(line, " O"...), int64(i), 10)
		return append(line, "\r\n"...)
	}
	verb := "add "
	if w.Version != 0 {
		verb = "cas "
	}
	line = append(append(line, verb...), w.Key...)
	line = strconv.AppendUint(append(line, ' '), uint64(w.Flags), 10)
	line = strconv.AppendInt(append(line, ' '), int64(exptime(w.TTL, now)), 10)
	line = strconv.AppendInt(append(line, ' '), int64(len(w.Value)), 10)
	if w.Version != 0 {
		line = strconv.AppendUint(append(line, ' '), e.cas(w.Version), 10)
	}
	return append(line, "\r\n"...)
}

// answer reads the reply to one write.
func (b *batch) answer(ctx context.Context, c *textproto.Conn, i int) error {
	read := b.putAnswer
	if b.writes[i].Delete {
		read = b.deleteAnswer
	}
	state, err := read(ctx, c, i)
	if err == nil {
		b.outcomes[i] = session.Outcome{State: state}
		return nil
	}
	var refused *textproto.ServerError
	if !errors.As(err, &refused) {
		return err
	}
	b.fail(i, refusal(refused))
	if !strings.HasPrefix(refused.Line, "SERVER_ERROR") {
		return err // it may take the value for commands: no reply can be relied on
	}
	return nil
}

func (b *batch) putAnswer(ctx context.Context, c *textproto.Conn, _ int) (session.State, error) {
	line, err := c.Reply(ctx)
	switch {
	case err != nil:
		return 0, err
	case line == "STORED":
		return session.Applied, nil
	case line == "EXISTS", line == "NOT_FOUND", line == "NOT_STORED":
		return session.Overtaken, nil
	}
	return 0, textproto.Nonsense(line)
}

func (b *batch) deleteAnswer(ctx context.Context, c *textproto.Conn, i int) (session.State, error) {
	m, err := c.Meta(ctx, 0)
	if err != nil {
		return 0, err
	}
	if n, ok := m.Number('O'); !ok || n != int64(i) {
		return 0, textproto.Nonsense(m.Code + " " + m.Flags)
	}
	switch m.Code {
	case "HD":
		return session.Applied, nil
	case "EX", "NF":
		return session.Overtaken, nil
	}
	return 0, textproto.Nonsense(m.Code + " " + m.Flags)
}

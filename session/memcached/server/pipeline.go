package server

import (
	"bufio"
	"context"
	"errors"
	"strconv"
	"time"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// sendMany makes writes in one pipeline. After an error, those that were answered before it have
// their outcomes, unless the replies are out of step: then none is believed. A refusal is believed
// only if the whole pipeline was in step, because an error can be the reply to another request, or
// to none.
func (b *batch) sendMany(ctx context.Context, at []int) error {
	err := b.s.once(ctx, func(c *textproto.Conn) error {
		p := processAt(c)
		if err := p.writable(); err != nil {
			return &unsent{err}
		}
		return c.Pipeline(ctx, b.requests(at, p), func() error {
			for _, i := range at {
				if err := b.answer(ctx, c, i); err != nil {
					return err
				}
			}
			return b.s.inStep(ctx, c, p)
		})
	})
	if err == nil {
		return nil
	}
	believed := at[:0]
	if !errors.Is(err, textproto.ErrNonsense) {
		believed = at[:b.answered(at)]
	}
	for _, i := range at[len(believed):] {
		b.outcomes[i] = storage.Outcome{}
	}
	return err
}

// answered returns the number of writes of a pipeline that were answered before the first one that
// was refused or not answered.
func (b *batch) answered(at []int) int {
	for n, i := range at {
		if s := b.outcomes[i].State; s != storage.Applied && s != storage.Overtaken {
			return n
		}
	}
	return len(at)
}

// requests returns writes as commands of a pipeline: add and cas. Their meta counterparts are
// missing on some servers, and remove the item under the key if they are refused as too large or
// for lack of memory.
func (b *batch) requests(at []int, p *process) func(*bufio.Writer) error {
	now := p.now(b.s.options.Now())
	return func(out *bufio.Writer) error {
		var line []byte
		for _, i := range at {
			w := &b.writes[i]
			line = request(line[:0], w, p.epoch, now)
			if _, err := out.Write(line); err != nil {
				return err
			}
			if !w.Delete {
				out.Write(w.Value)
			}
			if _, err := out.WriteString("\r\n"); err != nil {
				return err
			}
		}
		_, err := out.WriteString(b.s.end(p))
		return err
	}
}

// request appends the line of one write.
func request(line []byte, w *storage.Write, e epoch, now time.Time) []byte {
	verb, flags, size := "add ", w.Flags, len(w.Value)
	if w.Version != 0 {
		verb = "cas "
	}
	if w.Delete {
		flags, size = 0, 0
	}
	line = append(append(line, verb...), w.Key...)
	line = strconv.AppendUint(append(line, ' '), uint64(flags), 10)
	line = strconv.AppendInt(append(line, ' '), int64(expiry(w, now)), 10)
	line = strconv.AppendInt(append(line, ' '), int64(size), 10)
	if w.Version != 0 {
		line = strconv.AppendUint(append(line, ' '), e.cas(w.Version), 10)
	}
	return append(line, "\r\n"...)
}

// removed is the expiry of a removed item: a time before any server was started, which memcached
// itself uses for negative ones. An item is removed by writing it with this expiry, conditional on
// its version. md, which is made for removing, is missing before 1.6 and in twemproxy, and refuses
// every version up to 1.6.12.
const removed = 30*24*3600 + 1

// expiry returns the time at which the written item expires.
func expiry(w *storage.Write, now time.Time) int32 {
	if w.Delete {
		return removed
	}
	return exptime(w.TTL, now)
}

// answer reads the reply to one write. SERVER_ERROR means that the server could not make it. ERROR
// and CLIENT_ERROR mean that it did not understand something: no reply from there on is reliable,
// including this one.
func (b *batch) answer(ctx context.Context, c *textproto.Conn, i int) error {
	line, err := c.Reply(ctx)
	var state storage.State
	if err == nil {
		state, err = written(&b.writes[i], line)
	}
	if err == nil {
		b.outcomes[i] = storage.Outcome{State: state}
		return nil
	}
	var refused *textproto.ServerError
	if errors.As(err, &refused) && refused.Failed() {
		b.fail(i, refusal(refused))
		return nil
	}
	return err
}

// written returns what the reply to add or cas means. They have different words for a condition
// that does not hold.
func written(w *storage.Write, line string) (storage.State, error) {
	switch {
	case line == "STORED":
		return storage.Applied, nil
	case w.Version == 0 && line == "NOT_STORED", w.Version != 0 && (line == "EXISTS" || line == "NOT_FOUND"):
		return storage.Overtaken, nil
	}
	return 0, textproto.Nonsense(line)
}

package memcached

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/bradfitz/gomemcache/memcache"

	"sessh/session"
	"sessh/session/memcached/textproto"
)

// apply makes the writes of this server.
func (s *server) apply(ctx context.Context, writes []session.Write) []session.Outcome {
	outcomes := make([]session.Outcome, len(writes))
	var left []int
	for i, w := range writes {
		if err := s.checkWrite(ctx, w); err != nil {
			outcomes[i] = s.failed(w, err)
			continue
		}
		left = append(left, i)
	}
	if len(left) == 1 && !writes[left[0]].Delete {
		i := left[0]
		outcomes[i] = s.applyOne(ctx, writes[i])
		return outcomes
	}
	if len(left) > 0 {
		s.applyMany(ctx, writes, left, outcomes)
	}
	return outcomes
}

func (s *server) failed(w session.Write, err error) session.Outcome {
	return session.Outcome{State: session.Failed, Err: s.error("write", w.Key, err)}
}

// checkWrite refuses what the server would refuse, before anything is sent.
func (s *server) checkWrite(ctx context.Context, w session.Write) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := checkKey(w.Key); err != nil {
		return err
	}
	if w.Delete {
		if w.Version == 0 {
			return errors.New("a delete needs the version that it is for")
		}
		return nil
	}
	size, err := s.itemSize(ctx)
	if err != nil {
		return err
	}
	limit := maxValue(size, w.Key)
	if w.Flags != 0 {
		limit -= itemFlags
	}
	if len(w.Value) > limit {
		return fmt.Errorf("%w: %d bytes, and the server takes at most %d", session.ErrTooLarge, len(w.Value), limit)
	}
	return nil
}

// applyOne writes through gomemcache, by cas or add. It is not given up when
// ctx is cancelled, since nobody would know what became of it: the server's
// time-out bounds it.
func (s *server) applyOne(ctx context.Context, w session.Write) session.Outcome {
	item := &memcache.Item{Key: w.Key, Value: w.Value, Flags: w.Flags, Expiration: exptime(w.TTL, s.options.Now()), CasID: w.Version}
	write := s.client.Add
	if w.Version != 0 {
		write = s.client.CompareAndSwap
	}
	var err error
	for range maxIdle + 1 {
		if err = write(item); !errors.Is(err, errStale) {
			break
		}
	}
	switch {
	case err == nil:
		return session.Outcome{State: session.Applied}
	case errors.Is(err, memcache.ErrCASConflict), errors.Is(err, memcache.ErrCacheMiss), errors.Is(err, memcache.ErrNotStored):
		return session.Outcome{State: session.Overtaken}
	case unsent(err):
		return s.failed(w, err)
	}
	if refusal := refusedLine(err); refusal != nil {
		return s.failed(w, refusal)
	}
	return s.lookUp(ctx, w, err)
}

// refusedLine finds what a server said in the error that gomemcache makes of it.
func refusedLine(err error) error {
	text := err.Error()
	for _, word := range []string{"SERVER_ERROR", "CLIENT_ERROR"} {
		i := strings.Index(text, `"`+word)
		if i < 0 {
			continue
		}
		line, uerr := strconv.Unquote(text[i:])
		if uerr != nil {
			line = text[i:]
		}
		return refusal(&textproto.ServerError{Line: strings.TrimSpace(line)})
	}
	return nil
}

// refusal says in plain words what a server refuses.
func refusal(err *textproto.ServerError) error {
	if strings.Contains(err.Line, "too large") {
		return fmt.Errorf("%w for the server", session.ErrTooLarge)
	}
	return err
}

// lookUp finds out what became of a write whose reply was lost. The
// connection that it went by is closed by then. A request that the server has
// received but not yet read can still be carried out after the look-up: it
// writes what was asked for, on the same condition, so that sending it again
// is harmless, and finds a conflict of equal values at the worst.
func (s *server) lookUp(ctx context.Context, w session.Write, cause error) session.Outcome {
	items, err := s.read(context.WithoutCancel(ctx), []string{w.Key}, session.NeedValue)
	if err != nil {
		return session.Outcome{State: session.Unknown, Err: s.error("write", w.Key, fmt.Errorf("the answer was lost: %w", s.plain(cause)))}
	}
	item := items[w.Key]
	switch {
	case w.Delete && item == nil:
		return session.Outcome{State: session.Applied}
	case !w.Delete && item != nil && item.Version != w.Version && item.Flags == w.Flags && bytes.Equal(item.Value, w.Value):
		return session.Outcome{State: session.Applied, Version: item.Version}
	case item == nil && w.Version == 0, item != nil && item.Version == w.Version:
		return s.failed(w, fmt.Errorf("it did not arrive: %w", s.plain(cause)))
	}
	return session.Outcome{State: session.Overtaken}
}

// applyMany makes many writes in one pipeline.
func (s *server) applyMany(ctx context.Context, writes []session.Write, at []int, outcomes []session.Outcome) {
	meta, err := s.hasMeta(ctx)
	if err != nil {
		for _, i := range at {
			outcomes[i] = s.failed(writes[i], err)
		}
		return
	}
	if !meta {
		for _, i := range at {
			if writes[i].Delete {
				outcomes[i] = s.failed(writes[i], fmt.Errorf("deleting on a condition is %w: it is older than 1.6", session.ErrUnsupported))
				continue
			}
			outcomes[i] = s.applyOne(ctx, writes[i])
		}
		return
	}
	answered := 0
	c, err := s.conn(ctx)
	if err == nil {
		// Once it has begun the pipeline is not given up when ctx is cancelled;
		// the time-out bounds every wait.
		err = c.Pipeline(context.WithoutCancel(ctx), s.requests(writes, at), func() error {
			for _, i := range at {
				o, err := s.answer(c, writes[i])
				if err != nil {
					return err
				}
				outcomes[i] = o
				answered++
			}
			return nil
		})
		s.put(c)
	}
	if err == nil {
		return
	}
	for _, i := range at[answered:] {
		if unsent(err) {
			outcomes[i] = s.failed(writes[i], err)
			continue
		}
		outcomes[i] = s.lookUp(ctx, writes[i], err)
	}
}

// requests are the writes as meta commands.
func (s *server) requests(writes []session.Write, at []int) func(*bufio.Writer) error {
	now := s.options.Now()
	return func(w *bufio.Writer) error {
		var b []byte
		for _, i := range at {
			x := &writes[i]
			if x.Delete {
				b = append(append(b[:0], "md "...), x.Key...)
				b = strconv.AppendUint(append(b, " C"...), x.Version, 10)
				b = append(b, "\r\n"...)
			} else {
				b = append(append(b[:0], "ms "...), x.Key...)
				b = strconv.AppendInt(append(b, ' '), int64(len(x.Value)), 10)
				b = strconv.AppendInt(append(b, " c T"...), int64(exptime(x.TTL, now)), 10)
				b = strconv.AppendUint(append(b, " F"...), uint64(x.Flags), 10)
				if x.Version == 0 {
					b = append(b, " ME"...)
				} else {
					b = strconv.AppendUint(append(b, " C"...), x.Version, 10)
				}
				b = append(append(append(b, "\r\n"...), x.Value...), "\r\n"...)
			}
			if _, err := w.Write(b); err != nil {
				return err
			}
		}
		return nil
	}
}

// answer reads the reply to one write.
func (s *server) answer(c *textproto.Conn, w session.Write) (session.Outcome, error) {
	m, err := c.Meta(context.Background(), 0)
	var refused *textproto.ServerError
	switch {
	case errors.As(err, &refused):
		return s.failed(w, refusal(refused)), nil
	case err != nil:
		return session.Outcome{}, err
	}
	switch m.Code {
	case "HD":
		return session.Outcome{State: session.Applied, Version: m.Version()}, nil
	case "EX", "NF", "NS":
		return session.Outcome{State: session.Overtaken}, nil
	}
	return session.Outcome{}, fmt.Errorf("%w: %s", textproto.ErrNonsense, m.Code)
}

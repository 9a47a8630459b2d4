package textproto

import (
	"bytes"
	"cmp"
	"context"
)

// A Dump is a request to the crawler of a server.
type Dump struct {
	Walk  string // "hash" or "all"
	Names bool   // only names; not supported by older servers
	Ahead int    // so many bytes that are read ahead are kept in memory; 0 is the default, 128 MiB
}

func (d Dump) request() string {
	if d.Names {
		return "lru_crawler mgdump " + d.Walk + "\r\n"
	}
	return "lru_crawler metadump " + d.Walk + "\r\n"
}

// Dump requests a dump and calls f for each item until f returns false. An item is valid until f returns,
// but its Key may be kept. The connection is not usable afterwards.
//
// The dump is read as fast as it arrives, however long f takes and however much it is, because servers
// up to 1.6.18 hold a lock on some items while they wait for the reader. Were f to wait for one of
// these, the server would wait for ever, and all its clients with it.
func (c *Conn) Dump(ctx context.Context, what Dump, f func(*Dumped) bool) error {
	c.broken = true
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(past) })
	defer stop()
	if _, err := c.Send(ctx, []byte(what.request())); err != nil {
		return cancelled(ctx, err)
	}
	a := c.readAhead(ctx, cmp.Or(what.Ahead, maxAhead))
	defer a.stop(c)
	take := taker(f)
	if what.Names {
		take = (&names{f: f}).take
	}
	for {
		lines, err := a.lines()
		if err != nil {
			return cancelled(ctx, err)
		}
		for len(lines) > 0 {
			end := bytes.IndexByte(lines, '\n')
			more, err := take(bytes.TrimRight(lines[:end], "\r"))
			if err != nil || !more {
				return err
			}
			lines = lines[end+1:]
		}
	}
}

// taker takes the lines of a dump. more is false at its end.
func taker(f func(*Dumped) bool) func(line []byte) (more bool, err error) {
	lines, d := new(dumpLines), new(Dumped)
	return func(line []byte) (bool, error) {
		done, skip, err := lines.parse(line, d)
		return err == nil && !done && (skip || f(d)), err
	}
}

func cancelled(ctx context.Context, err error) error {
	if ctxErr := ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	return err
}

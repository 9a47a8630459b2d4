package memcached

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"time"

	"sessh/session/memcached/textproto"
)

// An epoch is the life of one server process. Each counts the versions of its
// items from 1, so that after a restart what somebody else has stored may well
// have the version that an item was read at before. Outside of this package a
// version is therefore mixed with the epoch that it is from: a write that
// carries one of another epoch asks for a version that no item has, and is a
// conflict. It is the same number in every program that looks.
type epoch uint64

// version is the version of an item as callers see it.
func (e epoch) version(cas uint64) uint64 {
	if cas == 0 {
		return 0
	}
	return cas ^ uint64(e)
}

// cas is the version that is to be sent to the server.
func (e epoch) cas(version uint64) uint64 { return e.version(version) }

// process is what is known of the server process at the other end of a connection.
type process struct {
	epoch epoch
	time  time.Time // what its clock said; zero: it did not tell
	asked time.Time // when that was, by ours
}

// sameClock is how far two clocks are apart that are set alike: memcached counts
// whole seconds, and looks at its clock once in one.
const sameClock = 3 * time.Second

// now is what the process takes the time for, which counts where it is told to
// keep an item until a point in time: its clock may be set otherwise than ours,
// and one of the two may have been set again since.
func (p *process) now(ours time.Time) time.Time {
	if p.time.IsZero() {
		return ours
	}
	return p.time.Add(ours.Sub(p.asked))
}

// ours is a point in time of the process' clock by ours, so that how long it is
// until then is told right. Zero stays zero.
func (p *process) ours(t time.Time) time.Time {
	if t.IsZero() || p.time.IsZero() {
		return t
	}
	if skew := p.asked.Sub(p.time); skew.Abs() > sameClock {
		return t.Add(skew)
	}
	return t
}

// process is the one at the other end of a connection, which stays the same as
// long as the connection does. It is asked for once.
func (s *server) process(ctx context.Context, c *textproto.Conn) (*process, error) {
	x, ok := c.Conn.(*socket)
	if !ok {
		return nil, fmt.Errorf("a connection of another kind: %T", c.Conn)
	}
	if x.process != nil {
		return x.process, nil
	}
	var p *process
	err := c.Pipeline(ctx, literal("stats\r\n"), func() error {
		stats, err := c.Stats(ctx)
		p = processOf(stats, s.options.Now())
		p.epoch ^= s.salt
		var refused *textproto.ServerError
		if errors.As(err, &refused) && !refused.Full() {
			return nil // the connection can still be used
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	x.process = p
	return p, nil
}

// processOf tells processes apart by their number and by when they were started.
// One that does not say so is taken to live forever.
func processOf(stats map[string]string, asked time.Time) *process {
	now, err := strconv.ParseInt(stats["time"], 10, 64)
	if err != nil || now <= 0 {
		return &process{}
	}
	p := &process{time: time.Unix(now, 0), asked: asked}
	if up, err := strconv.ParseInt(stats["uptime"], 10, 64); err == nil {
		p.epoch = epochOf(stats["pid"], now-up)
	}
	return p
}

// epochOf makes a number of what tells processes apart.
func epochOf(facts ...any) epoch {
	sum := sha256.Sum256([]byte(fmt.Sprintln(facts...)))
	return epoch(binary.BigEndian.Uint64(sum[:]))
}

package textproto

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"
)

// How long a connection waits for its server: as long as there is progress, and no
// longer than its timeout without any; twice that where a write got stuck in the
// middle of a piece. A value may take longer than that as a whole, in either direction.
//
// What has been handed to the system is not at the server yet: buffers, tunnels and
// proxies take several megabytes. The reply is waited for as long as what was sent
// needs at slowestSend, and the timeout on top of that.

const (
	// slowest is the rate, in bytes a second, below which there is no progress: a peer
	// that gives, or takes, one byte now and then ends the wait as one does that is silent.
	slowest = 4 << 10
	// slowestSend is the rate at which what was sent is expected to arrive.
	slowestSend = 256 << 10
	// piece is how much is written with one deadline; the size of a record of TLS,
	// whose writes cannot go on after a deadline has passed in the middle of one.
	piece = 16 << 10
)

// pace is how a wait gets on.
type pace struct {
	began time.Time
	moved int // bytes since
}

// end is when the wait is over, unless more bytes move.
func (p pace) end(now time.Time, timeout time.Duration) time.Time {
	bound := p.began.Add(timeout + atRate(p.moved, slowest))
	if end := now.Add(timeout); end.Before(bound) {
		return end
	}
	return bound
}

// atRate is how long n bytes take at a rate of bytes a second.
func atRate(n, rate int) time.Duration {
	return time.Duration(n) * time.Second / time.Duration(rate)
}

// waiting is the state of the waits on a connection. Of a pipeline, one goroutine
// writes and another one reads.
type waiting struct {
	mu      sync.Mutex
	sending bool      // a write is under way, which ends the wait of a read if it gets stuck
	due     time.Time // when what was sent has arrived
	reply   pace      // of the read
	endless bool      // reads have no deadline
}

// Send writes p to the server. It takes as long as the server takes it in, and ends
// with ctx.
func (c *Conn) Send(ctx context.Context, p []byte) (n int, err error) {
	c.begin()
	defer c.sent(ctx)
	wait := pace{began: time.Now()}
	for n < len(p) {
		c.SetWriteDeadline(wait.end(time.Now(), c.timeout))
		if err := c.ended(ctx); err != nil {
			return n, err
		}
		m, err := c.Conn.Write(p[n:min(len(p), n+piece)])
		n += m
		wait.moved += m
		c.expect(m)
		if err != nil && (m == 0 || !errors.Is(err, os.ErrDeadlineExceeded)) {
			return n, err
		}
	}
	return n, nil
}

// begin has a read that waits already wait until all is sent.
func (c *Conn) begin() {
	c.wait.mu.Lock()
	defer c.wait.mu.Unlock()
	c.wait.sending = true
	c.setReadDeadline()
}

// expect notes that n bytes were sent.
func (c *Conn) expect(n int) {
	c.wait.mu.Lock()
	defer c.wait.mu.Unlock()
	if now := time.Now(); c.wait.due.Before(now) {
		c.wait.due = now
	}
	c.wait.due = c.wait.due.Add(atRate(n, slowestSend))
}

// sent has a read that waits already wait for the reply from now on.
func (c *Conn) sent(ctx context.Context) {
	c.wait.mu.Lock()
	c.wait.sending = false
	c.setReadDeadline()
	c.wait.mu.Unlock()
	if c.ended(ctx) != nil {
		c.SetReadDeadline(past)
	}
}

// setReadDeadline is called with the lock held.
func (c *Conn) setReadDeadline() {
	w := &c.wait
	if w.endless || w.sending {
		c.SetReadDeadline(time.Time{})
		return
	}
	now, reply := time.Now(), w.reply
	if now.Before(w.due) {
		now = w.due
	}
	if reply.began.Before(w.due) {
		reply.began = w.due
	}
	c.SetReadDeadline(reply.end(now, c.timeout))
}

// source is what the reader of a connection reads from: each read has its own deadline.
type source struct{ c *Conn }

func (s source) Read(p []byte) (int, error) {
	c := s.c
	c.wait.mu.Lock()
	if c.fresh {
		c.wait.reply, c.fresh = pace{began: time.Now()}, false
	}
	c.setReadDeadline()
	c.wait.mu.Unlock()
	if err := c.ended(c.reading); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p)
	c.wait.mu.Lock()
	c.wait.reply.moved += n
	c.wait.mu.Unlock()
	return n, err
}

// await begins the wait for a reply, or the next part of one that has no end.
func (c *Conn) await(ctx context.Context) { c.reading, c.fresh = ctx, true }

// ended reports whether there is nothing to wait for any more. It is looked at
// after a deadline was set, since what ends a wait sets one in the past.
func (c *Conn) ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.failed.Load() {
		return os.ErrDeadlineExceeded
	}
	return nil
}

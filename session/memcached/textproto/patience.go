package textproto

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"
)

// A connection waits for its server as long as there is progress, and no longer than its timeout
// without progress; twice that if a write is stuck in the middle of a piece. A whole value may take
// longer than that, in either direction.
//
// What was handed to the system has not arrived at the server yet: buffers, tunnels and proxies take
// several megabytes. The wait for the reply is therefore the time that what was sent needs at
// slowestSend, plus the timeout.
//
// Time in which this process did not run is not the server's: stopped by Ctrl-Z, or on a machine that is
// very busy, it goes on after a deadline that it was to wait for, and what has arrived meanwhile is there
// to be read. Such a wait begins again. A server that is silent is therefore found out later, and one
// that has answered is not called silent.

const (
	// slowest is the rate, in bytes a second, below which there is no progress: a peer that
	// sends or takes a byte now and then counts as silent.
	slowest = 4 << 10
	// slowestSend is the rate at which sent bytes are expected to arrive.
	slowestSend = 256 << 10
	// piece is the number of bytes that are written with one deadline. It is the size of a TLS
	// record, in the middle of which a write cannot go on after a deadline.
	piece = 16 << 10
)

// pace is the progress of a wait.
type pace struct {
	began time.Time
	moved int // bytes since then
}

// end returns the time at which the wait ends unless more bytes move.
func (p pace) end(now time.Time, timeout time.Duration) time.Time {
	bound := p.began.Add(timeout + atRate(p.moved, slowest))
	if end := now.Add(timeout); end.Before(bound) {
		return end
	}
	return bound
}

// missed reports whether this process did not run when the deadline of a wait passed: nobody looked then
// what had arrived.
func missed(deadline time.Time, timeout time.Duration) bool {
	return time.Since(deadline) > timeout/4
}

// atRate returns the time that n bytes take at a rate in bytes a second.
func atRate(n, rate int) time.Duration {
	return time.Duration(n) * time.Second / time.Duration(rate)
}

// waiting is the state of the waits on a connection. In a pipeline, one goroutine writes and another
// one reads.
type waiting struct {
	mu      sync.Mutex
	sending bool      // a write is under way; if it is stuck, the wait of the read ends
	due     time.Time // when the sent bytes are expected to have arrived
	reply   pace      // of the read
	ends    time.Time // the deadline of the read
	endless bool      // reads have no deadline
}

// Send writes p to the server. It goes on as long as the server reads, and ends with ctx.
func (c *Conn) Send(ctx context.Context, p []byte) (n int, err error) {
	c.begin()
	defer c.sent(ctx)
	wait := pace{began: time.Now()}
	for n < len(p) {
		ends := wait.end(time.Now(), c.timeout)
		c.SetWriteDeadline(ends)
		if err := c.ended(ctx); err != nil {
			return n, err
		}
		m, err := c.Conn.Write(p[n:min(len(p), n+piece)])
		n += m
		wait.moved += m
		c.expect(m)
		if isDeadline(err) && missed(ends, c.timeout) {
			wait = pace{began: time.Now()}
			continue
		}
		if err != nil && (m == 0 || !isDeadline(err)) {
			return n, err
		}
	}
	return n, nil
}

// begin makes a read that is already waiting wait until everything is sent.
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

// sent makes a read that is already waiting wait for the reply from now on.
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
	w.ends = reply.end(now, c.timeout)
	c.SetReadDeadline(w.ends)
}

// source reads from a connection, with a deadline for each read.
type source struct{ c *Conn }

func (s source) Read(p []byte) (int, error) {
	c := s.c
	for {
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
		c.fresh = n == 0 && isDeadline(err) && missed(c.wait.ends, c.timeout)
		c.wait.mu.Unlock()
		if !c.fresh {
			return n, err
		}
	}
}

func isDeadline(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

// await begins the wait for a reply, or for the next part of an endless one.
func (c *Conn) await(ctx context.Context) { c.reading, c.fresh = ctx, true }

// ended reports whether there is nothing left to wait for. It is checked after a deadline was set,
// because a wait is ended by setting one in the past.
func (c *Conn) ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.failed.Load() {
		return os.ErrDeadlineExceeded
	}
	return nil
}

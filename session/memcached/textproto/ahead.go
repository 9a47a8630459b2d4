package textproto

import (
	"bytes"
	"context"
	"fmt"
)

// block is the number of bytes in one read. Of what is read ahead, maxAhead bytes are kept in memory
// by default, and freeBlocks are kept to be read into again.
const (
	block      = 32 << 10
	maxAhead   = 128 << 20
	freeBlocks = 16
)

// ahead reads a connection ahead of its reader.
type ahead struct {
	backlog *backlog
	free    chan []byte // blocks to read into again
	ended   chan struct{}

	taken  []byte // the block of the lines that were returned last
	next   []byte // lines of it that are returned next
	rest   []byte // the beginning of a line that ends in the next block
	joined []byte // such a line
}

func (c *Conn) readAhead(ctx context.Context, most int) *ahead {
	a := &ahead{backlog: newBacklog(most / block), free: make(chan []byte, freeBlocks), ended: make(chan struct{})}
	go func() {
		defer close(a.ended)
		for buf := a.block(); ; {
			c.await(ctx)
			n, err := c.r.Read(buf)
			read := buf[:n]
			if n < block/2 { // it may wait long, and takes no more memory than it needs
				read = bytes.Clone(read)
			} else {
				buf = a.block()
			}
			if n > 0 {
				if full := a.backlog.put(read); full != nil {
					err = full
					c.Close() // the server must not wait
				}
			}
			if err != nil {
				a.backlog.end(err)
				return
			}
		}
	}()
	return a
}

// block returns a block to read into.
func (a *ahead) block() []byte {
	select {
	case b := <-a.free:
		return b[:block]
	default:
		return make([]byte, block)
	}
}

// done takes a block back to read into again.
func (a *ahead) done(b []byte) {
	if cap(b) < block {
		return
	}
	select {
	case a.free <- b:
	default:
	}
}

// stop ends the reading and waits for its end.
func (a *ahead) stop(c *Conn) {
	c.Close()
	<-a.ended
	a.backlog.close()
}

// lines returns the next complete lines, at least one. They are valid until the next call.
func (a *ahead) lines() ([]byte, error) {
	if lines := a.next; len(lines) > 0 {
		a.next = nil
		return lines, nil
	}
	for {
		a.done(a.taken)
		b, err := a.backlog.get(a.block)
		if a.taken = b; b == nil {
			return nil, err
		}
		end := bytes.LastIndexByte(b, '\n') + 1
		if end == 0 {
			if a.rest = append(a.rest, b...); len(a.rest) > maxLine {
				return nil, fmt.Errorf("%w: a line has no end", ErrNonsense)
			}
			continue
		}
		lines := b[:end]
		if len(a.rest) > 0 {
			first := bytes.IndexByte(b, '\n') + 1
			a.joined = append(append(a.joined[:0], a.rest...), b[:first]...)
			lines, a.next = a.joined, b[first:end]
		}
		a.rest = append(a.rest[:0], b[end:]...)
		return lines, nil
	}
}

package textproto

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// Line reads one line and returns it without its end.
func (c *Conn) Line(ctx context.Context) (string, error) {
	c.await(ctx)
	b, err := nextLine(c.r)
	return c.texts.of(b), err
}

// readLine reads one line of at most 64 KiB and returns it without its end.
func readLine(r *bufio.Reader) (string, error) {
	b, err := nextLine(r)
	return string(b), err
}

// nextLine is readLine; the line is valid until the next read.
func nextLine(r *bufio.Reader) ([]byte, error) {
	b, err := r.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, fmt.Errorf("%w: a line has no end", ErrNonsense)
	case err != nil:
		return nil, err
	}
	for len(b) > 0 && (b[len(b)-1] == '\n' || b[len(b)-1] == '\r') {
		b = b[:len(b)-1]
	}
	return b, nil
}

// A Room is memory that small values share. The zero value is ready to use; nil has none, so that each value
// has its own.
type Room struct{ free []byte }

const (
	roomPiece  = 16 << 10 // bytes
	mostInRoom = 1 << 10  // of a value
)

// of returns n bytes.
func (r *Room) of(n int) []byte {
	if r == nil || n > mostInRoom {
		return make([]byte, n)
	}
	if len(r.free) < n {
		r.free = make([]byte, roomPiece)
	}
	b := r.free[:n:n]
	r.free = r.free[n:]
	return b
}

// data reads a value of n bytes and the line end after it.
func (c *Conn) data(ctx context.Context, n, limit int, room *Room) ([]byte, error) {
	if n < 0 || n > limit {
		return nil, fmt.Errorf("%w: a value of %d bytes, more than %d", ErrNonsense, n, limit)
	}
	b, err := c.take(ctx, n+2, room)
	if err != nil {
		return nil, err
	}
	if b[n] != '\r' || b[n+1] != '\n' {
		return nil, fmt.Errorf("%w: a value does not end where it should", ErrNonsense)
	}
	return b[:n:n], nil
}

// take reads n bytes.
func (c *Conn) take(ctx context.Context, n int, room *Room) ([]byte, error) {
	if c.r.Buffered() >= n {
		there, err := c.r.Peek(n)
		var b []byte
		if room == nil {
			b = bytes.Clone(there) // whose memory need not be cleared
		} else {
			b = room.of(n)
			copy(b, there)
		}
		_, _ = c.r.Discard(n) // it is there
		return b, err
	}
	b := room.of(n)
	c.await(ctx)
	_, err := io.ReadFull(c.r, b)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return b, err
}

package main

import (
	"context"
	"io"
)

// until reads from r until ctx ends, which also ends a waiting read.
type until struct {
	ctx  context.Context
	r    io.Reader
	next chan chunk // of the read that is under way; nil: there is none
	have chunk
}

// chunk is the result of a read.
type chunk struct {
	b   []byte
	err error
}

func (u *until) Read(p []byte) (int, error) {
	for len(u.have.b) == 0 && u.have.err == nil {
		if u.next == nil {
			u.next = make(chan chunk, 1)
			go readChunk(u.r, u.next)
		}
		select {
		case u.have = <-u.next:
			u.next = nil
		case <-u.ctx.Done():
			return 0, u.ctx.Err()
		}
	}
	if len(u.have.b) == 0 {
		return 0, u.have.err
	}
	n := copy(p, u.have.b)
	u.have.b = u.have.b[n:]
	return n, nil
}

func readChunk(r io.Reader, to chan<- chunk) {
	b := make([]byte, 64<<10)
	n, err := r.Read(b)
	to <- chunk{b[:n], err}
}

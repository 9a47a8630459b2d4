package textproto

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A Dumped is one line of "lru_crawler metadump": fields are read by their
// names, since newer servers add some.
type Dumped struct {
	Key        string
	Expires    time.Time // zero: never
	LastAccess time.Time
	Size       int
	Version    uint64
}

// ParseDumped reads a line of a dump. done is true for the line that ends it,
// and skip for lines that tell of no item.
func ParseDumped(line string) (d Dumped, done, skip bool, err error) {
	switch {
	case line == "END":
		return d, true, false, nil
	case line == "OK", line == "":
		return d, false, true, nil
	}
	if err := serverError(line); err != nil {
		return d, false, false, err
	}
	if !strings.HasPrefix(line, "key=") {
		return d, false, false, Nonsense(line)
	}
	for len(line) > 0 {
		var field string
		field, line, _ = strings.Cut(line, " ")
		name, value, _ := strings.Cut(field, "=")
		switch name {
		case "key":
			d.Key = value
			if strings.Contains(value, "%") {
				if d.Key, err = url.PathUnescape(value); err != nil {
					return d, false, false, fmt.Errorf("%w: the key %q", ErrNonsense, shorten(value))
				}
			}
		case "exp":
			if n, err := strconv.ParseInt(value, 10, 64); err == nil && n > 0 {
				d.Expires = time.Unix(n, 0)
			}
		case "la":
			if n, err := strconv.ParseInt(value, 10, 64); err == nil && n > 0 {
				d.LastAccess = time.Unix(n, 0)
			}
		case "cas":
			d.Version, _ = strconv.ParseUint(value, 10, 64)
		case "size":
			d.Size, _ = strconv.Atoi(value)
		}
	}
	return d, false, false, nil
}

// Dump sends "lru_crawler metadump" with what it is to walk, and calls f for
// each item until that returns false. The connection is of no use afterwards.
//
// The dump is read as fast as it comes, whatever f takes, since servers up to
// 1.6.18 hold a lock over some items while they wait for who reads.
func (c *Conn) Dump(ctx context.Context, walk string, f func(Dumped) bool) error {
	c.broken = true
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(past) })
	defer stop()
	if _, err := io.WriteString(deadlineWriter{c, ctx}, "lru_crawler metadump "+walk+"\r\n"); err != nil {
		return cancelled(ctx, err)
	}
	a := c.readAhead(ctx)
	defer a.stop(c)
	for r := bufio.NewReaderSize(a, maxLine); ; {
		line, err := ReadLine(r)
		if err != nil {
			return cancelled(ctx, err)
		}
		d, done, skip, err := ParseDumped(line)
		switch {
		case err != nil || done:
			return err
		case skip:
			continue
		}
		if !f(d) {
			return nil
		}
	}
}

func cancelled(ctx context.Context, err error) error {
	if ctxErr := ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	return err
}

// block is how much is read at a time, and ahead of the reader there are at
// most maxBlocks: 128 MiB.
const (
	block     = 32 << 10
	maxBlocks = 4096
)

// ahead reads a connection ahead of its reader.
type ahead struct {
	blocks chan []byte
	rest   []byte
	err    error // why blocks was closed
	quit   chan struct{}
}

func (c *Conn) readAhead(ctx context.Context) *ahead {
	a := &ahead{blocks: make(chan []byte, maxBlocks), quit: make(chan struct{})}
	go func() {
		defer close(a.blocks)
		for buf := make([]byte, block); ; {
			if a.err = c.extend(ctx); a.err != nil {
				return
			}
			n, err := c.r.Read(buf)
			if n > 0 {
				select {
				case a.blocks <- bytes.Clone(buf[:n]):
				case <-a.quit:
					return
				}
			}
			if a.err = err; err != nil {
				return
			}
		}
	}()
	return a
}

// stop ends the reading, and waits for that.
func (a *ahead) stop(c *Conn) {
	close(a.quit)
	c.Close()
	for range a.blocks {
	}
}

func (a *ahead) Read(p []byte) (int, error) {
	for len(a.rest) == 0 {
		b, ok := <-a.blocks
		if !ok {
			return 0, a.err
		}
		a.rest = b
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

package textproto

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
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
		field := line
		if i := strings.IndexByte(line, ' '); i >= 0 {
			field, line = line[:i], line[i+1:]
		} else {
			line = ""
		}
		if err := d.field(field); err != nil {
			return d, false, false, err
		}
	}
	return d, false, false, nil
}

// field takes over one field of a line, name=value.
func (d *Dumped) field(text string) error {
	switch {
	case strings.HasPrefix(text, "key="):
		d.Key = text[len("key="):]
		if strings.IndexByte(d.Key, '%') < 0 {
			d.Key = strings.Clone(d.Key) // not all of the line
			return nil
		}
		key, ok := unescape(d.Key)
		if !ok {
			return fmt.Errorf("%w: the key %q", ErrNonsense, shorten(d.Key))
		}
		d.Key = key
	case strings.HasPrefix(text, "exp="):
		d.Expires = seconds(text[len("exp="):])
	case strings.HasPrefix(text, "la="):
		d.LastAccess = seconds(text[len("la="):])
	case strings.HasPrefix(text, "cas="):
		d.Version, _ = strconv.ParseUint(text[len("cas="):], 10, 64)
	case strings.HasPrefix(text, "size="):
		d.Size, _ = strconv.Atoi(text[len("size="):])
	}
	return nil
}

// unescape reads a key as dumps and logs write it, with %XX for a byte.
func unescape(text string) (key string, ok bool) {
	b := make([]byte, 0, len(text))
	for {
		i := strings.IndexByte(text, '%')
		if i < 0 {
			return string(append(b, text...)), true
		}
		b = append(b, text[:i]...)
		if len(text) < i+3 {
			return "", false
		}
		hi, lo := hexDigit(text[i+1]), hexDigit(text[i+2])
		if hi < 0 || lo < 0 {
			return "", false
		}
		b, text = append(b, byte(hi<<4|lo)), text[i+3:]
	}
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// seconds is a time in seconds since 1970; zero for what is none, or not after it.
func seconds(text string) time.Time {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}
	}
	return time.Unix(n, 0)
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

package textproto

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// A Dumped is one item of "lru_crawler metadump". Fields are parsed by name, because newer servers
// have more.
type Dumped struct {
	Key        string
	Expires    time.Time // zero: never
	LastAccess time.Time
	Size       int
	Version    uint64
}

// parseDumped parses a line of a dump. done is true for the line that ends it, and skip for lines
// without an item.
func parseDumped(line string) (d Dumped, done, skip bool, err error) {
	if !strings.HasPrefix(line, "key=") {
		switch {
		case line == "END":
			return d, true, false, nil
		case line == "OK", line == "":
			return d, false, true, nil
		}
		return d, false, false, cmp.Or(Refusal(line), Nonsense(line))
	}
	for line != "" {
		var name, value string
		if name, value, line = cutField(line); name == "" {
			continue
		}
		if err := d.field(name, value); err != nil {
			return d, false, false, err
		}
	}
	return d, false, false, nil
}

// cutField cuts the first field off a line: name=value. name is empty if it has no name. Fields are too
// short for several searches in each.
func cutField(line string) (name, value, rest string) {
	at, end := 0, 0
	for ; end < len(line) && line[end] != ' '; end++ {
		if line[end] == '=' && at == 0 {
			at = end
		}
	}
	rest = line[min(end+1, len(line)):]
	if at == 0 {
		return "", "", rest
	}
	return line[:at], line[at+1 : end], rest
}

// field sets one field of a line.
func (d *Dumped) field(name, value string) error {
	switch name {
	case "key":
		key, err := unescape(value)
		if err != nil {
			return fmt.Errorf("%w: the key %q", ErrNonsense, shorten(value))
		}
		d.Key = key
	case "exp":
		d.Expires = seconds(value)
	case "la":
		d.LastAccess = seconds(value)
	case "cas":
		d.Version = number(value)
	case "size":
		d.Size = int(min(number(value), math.MaxInt))
	}
	return nil
}

// unescape decodes a key of a dump or log, in which %XX stands for a byte. The result is a string of
// its own.
func unescape(text string) (string, error) {
	if strings.IndexByte(text, '%') < 0 {
		return strings.Clone(text), nil
	}
	var few [256]byte // more than a key has
	b := few[:0]
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '%' {
			if len(text) < i+3 {
				return "", errEscape
			}
			high, low := hexValues[text[i+1]], hexValues[text[i+2]]
			if high|low > 0xf {
				return "", errEscape
			}
			c, i = high<<4|low, i+2
		}
		b = append(b, c)
	}
	return string(b), nil
}

var errEscape = errors.New("% is not followed by two hexadecimal digits")

// hexValues are the values of hexadecimal digits, and 0xff for other characters.
var hexValues = func() (values [256]byte) {
	for c := range values {
		values[c] = 0xff
	}
	for n, c := range []byte("0123456789abcdef") {
		values[c] = byte(n)
		if c >= 'a' {
			values[c-'a'+'A'] = byte(n)
		}
	}
	return values
}()

// number parses a number; the result is 0 if it is none.
func number(text string) (n uint64) {
	const safe = 19 // digits that fit into 64 bits
	if len(text) > safe {
		n, _ = strconv.ParseUint(text, 10, 64)
		return n
	}
	for i := range len(text) {
		digit := text[i] - '0'
		if digit > 9 {
			return 0
		}
		n = n*10 + uint64(digit)
	}
	return n
}

// seconds parses a time in seconds since 1970; the result is zero if it is not after that.
func seconds(text string) time.Time {
	n := number(text)
	if n == 0 || n > math.MaxInt64 {
		return time.Time{}
	}
	return time.Unix(int64(n), 0)
}

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

// Dump requests a dump and calls f for each item until f returns false. The connection is not usable
// afterwards.
//
// The dump is read as fast as it arrives, however long f takes and however much it is, because servers
// up to 1.6.18 hold a lock on some items while they wait for the reader. Were f to wait for one of
// these, the server would wait for ever, and all its clients with it.
func (c *Conn) Dump(ctx context.Context, what Dump, f func(Dumped) bool) error {
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
		for line := range strings.Lines(lines) {
			if more, err := take(strings.TrimRight(line, "\r\n")); err != nil || !more {
				return err
			}
		}
	}
}

// taker takes the lines of a dump. more is false at its end.
func taker(f func(Dumped) bool) func(line string) (more bool, err error) {
	return func(line string) (bool, error) {
		d, done, skip, err := parseDumped(line)
		return err == nil && !done && (skip || f(d)), err
	}
}

func cancelled(ctx context.Context, err error) error {
	if ctxErr := ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	return err
}

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
	rest    []byte      // of a line that ends in the next block
	ended   chan struct{}
}

func (c *Conn) readAhead(ctx context.Context, most int) *ahead {
	a := &ahead{backlog: newBacklog(most / block), free: make(chan []byte, freeBlocks), ended: make(chan struct{})}
	go func() {
		defer close(a.ended)
		for buf := a.block(); ; {
			c.await(ctx)
			n, err := c.r.Read(buf)
			read := buf[:n]
			if n < block/2 { // it may wait long, and takes no more than it needs
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

// done takes back what was read.
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

// lines returns the next complete lines, at least one.
func (a *ahead) lines() (string, error) {
	for {
		b, err := a.backlog.get(a.block)
		if b == nil {
			return "", err
		}
		end := bytes.LastIndexByte(b, '\n') + 1
		if end > 0 {
			var text strings.Builder
			text.Grow(len(a.rest) + end)
			text.Write(a.rest)
			text.Write(b[:end])
			a.rest = append(a.rest[:0], b[end:]...)
			a.done(b)
			return text.String(), nil
		}
		a.rest = append(a.rest, b...)
		a.done(b)
		if len(a.rest) > maxLine {
			return "", fmt.Errorf("%w: a line has no end", ErrNonsense)
		}
	}
}

// parseNamed parses a line of "lru_crawler mgdump", which holds only a key. done and skip are as in
// parseDumped.
func parseNamed(line string) (d Dumped, done, skip bool, err error) {
	key, ok := strings.CutPrefix(line, "mg ")
	if !ok {
		switch line {
		case "EN":
			return d, true, false, nil
		case "OK", "":
			return d, false, true, nil
		}
		return d, false, false, cmp.Or(Refusal(line), Nonsense(line))
	}
	if key = strings.TrimRight(key, " "); key == "" {
		return d, false, false, Nonsense(line)
	}
	if packed, binary := strings.CutSuffix(key, " b"); binary {
		b, err := base64.StdEncoding.DecodeString(packed)
		if err != nil || len(b) == 0 {
			return d, false, false, Nonsense(line)
		}
		key = string(b)
	}
	return Dumped{Key: strings.Clone(key)}, false, false, nil
}

// ErrUntold is returned at the end of a dump of names in which some are missing: keys that need
// base64, some of which memcached writes unencoded, including line ends.
var ErrUntold = errors.New("some names are missing in the dump")

// names takes the lines of a dump of names. A name is passed on when the next line shows that its line
// was the whole key.
type names struct {
	f      func(Dumped) bool
	begun  bool   // there was a line with an item
	held   Dumped // without a key: none
	untold bool
}

func (n *names) take(line string) (more bool, err error) {
	d, done, skip, err := parseNamed(line)
	whole := strings.HasPrefix(line, "mg ")
	n.begun = n.begun || whole
	switch {
	case n.begun && (skip || errors.Is(err, ErrNonsense)) || whole && !Plain(d.Key):
		n.untold, d = true, Dumped{}
	case err != nil || skip:
		return true, err
	}
	was := n.held
	if n.held = d; was.Key != "" && (whole || done) && !n.f(was) {
		return false, nil
	}
	if done && n.untold {
		return false, ErrUntold
	}
	return !done, nil
}

// Plain reports whether a key can be used in a request without encoding.
func Plain(key string) bool {
	for i := range len(key) {
		if key[i] <= ' ' || key[i] == 0x7f {
			return false
		}
	}
	return true
}

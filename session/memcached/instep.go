package memcached

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"strings"

	"sessh/session/memcached/textproto"
)

// A connection can carry replies that are nobody's: one too many, one twice, or one
// that is late and belongs to a request before. From there on each reply would be
// taken for that to the next request. Therefore what is asked ends with a request
// whose reply is none to the others, and has to come right behind theirs; and each
// read by mg has a number, which comes back with the item. Where that is not so, none
// of the replies is believed.

// tellsEnd reports whether a server has a request whose reply is none to any other.
// Behind one that has not, writes end with a read, and nothing ends reads by gets.
func (p *process) tellsEnd() bool { return p.can.meta || p.can.version }

// end is the request that ends others.
func (s *server) end(p *process) string {
	switch {
	case p.can.meta:
		return "mn\r\n"
	case p.can.version:
		return "version\r\n"
	}
	return "get " + s.nobody + "\r\n"
}

// inStep reads the reply to the request that ends others, and finds it elsewhere
// where there were more replies than requests.
func (s *server) inStep(ctx context.Context, c *textproto.Conn, p *process) error {
	line, err := c.Line(ctx)
	if err != nil {
		return err
	}
	ended := false
	switch {
	case p.can.meta:
		ended = line == "MN"
	case p.can.version:
		ended = strings.HasPrefix(line, "VERSION ")
	default: // a proxy may not reach the server of that key
		ended, err = line == "END", textproto.Refusal(line)
	}
	if !ended && err == nil {
		err = outOfStep(line)
	}
	return err
}

// outOfStep is the error of a line that is not the reply to the request that it comes
// after.
func outOfStep(line string) error { return textproto.Nonsense(line) }

// ask sends one request, whose whole reply read reads.
func (s *server) ask(ctx context.Context, c *textproto.Conn, request string, read func() error) error {
	return c.Pipeline(ctx, literal(request+s.end(processAt(c))), func() error {
		if err := read(); err != nil {
			return err
		}
		return s.inStep(ctx, c, processAt(c))
	})
}

// settled is an error where the next reply on a connection is not that to the next
// request, as far as the server can tell.
func (s *server) settled(ctx context.Context, c *textproto.Conn) error {
	if !processAt(c).tellsEnd() {
		return nil
	}
	return s.ask(ctx, c, "", func() error { return nil })
}

// firstOpaque is the number that the reads of a connection count from, so that another
// connection's, too, are told from them.
func firstOpaque() int64 {
	var b [4]byte
	rand.Read(b[:]) // it never fails
	return int64(binary.BigEndian.Uint32(b[:]) % 1_000_000)
}

// opaques are the numbers of the next n reads on a connection, counted from the one
// that is returned.
func opaques(c *textproto.Conn, n int) int64 {
	x := c.Conn.(*socket)
	first := x.opaque + 1
	x.opaque += int64(n)
	return first
}

package server

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"strings"

	"sessh/session/memcached/textproto"
)

// A connection can carry stray replies: an extra one, one twice, or a late one that belongs to an
// earlier request. From then on, each reply would be taken for the reply to the next request. A
// pipeline therefore ends with a request whose reply cannot be taken for another one and has to
// come last, and each read by mg carries a number that comes back with the item. If either fails,
// none of the replies is believed.

// tellsEnd reports whether a server has a request with a reply unlike any other. For a server
// without one, writes end with a read, and reads by gets are not ended.
func (p *process) tellsEnd() bool { return p.can.meta || p.can.version != "" }

// end returns the request that ends a pipeline.
func (s *Server) end(p *process) string {
	switch {
	case p.can.meta:
		return "mn\r\n"
	case p.can.version != "":
		return "version\r\n"
	}
	return "get " + s.noItem() + "\r\n"
}

// inStep reads the reply to the request that ends a pipeline. It fails if there were more replies
// than requests.
func (s *Server) inStep(ctx context.Context, c *textproto.Conn, p *process) error {
	line, err := c.Line(ctx)
	if err != nil {
		return err
	}
	ended := false
	switch {
	case p.can.meta:
		ended = line == "MN"
	case p.can.version != "":
		ended = strings.HasPrefix(line, "VERSION ")
	default: // a proxy may not reach the server of that key
		ended, err = line == "END", textproto.Refusal(line)
	}
	if !ended && err == nil {
		err = outOfStep(line)
	}
	return err
}

// outOfStep returns the error of a line that is not the reply to the request before it.
func outOfStep(line string) error { return textproto.Nonsense(line) }

// ask sends one request; read reads its whole reply.
func (s *Server) ask(ctx context.Context, c *textproto.Conn, request string, read func() error) error {
	return c.Pipeline(ctx, literal(request+s.end(processAt(c))), func() error {
		if err := read(); err != nil {
			return err
		}
		return s.inStep(ctx, c, processAt(c))
	})
}

// settled returns an error if the next reply on a connection is not the one to the next request,
// as far as the server allows to find out.
func (s *Server) settled(ctx context.Context, c *textproto.Conn) error {
	if !processAt(c).tellsEnd() {
		return nil
	}
	return s.ask(ctx, c, "", func() error { return nil })
}

// firstOpaque returns the number that the reads of a connection count from. It is random, so that
// connections differ.
func firstOpaque() int64 {
	var b [4]byte
	rand.Read(b[:]) // it never fails
	return int64(binary.BigEndian.Uint32(b[:]) % 1_000_000)
}

// opaques reserves numbers for the next n reads on a connection, and returns the first.
func opaques(c *textproto.Conn, n int) int64 {
	x := c.Conn.(*socket)
	if x.opaque == 0 {
		x.opaque = firstOpaque()
	}
	first := x.opaque + 1
	x.opaque += int64(n)
	return first
}

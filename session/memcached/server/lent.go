package server

import (
	"context"
	"errors"
	"net"
	"time"

	"sessh/session/memcached/textproto"
)

// lent is a connection of the pool that gomemcache uses for one write. As gomemcache has no
// contexts, the connection ends with ctx. It sends a second request after the write, and returns
// the reply to the write only if that to the second one follows it.
type lent struct {
	*textproto.Conn
	s       *Server
	ctx     context.Context
	wrote   bool
	request []byte // the part that was not sent yet
	reply   []byte // the part that gomemcache has not read yet
	closed  bool
}

// mostHeld is the size of a request that is sent in one piece with the one after it.
const mostHeld = 16 << 10

func (l *lent) Write(p []byte) (int, error) {
	if !l.wrote && len(l.request)+len(p) <= mostHeld {
		l.request = append(l.request, p...)
		return len(p), nil
	}
	if err := l.send(); err != nil {
		return 0, err
	}
	return l.Conn.Send(l.ctx, p)
}

// send sends what was held back.
func (l *lent) send() error {
	l.wrote = true
	held := l.request
	l.request = nil
	_, err := l.Conn.Send(l.ctx, held)
	return err
}

func (l *lent) Read(p []byte) (int, error) {
	if len(l.reply) == 0 {
		held := string(l.request)
		l.wrote, l.request = true, nil
		line, err := l.s.replyInStep(l.ctx, l.Conn, held)
		if err != nil {
			return 0, err
		}
		l.reply = []byte(line + "\r\n")
	}
	n := copy(p, l.reply)
	l.reply = l.reply[n:]
	return n, nil
}

// replyInStep sends the rest of a request, and reads its one-line reply. If the connection is lost after
// it, only a refusal is in doubt.
func (s *Server) replyInStep(ctx context.Context, c *textproto.Conn, rest string) (line string, err error) {
	p := processAt(c)
	err = c.Pipeline(ctx, literal(rest+s.end(p)), func() error {
		if line, err = c.Line(ctx); err != nil {
			return err
		}
		return s.inStep(ctx, c, p)
	})
	if line != "" && textproto.Refusal(line) == nil && !errors.Is(err, textproto.ErrNonsense) {
		return line, nil
	}
	return line, err
}

func (l *lent) SetDeadline(t time.Time) error {
	err := l.Conn.SetDeadline(t)
	if l.ctx.Err() != nil { // checked last, because cancelling sets a deadline as well
		return l.Conn.SetDeadline(past)
	}
	return err
}

// Close notes that the connection is no longer usable; the pool closes it.
func (l *lent) Close() error {
	l.closed = true
	return nil
}

var _ net.Conn = (*lent)(nil)

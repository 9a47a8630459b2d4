package memcached

import (
	"context"
	"errors"
	"net"
	"time"

	"sessh/session/memcached/textproto"
)

// lent is a connection of the pool in gomemcache's hands, for one write. It knows no
// contexts: it ends with ctx. What it reads is a reply that has come in step, since
// behind the request goes another one, whose reply has to come second.
type lent struct {
	*textproto.Conn
	s      *server
	ctx    context.Context
	wrote  bool
	reply  []byte // what gomemcache has not read of it
	closed bool
}

func (l *lent) Write(p []byte) (int, error) {
	l.wrote = true
	return l.Conn.Send(l.ctx, p)
}

func (l *lent) Read(p []byte) (int, error) {
	if len(l.reply) == 0 {
		line, err := l.s.replyInStep(l.ctx, l.Conn)
		if err != nil {
			return 0, err
		}
		l.reply = []byte(line + "\r\n")
	}
	n := copy(p, l.reply)
	l.reply = l.reply[n:]
	return n, nil
}

// replyInStep reads the one line that answers the request which was sent last. A
// connection that is lost behind it leaves in doubt what the server refuses, and
// nothing else.
func (s *server) replyInStep(ctx context.Context, c *textproto.Conn) (line string, err error) {
	p := processAt(c)
	err = c.Pipeline(ctx, literal(s.end(p)), func() error {
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
	if l.ctx.Err() != nil { // looked at last, since cancelling sets a deadline as well
		return l.Conn.SetDeadline(past)
	}
	return err
}

// Close only notes that the connection is of no use any more; the pool closes it.
func (l *lent) Close() error {
	l.closed = true
	return nil
}

var _ net.Conn = (*lent)(nil)

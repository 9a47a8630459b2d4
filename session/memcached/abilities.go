package memcached

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"

	"sessh/session"
	"sessh/session/memcached/textproto"
)

// abilities are what a server can do beyond get, gets, add and cas, which all of
// them know. They are found out by asking, anew on each connection: a proxy may
// have another server behind it by then, and a server may have been upgraded.
type abilities struct {
	// bare is a server that hangs up at any request that is not about items by
	// their keys, and at the meta commands: twemproxy.
	bare bool
	// meta is whether it knows the meta commands as they are since 1.6.0.
	meta bool
	// version is whether it tells its version.
	version bool
	// noCAS is whether it keeps no versions (-C).
	noCAS bool
	// itemSize is its limit of an item, in bytes; 0: not told.
	itemSize int
}

// errBare is why a bare server does not do what memcached would.
var errBare = fmt.Errorf("%w: it hangs up at other requests than those for items (a proxy such as twemproxy)", session.ErrUnsupported)

// errHangsUp is why a server does not list that closes the connection when it is
// asked to.
var errHangsUp = fmt.Errorf("%w: it closes the connection at that request (as memcached's own proxy does)", session.ErrUnsupported)

// errNoCAS is why nothing is written to a server that keeps no versions.
var errNoCAS = fmt.Errorf("writing is %w: it keeps no versions (CAS is off, by memcached -C), so a change by another program could be overwritten", session.ErrUnsupported)

// writable is nil, or why nothing can be written safely.
func (p *process) writable() error {
	if p.can.noCAS || p.noVersions.Load() {
		return errNoCAS
	}
	return nil
}

// learned is what turned out later about a server process. All connections to
// it share this.
type learned struct {
	noNames    atomic.Bool // it does not list names alone (before 1.6.19)
	noVersions atomic.Bool // an item of it came without a version
}

// greeting asks a server what it can do, and leaves no trace. Servers of the
// binary protocol do not look at less than 24 bytes.
const greeting = "mn\r\nstats\r\nstats settings\r\n"

// greet finds out what is at the other end of a connection.
func (s *server) greet(ctx context.Context, c *textproto.Conn) (*process, error) {
	var p *process
	err := c.Pipeline(ctx, literal(greeting), func() error {
		meta, err := greeted(ctx, c)
		if err != nil {
			return err
		}
		stats, err := statsIfAny(ctx, c)
		if err != nil {
			return err
		}
		p = processOf(stats, s.options.Now())
		p.epoch ^= s.salt
		settings, err := statsIfAny(ctx, c)
		if err != nil {
			return err
		}
		p.can = abilities{meta: meta, version: stats["version"] != "", noCAS: settings["cas_enabled"] == "no"}
		if n, err := strconv.Atoi(settings["item_size_max"]); err == nil && n > 0 {
			p.can.itemSize = n
		}
		return nil
	})
	return p, err
}

// greeted reads the answer to mn, which is MN since 1.6.0. 1.5.22 says EN, and
// older ones an error.
func greeted(ctx context.Context, c *textproto.Conn) (meta bool, err error) {
	line, err := c.Reply(ctx)
	var refused *textproto.ServerError
	switch {
	case err == nil && (line == "MN" || line == "EN"):
		return line == "MN", nil
	case errors.As(err, &refused) && !refused.Full() && !refused.Unauthenticated():
		return false, nil
	case err == nil:
		err = strange(line)
	}
	return false, err
}

// statsIfAny are the statistics of a server that tells them, else none.
func statsIfAny(ctx context.Context, c *textproto.Conn) (map[string]string, error) {
	stats, err := c.Stats(ctx)
	var refused *textproto.ServerError
	if errors.As(err, &refused) && !refused.Full() {
		return nil, nil
	}
	return stats, err
}

// greetBare finds out whether anybody is at the other end of a connection to a
// server that hung up at the greeting.
func (s *server) greetBare(ctx context.Context, c *textproto.Conn) (*process, error) {
	answer, err := s.knock(ctx, c)
	if err == nil {
		err = admitted(answer)
	}
	if err != nil {
		return nil, err
	}
	return &process{epoch: s.salt, can: abilities{bare: true}, learned: new(learned)}, nil
}

// knock reads an item that is not there, which whoever speaks the text protocol
// answers, and returns the answer.
func (s *server) knock(ctx context.Context, c *textproto.Conn) (answer string, err error) {
	err = c.Pipeline(ctx, literal("get "+s.nobody+"\r\n"), func() error {
		answer, err = c.Line(ctx)
		return err
	})
	return answer, err
}

// admitted judges the answer to a knock. An error of the server is one as well: it
// may be a proxy's word about one of the servers behind it.
func admitted(answer string) error {
	var refused *textproto.ServerError
	switch err := textproto.Refusal(answer); {
	case answer == "END", errors.As(err, &refused) && !refused.Full() && !refused.Unauthenticated():
		return nil
	case err != nil:
		return err
	}
	return strange(answer)
}

// itemLimit is the limit of an item, where the server does not tell memcached's
// own default.
func (a *abilities) itemLimit() int {
	if a.itemSize > 0 {
		return a.itemSize
	}
	return 1 << 20
}

// valueLimit is the most that a server may announce, unless it is known to hold
// larger items.
func (a *abilities) valueLimit() int { return max(a.itemSize, 128<<20) }

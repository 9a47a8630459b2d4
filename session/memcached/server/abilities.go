package server

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// abilities are what a server can do beyond get, gets, add and cas, which all servers support. They
// are found out by asking on each connection, because a proxy may have got another server behind it,
// or the server may have been upgraded.
type abilities struct {
	// bare: the server closes the connection at meta commands and all requests that are not
	// about items by their keys. twemproxy does.
	bare bool
	// meta: the server supports the meta commands of 1.6.0 and later.
	meta bool
	// version is the one that the server reports; "": it does not.
	version string
	// noCAS: the server keeps no versions (-C).
	noCAS bool
	// itemSize is the size limit of an item; 0: not known.
	itemSize int
}

// errBare is the reason why a bare server does not do what memcached does.
var errBare = fmt.Errorf("%w: it closes the connection on requests that are not about items (a proxy such as twemproxy)", storage.ErrUnsupported)

// errHangsUp is the reason why a server that closes the connection at a request does not do it.
var errHangsUp = fmt.Errorf("%w: it closes the connection on that request (as memcached's own proxy does)", storage.ErrUnsupported)

// errNoCAS is the reason why nothing is written to a server that keeps no versions.
var errNoCAS = fmt.Errorf("writing is %w: it keeps no versions (CAS is off, by memcached -C), so a change by another program could be overwritten", storage.ErrUnsupported)

// writable returns the reason why nothing can be written safely, or nil.
func (p *process) writable() error {
	if p.can.noCAS || p.noVersions.Load() {
		return errNoCAS
	}
	return nil
}

// learned is what is found out later about a server process. All connections to it share it.
type learned struct {
	noNames    atomic.Bool // the server cannot list names only (before 1.6.19)
	noVersions atomic.Bool // an item came without a version
}

// greeting asks a server what it can do, and leaves no trace. Servers of the binary protocol react
// to no less than 24 bytes.
const greeting = "mn\r\nstats\r\nstats settings\r\n"

// greet finds out what server is at the other end of a connection.
func (s *Server) greet(ctx context.Context, c *textproto.Conn) (*process, error) {
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
		p.can = abilities{meta: meta, version: stats["version"], noCAS: settings["cas_enabled"] == "no"}
		if n, err := strconv.Atoi(settings["item_size_max"]); err == nil && n > 0 {
			p.can.itemSize = n
		}
		return nil
	})
	return p, err
}

// greeted reads the reply to mn: MN since 1.6.0, EN from 1.5.22, an error before that.
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

// statsIfAny returns the statistics of a server that has them, else nil.
func statsIfAny(ctx context.Context, c *textproto.Conn) (map[string]string, error) {
	stats, err := c.Stats(ctx)
	var refused *textproto.ServerError
	if errors.As(err, &refused) && !refused.Full() {
		return nil, nil
	}
	return stats, err
}

// greetBare finds out whether there is a server at the other end of a connection, after it has closed
// one at the greeting.
func (s *Server) greetBare(ctx context.Context, c *textproto.Conn) (*process, error) {
	answer, err := s.knock(ctx, c)
	if err == nil {
		err = admitted(answer)
	}
	if err != nil {
		return nil, err
	}
	return &process{epoch: s.salt, can: abilities{bare: true}, learned: new(learned)}, nil
}

// knock reads an item that does not exist, which every server of the text protocol answers, and
// returns the reply.
func (s *Server) knock(ctx context.Context, c *textproto.Conn) (answer string, err error) {
	err = c.Pipeline(ctx, literal("get "+s.noItem()+"\r\n"), func() error {
		answer, err = c.Line(ctx)
		return err
	})
	return answer, err
}

// admitted returns nil if the reply to a knock shows a server. An error reply does, too: it may be
// a proxy's about one of the servers behind it.
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

// itemLimit returns the size limit of an item: memcached's default if the server does not report it.
func (a *abilities) itemLimit() int {
	if a.itemSize > 0 {
		return a.itemSize
	}
	return 1 << 20
}

// valueLimit returns the largest size of a value that is believed, unless the server is known to
// hold larger items.
func (a *abilities) valueLimit() int { return max(a.itemSize, 128<<20) }

// itemHeader is the size of an item without key and value: the header, the CAS unique, and the bytes
// that end the key and the value.
const itemHeader = 48 + 8 + 1 + 2

// itemFlags is the size of flags other than 0.
const itemFlags = 4

// itemSuffix is the additional size of an item before 1.6: flags and size as text.
const itemSuffix = 24

// maxValue returns the size limit of the value of an item.
func (a *abilities) maxValue(key string, flags uint32) int {
	n := a.itemLimit() - itemHeader - len(key)
	if !a.meta {
		n -= itemSuffix
	}
	if flags != 0 {
		n -= itemFlags
	}
	return max(n, 0)
}

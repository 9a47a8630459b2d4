package memcached

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"sessh/session/memcached/textproto"
)

// An epoch is the life of one server process. Each counts the versions of its
// items from 1, so that after a restart what somebody else has stored may well
// have the version that an item was read at before. Outside of this package a
// version is therefore mixed with the epoch that it is from: a write that
// carries one of another epoch asks for a version that no item has, and is a
// conflict. It is the same number in every program that looks.
type epoch uint64

// version is the version of an item as callers see it.
func (e epoch) version(cas uint64) uint64 {
	if cas == 0 {
		return 0
	}
	return cas ^ uint64(e)
}

// cas is the version that is to be sent to the server.
func (e epoch) cas(version uint64) uint64 { return e.version(version) }

// epoch is that of the process at the other end of a connection, which stays the
// same as long as the connection does. It is asked for once.
func (s *server) epoch(ctx context.Context, c *textproto.Conn) (epoch, error) {
	x, ok := c.Conn.(*socket)
	if !ok {
		return 0, fmt.Errorf("a connection of another kind: %T", c.Conn)
	}
	if x.epoch != nil {
		return *x.epoch, nil
	}
	var e epoch
	err := c.Pipeline(ctx, literal("stats\r\n"), func() error {
		stats, err := c.Stats(ctx)
		e = epochOf(stats)
		var refused *textproto.ServerError
		if errors.As(err, &refused) {
			return nil // the connection can still be used
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	x.epoch = &e
	return e, nil
}

// epochOf tells processes apart by their number and by when they were started.
// One that does not say so is taken to live forever.
func epochOf(stats map[string]string) epoch {
	now, err := strconv.ParseInt(stats["time"], 10, 64)
	up, err2 := strconv.ParseInt(stats["uptime"], 10, 64)
	if err != nil || err2 != nil {
		return 0
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", stats["pid"], now-up))
	return epoch(binary.BigEndian.Uint64(sum[:]))
}

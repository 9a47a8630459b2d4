package server

import (
	"context"
	"errors"
	"fmt"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// Watch calls begun when the server has begun to report, and f with each key that any client writes,
// until f returns false or ctx ends.
func (s *Server) Watch(ctx context.Context, begun func(), f func(string) bool) error {
	err := s.once(ctx, func(c *textproto.Conn) error {
		if processAt(c).can.bare {
			return fmt.Errorf("watching is %w", errBare)
		}
		return c.Watch(ctx, begun, f)
	})
	var refused *textproto.ServerError
	if errors.As(err, &refused) {
		err = fmt.Errorf("watching is %w: %q", storage.ErrUnsupported, refused.Line)
	}
	return s.error("watch", "", err)
}

package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"

	"sessh/session/memcached/textproto"
)

// ErrNoSignIn is wrapped by the error of a server that requires no authentication although a user
// was given. It would store the password as an item, so it is not sent.
var ErrNoSignIn = errors.New("the server requires no authentication, so the password was not sent")

// refusedUser is the error of a server that rejects the user.
type refusedUser struct{ user, answer string }

func (e *refusedUser) Error() string {
	return fmt.Sprintf("the server refuses user %q: %.100q", e.user, e.answer)
}

// signIn authenticates on a connection. In the text protocol this is a set of an item. A server that
// requires it answers everything before it with an error, which is checked first.
func (s *Server) signIn(ctx context.Context, c *textproto.Conn) error {
	answer, err := s.knock(ctx, c)
	if err != nil {
		return err
	}
	switch err := admitted(answer); {
	case err == nil:
		return ErrNoSignIn
	case !isUnauthenticated(err):
		return err
	}
	token := s.options.User + " " + s.options.Password
	request := func(w *bufio.Writer) error {
		_, err := fmt.Fprintf(w, "set auth 0 0 %d\r\n%s\r\n", len(token), token)
		return err
	}
	return c.Pipeline(ctx, request, func() error {
		line, err := c.Reply(ctx)
		switch {
		case textproto.Refusal(line) != nil:
			return &refusedUser{s.options.User, line}
		case err == nil && line != "STORED":
			err = fmt.Errorf("%w: to authentication", textproto.Nonsense(line))
		}
		return err
	})
}

// isUnauthenticated reports whether an error means that the server requires authentication.
func isUnauthenticated(err error) bool {
	var refused *textproto.ServerError
	return errors.As(err, &refused) && refused.Unauthenticated()
}

package memcached

import (
	"bufio"
	"context"
	"errors"
	"fmt"

	"sessh/session/memcached/textproto"
)

// ErrNoSignIn is wrapped by the error of a server that a user was named for, and
// that asks for no sign-in. It would store the password as an item, so it is not
// sent.
var ErrNoSignIn = errors.New("the server asks for no sign-in, so the password was not sent")

// refusedUser is the error of a server that does not let us in.
type refusedUser struct{ user, answer string }

func (e *refusedUser) Error() string {
	return fmt.Sprintf("the server refuses user %q: %.100q", e.user, e.answer)
}

// signIn is memcached's authentication in the text protocol: an item that is set.
// A server that wants it answers everything before it by an error. That is asked
// for first, on each connection.
func (s *server) signIn(ctx context.Context, c *textproto.Conn) error {
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
			err = fmt.Errorf("%w: to signing in", textproto.Nonsense(line))
		}
		return err
	})
}

// isUnauthenticated reports whether an error is that of a server that wants a
// sign-in first.
func isUnauthenticated(err error) bool {
	var refused *textproto.ServerError
	return errors.As(err, &refused) && refused.Unauthenticated()
}

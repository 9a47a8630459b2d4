package server

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// A ForeignError is the error of a server that does not speak memcached's text
// protocol.
type ForeignError struct {
	Protocol Protocol
	said     string
}

// A Protocol is what a server speaks instead.
type Protocol string

// The protocols that are recognized.
const (
	Binary Protocol = "memcached's binary protocol only" // -B binary, or SASL
	Redis  Protocol = "the protocol of Redis"
	HTTP   Protocol = "HTTP"
)

func (e *ForeignError) Error() string {
	text := fmt.Sprintf("%v as a memcached: it speaks %s", storage.ErrUnreachable, e.Protocol)
	if e.said != "" {
		text += fmt.Sprintf(" (it says %.60q)", e.said)
	}
	return text
}

func (e *ForeignError) Unwrap() error { return storage.ErrUnreachable }

// strange returns the error of a first reply that is not of the protocol.
func strange(line string) error {
	switch word, _, _ := strings.Cut(line, " "); {
	case strings.HasPrefix(line, "HTTP/"):
		return &ForeignError{HTTP, line}
	case len(word) > 1 && word[0] == '-' && word == strings.ToUpper(word): // -ERR, -NOAUTH, -DENIED
		return &ForeignError{Redis, line}
	}
	return textproto.Nonsense(line)
}

// versionRequest asks for the version in the binary protocol, which works before signing in, too.
const versionRequest = "\x80\x0b" + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"

// speaksBinary reports whether a server that closes connections at text requests answers a binary
// one.
func (s *Server) speaksBinary(ctx context.Context) bool {
	c, err := s.connect(ctx)
	if err != nil {
		return false
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(s.options.Timeout / 4)) // only for a better message
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(past) })
	defer stop()
	if _, err := io.WriteString(c, versionRequest); err != nil {
		return false
	}
	var first [2]byte
	_, err = io.ReadFull(c, first[:])
	return err == nil && string(first[:]) == "\x81\x0b"
}

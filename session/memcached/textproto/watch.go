package textproto

import (
	"bufio"
	"context"
	"fmt"
	"strings"
)

// Watch sends "watch mutations" and calls f with the key of each item that any client stores, until ctx
// ends or f returns false. It calls begun once the server has agreed. Removals, increments and touches
// are not reported. The connection is not usable afterwards.
func (c *Conn) Watch(ctx context.Context, begun func(), f func(key string) bool) error {
	c.broken = true
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(past) })
	defer stop()
	if _, err := c.Send(ctx, []byte("watch mutations\r\n")); err != nil {
		return cancelled(ctx, err)
	}
	c.await(ctx)
	r := bufio.NewReaderSize(c.r, maxLine)
	line, err := readLine(r)
	if err != nil {
		return cancelled(ctx, err)
	}
	if line != "OK" {
		if err := Refusal(line); err != nil {
			return err
		}
		return Nonsense(line)
	}
	c.wait.endless = true // there is nothing to read until a client writes
	begun()
	for {
		line, err := readLine(r)
		if err != nil {
			return cancelled(ctx, err)
		}
		key, ok, err := parseMutation(line)
		if err != nil {
			return err
		}
		if ok && !f(key) {
			return nil
		}
	}
}

// parseMutation parses a line of the log of "watch mutations". ok is false for lines that are not about
// an item that was stored.
func parseMutation(line string) (key string, ok bool, err error) {
	for field := range strings.FieldsSeq(line) {
		name, value, _ := strings.Cut(field, "=")
		switch name {
		case "type":
			if value != "item_store" {
				return "", false, nil
			}
		case "status":
			ok = value == "stored"
		case "key":
			if key, err = unescape(value); err != nil {
				return "", false, fmt.Errorf("%w: the key %q", ErrNonsense, shorten(value))
			}
		}
	}
	return key, ok && key != "", nil
}

package textproto

import (
	"bytes"
	"context"
	"iter"
	"strconv"
)

// A Meta is the reply to a meta command.
type Meta struct {
	Code  string // HD, VA, EN, EX, NF, NS, MN
	Flags []byte // as sent, separated by spaces
	Value []byte
}

// String returns the line as it was sent, without the size of the value.
func (m *Meta) String() string { return m.Code + " " + string(m.Flags) }

// All yields the flags and their tokens: 't' and "100" for "t100".
func (m *Meta) All() iter.Seq2[byte, []byte] {
	return func(yield func(byte, []byte) bool) {
		for rest := m.Flags; len(rest) > 0; {
			end := 0
			for end < len(rest) && rest[end] != ' ' { // they are short
				end++
			}
			if end > 0 && !yield(rest[0], rest[1:end]) {
				return
			}
			rest = rest[min(end+1, len(rest)):]
		}
	}
}

// Meta reads the reply to a meta command. An error reply is a [ServerError], after which the
// connection is still usable. The result is valid until the next call, except for its Value.
func (c *Conn) Meta(ctx context.Context, limit int) (*Meta, error) {
	c.await(ctx)
	line, err := nextLine(c.r)
	if err != nil {
		return nil, err
	}
	c.line = append(c.line[:0], line...) // reading the value overwrites it
	var size int
	if c.meta, size, err = parseMeta(c.line); err != nil {
		return nil, err
	}
	if c.meta.Code == "VA" {
		c.meta.Value, err = c.data(ctx, size, limit)
	}
	return &c.meta, err
}

// parseMeta parses the first line of the reply to a meta command. Its Flags are a part of the line. size is
// the size of the value that follows.
func parseMeta(line []byte) (m Meta, size int, err error) {
	code, rest, _ := bytes.Cut(line, []byte(" "))
	for _, known := range [...]string{"HD", "EN", "EX", "NF", "NS", "MN"} {
		if string(code) == known {
			return Meta{Code: known, Flags: rest}, 0, nil
		}
	}
	switch string(code) {
	case "OK": // the HD of 1.6.0 to 1.6.9
		return Meta{Code: "HD", Flags: rest}, 0, nil
	case "VA":
		text, flags, _ := bytes.Cut(rest, []byte(" "))
		size, err := strconv.Atoi(string(text))
		if err != nil || size < 0 {
			return Meta{}, 0, Nonsense(string(line))
		}
		return Meta{Code: "VA", Flags: flags}, size, nil
	}
	if err := Refusal(string(line)); err != nil {
		return Meta{}, 0, err
	}
	return Meta{}, 0, Nonsense(string(line))
}

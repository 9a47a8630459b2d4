package textproto

import (
	"bytes"
	"context"
	"iter"
	"math"
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
	return c.MetaIn(ctx, limit, nil)
}

// MetaIn is Meta with room for the Value.
func (c *Conn) MetaIn(ctx context.Context, limit int, room *Room) (*Meta, error) {
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
		c.meta.Value, err = c.data(ctx, size, limit, room)
	}
	return &c.meta, err
}

// parseMeta parses the first line of the reply to a meta command. Its Flags are a part of the line. size is
// the size of the value that follows.
func parseMeta(line []byte) (m Meta, size int, err error) {
	code, rest, _ := bytes.Cut(line, []byte(" "))
	if string(code) == "VA" { // most are
		digits, flags, _ := bytes.Cut(rest, []byte(" "))
		n, ok := Number(digits)
		if !ok || n > math.MaxInt {
			return Meta{}, 0, Nonsense(string(line))
		}
		return Meta{Code: "VA", Flags: flags}, int(n), nil
	}
	for _, known := range [...]string{"HD", "EN", "EX", "NF", "NS", "MN"} {
		if string(code) == known {
			return Meta{Code: known, Flags: rest}, 0, nil
		}
	}
	if string(code) == "OK" { // the HD of 1.6.0 to 1.6.9
		return Meta{Code: "HD", Flags: rest}, 0, nil
	}
	if err := Refusal(string(line)); err != nil {
		return Meta{}, 0, err
	}
	return Meta{}, 0, Nonsense(string(line))
}

// Number returns the number that digits stand for; ok is false for anything else.
func Number(digits []byte) (n uint64, ok bool) {
	const safe = 19 // digits that fit into 64 bits
	if len(digits) == 0 || len(digits) > safe {
		n, err := strconv.ParseUint(string(digits), 10, 64)
		return n, err == nil
	}
	for _, c := range digits {
		digit := c - '0'
		if digit > 9 {
			return 0, false
		}
		n = n*10 + uint64(digit)
	}
	return n, true
}

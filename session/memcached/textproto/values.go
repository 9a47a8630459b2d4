package textproto

import (
	"context"
	"strconv"
	"strings"
)

// A Value is one item of the reply to gets.
type Value struct {
	Key     string
	Flags   uint32
	Version uint64 // CAS unique; 0 if the server keeps none
	Data    []byte
}

// Values reads the reply to gets, up to END, and calls f for each item.
func (c *Conn) Values(ctx context.Context, limit int, f func(Value) error) error {
	for {
		line, err := c.Reply(ctx)
		if err != nil || line == "END" {
			return err
		}
		v, size, err := parseValue(line)
		if err != nil {
			return err
		}
		if v.Data, err = c.data(ctx, size, limit, nil); err != nil {
			return err
		}
		if err := f(v); err != nil {
			return err
		}
	}
}

// parseValue parses the line of an item in the reply to gets. size is the size of the value that
// follows.
func parseValue(line string) (v Value, size int, err error) {
	fields := strings.Split(line, " ")
	if len(fields) != 5 || fields[0] != "VALUE" || fields[1] == "" {
		return Value{}, 0, Nonsense(line)
	}
	flags, err1 := strconv.ParseUint(fields[2], 10, 32)
	size, err2 := strconv.Atoi(fields[3])
	version, err3 := strconv.ParseUint(fields[4], 10, 64)
	if err1 != nil || err2 != nil || err3 != nil || size < 0 {
		return Value{}, 0, Nonsense(line)
	}
	return Value{Key: fields[1], Flags: uint32(flags), Version: version}, size, nil
}

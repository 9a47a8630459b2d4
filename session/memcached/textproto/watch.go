package textproto

import (
	"bufio"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Logged is a line of a server's log. Fields that the line does not have are zero.
type Logged struct {
	Type    string // item_store, item_get, eviction, deleted; "" for a line about lines that are left out
	Key     string
	Time    time.Time
	Order   uint64 // gid
	Status  string
	Command string
	// TTL is the field ttl: 0 for an item that does not expire, negative for one whose lifetime is
	// over. In the line of an eviction, -1 is an item that does not expire.
	TTL     int64
	HasTTL  bool
	Idle    int64 // la, in seconds
	Fetched bool
	Class   int
	Conn    int // cfd
	Size    int
	HasSize bool
	Skipped int // lines that are left out
}

// Watch sends "watch" with the names of logs, and calls f with each line of these, until ctx ends or f
// returns false. It calls begun once the server has agreed. The connection is not usable afterwards.
func (c *Conn) Watch(ctx context.Context, logs string, begun func(), f func(Logged) bool) error {
	c.broken = true
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(past) })
	defer stop()
	if _, err := c.Send(ctx, []byte("watch "+logs+"\r\n")); err != nil {
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
	c.wait.endless = true // there is nothing to read until a client does something
	begun()
	for {
		line, err := readLine(r)
		if err != nil {
			return cancelled(ctx, err)
		}
		l, err := parseLogged(line)
		if err != nil {
			return err
		}
		if !f(l) {
			return nil
		}
	}
}

// parseLogged parses a line of a log: fields of the form name=value, of which those that are missing or
// written otherwise stay zero. A key must be right.
func parseLogged(line string) (l Logged, err error) {
	for field := range strings.FieldsSeq(line) {
		name, value, _ := strings.Cut(field, "=")
		if name != "key" {
			l.set(name, value)
			continue
		}
		key, err := unescape(nil, []byte(value))
		if err != nil {
			return Logged{}, fmt.Errorf("%w: the key %q", ErrNonsense, shorten(value))
		}
		l.Key = string(key)
	}
	return l, nil
}

// set sets a field other than the key.
func (l *Logged) set(name, value string) {
	switch name {
	case "type":
		l.Type = value
	case "ts":
		l.Time = stamp(value)
	case "gid":
		l.Order, _ = strconv.ParseUint(value, 10, 64)
	case "status":
		l.Status = value
	case "cmd":
		l.Command = value
	case "ttl":
		n, err := strconv.ParseInt(value, 10, 64)
		if n > 1<<31 {
			n -= 1 << 32 // it is printed as if it were never negative
		}
		l.TTL, l.HasTTL = n, err == nil
	case "la":
		l.Idle, _ = strconv.ParseInt(value, 10, 64)
	case "fetch":
		l.Fetched = value == "yes"
	case "clsid":
		l.Class, _ = strconv.Atoi(value)
	case "cfd":
		l.Conn, _ = strconv.Atoi(value)
	case "size":
		n, err := strconv.Atoi(value)
		l.Size, l.HasSize = n, err == nil
	case "skipped":
		l.Skipped, _ = strconv.Atoi(value)
	}
}

// stamp parses a time of a log: seconds and microseconds with a dot between them. The microseconds have
// no leading zeros.
func stamp(text string) time.Time {
	whole, part, _ := strings.Cut(text, ".")
	s, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return time.Time{}
	}
	micros, _ := strconv.ParseInt(part, 10, 64)
	return time.Unix(s, micros*1000)
}

package memcached

import (
	"bytes"
	"fmt"
	"strconv"

	"sessh/session/memcached/textproto"
)

// guard follows a stream of replies, to see the announced sizes before who
// reads them makes room for the values.
type guard struct {
	line []byte
	skip int // bytes of a value still to come
}

// maxWatched is how many bytes of a line are kept to be looked at: more than
// the longest line that announces a value.
const maxWatched = 512

func (g *guard) look(p []byte, limit int) error {
	for len(p) > 0 {
		if g.skip > 0 {
			n := min(g.skip, len(p))
			g.skip -= n
			p = p[n:]
			continue
		}
		end := bytes.IndexByte(p, '\n')
		part := p
		if end >= 0 {
			part = p[:end]
		}
		if room := maxWatched - len(g.line); room > 0 {
			g.line = append(g.line, part[:min(room, len(part))]...)
		}
		if end < 0 {
			return nil
		}
		size, announced, err := announcedSize(g.line, limit)
		if err != nil {
			return err
		}
		g.line, p = g.line[:0], p[end+1:]
		if announced {
			g.skip = size + len("\r\n")
		}
	}
	return nil
}

// announcedSize is the size of the value that follows a line, if one does.
func announcedSize(line []byte, limit int) (size int, announced bool, err error) {
	fields := bytes.Fields(line)
	if len(fields) == 0 || string(fields[0]) != "VALUE" {
		return 0, false, nil
	}
	if len(fields) >= 4 {
		size, err = strconv.Atoi(string(fields[3]))
	}
	if len(fields) < 4 || err != nil || size < 0 || size > limit {
		return 0, true, fmt.Errorf("%w: %.100q", textproto.ErrNonsense, line)
	}
	return size, true, nil
}

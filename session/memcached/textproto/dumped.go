package textproto

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// A Dumped is one item of "lru_crawler metadump". Fields are parsed by name, because newer servers
// have more.
type Dumped struct {
	Key        string
	Expires    time.Time // zero: never
	LastAccess time.Time
	Size       int
	Version    uint64
}

// dumpLines parses the lines of a dump in place. Only keys are copied. The zero value is ready to use.
type dumpLines struct {
	texts texts
	key   []byte // room to decode one
}

// parse parses a line of a dump. done is true for the line that ends it, and skip for lines without an
// item.
func (p *dumpLines) parse(line []byte, d *Dumped) (done, skip bool, err error) {
	*d = Dumped{}
	rest, ok := bytes.CutPrefix(line, []byte("key="))
	if !ok {
		switch text := string(line); text {
		case "END":
			return true, false, nil
		case "OK", "":
			return false, true, nil
		default:
			return false, false, cmp.Or(Refusal(text), Nonsense(text))
		}
	}
	key, fields := cutWord(rest)
	if bytes.IndexByte(key, '%') >= 0 {
		if p.key, err = unescape(p.key[:0], key); err != nil {
			return false, false, fmt.Errorf("%w: the key %q", ErrNonsense, shorten(string(key)))
		}
		key = p.key
	}
	if len(key) == 0 {
		return false, false, Nonsense(string(line))
	}
	d.Key = p.texts.of(key)
	d.fields(fields)
	return false, false, nil
}

// fields sets the fields of a line that follow the key.
func (d *Dumped) fields(line []byte) {
	var n uint64
	for len(line) > 0 {
		switch {
		case line[0] == ' ':
			line = line[1:]
		case hasPrefix(line, "exp="):
			n, line = cutNumber(line[len("exp="):])
			d.Expires = seconds(n)
		case hasPrefix(line, "la="):
			n, line = cutNumber(line[len("la="):])
			d.LastAccess = seconds(n)
		case hasPrefix(line, "cas="):
			d.Version, line = cutNumber(line[len("cas="):])
		case hasPrefix(line, "size="):
			n, line = cutNumber(line[len("size="):])
			d.Size = int(min(n, math.MaxInt))
		default:
			_, line = cutWord(line)
		}
	}
}

func hasPrefix(line []byte, prefix string) bool {
	return len(line) >= len(prefix) && string(line[:len(prefix)]) == prefix
}

// cutWord cuts off what is before the first blank.
func cutWord(line []byte) (word, rest []byte) {
	if i := bytes.IndexByte(line, ' '); i >= 0 {
		return line[:i], line[i:]
	}
	return line, nil
}

// cutNumber cuts off what is before the first blank, and parses it as a number; the result is 0 if it is
// none.
func cutNumber(line []byte) (n uint64, rest []byte) {
	const safe = 19 // digits that fit into 64 bits
	for i, c := range line {
		switch digit := c - '0'; {
		case digit <= 9 && i < safe:
			n = n*10 + uint64(digit)
		case c == ' ':
			return n, line[i:]
		default:
			word, rest := cutWord(line)
			n, _ = strconv.ParseUint(string(word), 10, 64)
			return n, rest
		}
	}
	return n, nil
}

// seconds returns the time n seconds after the start of 1970; zero for 0 and for what is too large.
func seconds(n uint64) time.Time {
	if n == 0 || n > math.MaxInt64 {
		return time.Time{}
	}
	return time.Unix(int64(n), 0)
}

// unescape decodes a key of a dump or log, in which %XX stands for a byte, and appends it.
func unescape(to, text []byte) ([]byte, error) {
	for {
		i := bytes.IndexByte(text, '%')
		if i < 0 {
			return append(to, text...), nil
		}
		if len(text) < i+3 {
			return nil, errEscape
		}
		high, low := hexValues[text[i+1]], hexValues[text[i+2]]
		if high|low > 0xf {
			return nil, errEscape
		}
		to = append(append(to, text[:i]...), high<<4|low)
		text = text[i+3:]
	}
}

var errEscape = errors.New("% is not followed by two hexadecimal digits")

// hexValues are the values of hexadecimal digits, and 0xff for other characters.
var hexValues = func() (values [256]byte) {
	for c := range values {
		values[c] = 0xff
	}
	for n, c := range []byte("0123456789abcdef") {
		values[c] = byte(n)
		if c >= 'a' {
			values[c-'a'+'A'] = byte(n)
		}
	}
	return values
}()

// texts makes strings of bytes: dozens of them share a piece of memory, which is freed when none is used
// any more. The zero value is ready to use.
type texts struct{ piece strings.Builder }

const textPiece = 2 << 10 // bytes

func (t *texts) of(b []byte) string {
	if t.piece.Cap()-t.piece.Len() < len(b) {
		t.piece = strings.Builder{}
		t.piece.Grow(max(textPiece, len(b)))
	}
	n := t.piece.Len()
	t.piece.Write(b)
	return t.piece.String()[n:]
}

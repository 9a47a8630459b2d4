package textproto

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
)

// nameLines parses the lines of "lru_crawler mgdump", which hold only keys. The zero value is ready to
// use.
type nameLines struct{ texts texts }

// parse parses a line. done is true for the line that ends the dump, and skip for lines without a key.
func (p *nameLines) parse(line []byte) (key string, done, skip bool, err error) {
	name, ok := bytes.CutPrefix(line, []byte("mg "))
	if !ok {
		switch text := string(line); text {
		case "EN":
			return "", true, false, nil
		case "OK", "":
			return "", false, true, nil
		default:
			return "", false, false, cmp.Or(Refusal(text), Nonsense(text))
		}
	}
	if name = bytes.TrimRight(name, " "); len(name) == 0 {
		return "", false, false, Nonsense(string(line))
	}
	if packed, binary := bytes.CutSuffix(name, []byte(" b")); binary {
		name, err = base64.StdEncoding.AppendDecode(nil, packed)
		if err != nil || len(name) == 0 {
			return "", false, false, Nonsense(string(line))
		}
	}
	return p.texts.of(name), false, false, nil
}

// ErrUntold is returned at the end of a dump of names in which some are missing: keys that need
// base64, some of which memcached writes unencoded, including line ends.
var ErrUntold = errors.New("some names are missing in the dump")

// names takes the lines of a dump of names. A name is passed on when the next line shows that its line
// was the whole key.
type names struct {
	f      func(*Dumped) bool
	lines  nameLines
	begun  bool   // there was a line with an item
	held   string // its key; "": none
	passed Dumped // the item that is passed on
	untold bool
}

func (n *names) take(line []byte) (more bool, err error) {
	key, done, skip, err := n.lines.parse(line)
	whole := hasPrefix(line, "mg ")
	n.begun = n.begun || whole
	switch {
	case n.begun && (skip || errors.Is(err, ErrNonsense)) || whole && !Plain(key):
		n.untold, key = true, ""
	case err != nil || skip:
		return true, err
	}
	n.passed = Dumped{Key: n.held}
	if n.held = key; n.passed.Key != "" && (whole || done) && !n.f(&n.passed) {
		return false, nil
	}
	if done && n.untold {
		return false, ErrUntold
	}
	return !done, nil
}

// Plain reports whether a key can be used in a request without encoding. It looks at eight bytes at a time.
func Plain(key string) bool {
	const each, high = 0x0101010101010101, 0x8080808080808080
	for ; len(key) >= 8; key = key[8:] {
		b := uint64(key[0]) | uint64(key[1])<<8 | uint64(key[2])<<16 | uint64(key[3])<<24 |
			uint64(key[4])<<32 | uint64(key[5])<<40 | uint64(key[6])<<48 | uint64(key[7])<<56
		del := b ^ each*0x7f
		if ((b-each*(' '+1))&^b|(del-each)&^del)&high != 0 { // one is less than the first plain one, or 0x7f
			return false
		}
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] == 0x7f {
			return false
		}
	}
	return true
}

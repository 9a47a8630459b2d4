package textproto

import (
	"encoding/base64"
	"errors"
	"strings"
)

// parseNamed parses a line of "lru_crawler mgdump", which holds only a key. done and skip are as in
// parseDumped.
func parseNamed(line string) (d Dumped, done, skip bool, err error) {
	switch line {
	case "EN":
		return d, true, false, nil
	case "OK", "":
		return d, false, true, nil
	}
	if err := Refusal(line); err != nil {
		return d, false, false, err
	}
	key, ok := strings.CutPrefix(line, "mg ")
	if key = strings.TrimRight(key, " "); !ok || key == "" {
		return d, false, false, Nonsense(line)
	}
	if packed, binary := strings.CutSuffix(key, " b"); binary {
		b, err := base64.StdEncoding.DecodeString(packed)
		if err != nil || len(b) == 0 {
			return d, false, false, Nonsense(line)
		}
		key = string(b)
	}
	return Dumped{Key: key}, false, false, nil
}

// ErrUntold is returned at the end of a dump of names in which some are missing: keys that need
// base64, some of which memcached writes unencoded, including line ends.
var ErrUntold = errors.New("some names are missing in the dump")

// names takes the lines of a dump of names. A name is passed on when the next line shows that its line
// was the whole key.
type names struct {
	f      func(Dumped) bool
	begun  bool   // there was a line with an item
	held   Dumped // without a key: none
	untold bool
}

func (n *names) take(line string) (more bool, err error) {
	d, done, skip, err := parseNamed(line)
	whole := strings.HasPrefix(line, "mg ")
	n.begun = n.begun || whole
	switch {
	case n.begun && (skip || errors.Is(err, ErrNonsense)) || whole && !Plain(d.Key):
		n.untold, d = true, Dumped{}
	case err != nil || skip:
		return true, err
	}
	was := n.held
	if n.held = d; was.Key != "" && (whole || done) && !n.f(was) {
		return false, nil
	}
	if done && n.untold {
		return false, ErrUntold
	}
	return !done, nil
}

// Plain reports whether a key can be used in a request without encoding.
func Plain(key string) bool {
	for i := range len(key) {
		if key[i] <= ' ' || key[i] == 0x7f {
			return false
		}
	}
	return true
}

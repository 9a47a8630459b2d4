package textproto

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A Dumped is one line of "lru_crawler metadump": fields are read by their
// names, since newer servers add some.
type Dumped struct {
	Key        string
	Expires    time.Time // zero: never
	LastAccess time.Time
	Size       int
}

// ParseDumped reads a line of a dump. done is true for the line that ends it,
// and skip for lines that tell of no item.
func ParseDumped(line string) (d Dumped, done, skip bool, err error) {
	switch {
	case line == "END":
		return d, true, false, nil
	case line == "OK", line == "":
		return d, false, true, nil
	}
	if err := serverError(line); err != nil {
		return d, false, false, err
	}
	if !strings.HasPrefix(line, "key=") {
		return d, false, false, fmt.Errorf("%w: %q", ErrNonsense, shorten(line))
	}
	for len(line) > 0 {
		var field string
		field, line, _ = strings.Cut(line, " ")
		name, value, _ := strings.Cut(field, "=")
		switch name {
		case "key":
			d.Key = value
			if strings.Contains(value, "%") {
				if d.Key, err = url.PathUnescape(value); err != nil {
					return d, false, false, fmt.Errorf("%w: the key %q", ErrNonsense, shorten(value))
				}
			}
		case "exp":
			if n, err := strconv.ParseInt(value, 10, 64); err == nil && n > 0 {
				d.Expires = time.Unix(n, 0)
			}
		case "la":
			if n, err := strconv.ParseInt(value, 10, 64); err == nil && n > 0 {
				d.LastAccess = time.Unix(n, 0)
			}
		case "size":
			d.Size, _ = strconv.Atoi(value)
		}
	}
	return d, false, false, nil
}

package meter

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Size is a number of bytes, as the value of a flag.
type Size int64

// Set parses a size.
func (s *Size) Set(text string) error {
	n, err := parseSize(text)
	if err == nil {
		*s = Size(n)
	}
	return err
}

// Type returns the name of the type of the flag.
func (s *Size) Type() string { return "size" }

func (s *Size) String() string {
	if *s == 0 {
		return ""
	}
	return FormatSize(int64(*s))
}

// units are the units of sizes, the preferred one of each first.
var units = []struct {
	name  string
	bytes int64
}{
	{"GB", 1 << 30}, {"MB", 1 << 20}, {"KB", 1 << 10}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10},
	{"G", 1 << 30}, {"M", 1 << 20}, {"K", 1 << 10}, {"B", 1},
}

// parseSize parses a number of bytes such as 64MB, 1GiB or 1048576. K, M and G are powers
// of 1024, with or without the i.
func parseSize(text string) (int64, error) {
	digits, bytes := text, int64(1)
	for _, u := range units {
		if n := len(text) - len(u.name); n > 0 && strings.EqualFold(text[n:], u.name) {
			digits, bytes = text[:n], u.bytes
			break
		}
	}
	n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
	if err != nil || n <= 0 || n > math.MaxInt64/bytes {
		return 0, fmt.Errorf("%q is not a size such as 64MB, 1GB or 1048576", text)
	}
	return n * bytes, nil
}

// FormatSize returns a number of bytes in the form that a [Size] accepts.
func FormatSize(n int64) string {
	for _, u := range units[:3] {
		if n >= u.bytes && n%u.bytes == 0 {
			return strconv.FormatInt(n/u.bytes, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10) + "B"
}

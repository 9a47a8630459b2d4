package meter

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Size is a number of bytes, as a flag.
type Size int64

// Set reads it.
func (s *Size) Set(text string) error {
	n, err := parseSize(text)
	if err == nil {
		*s = Size(n)
	}
	return err
}

// Type is the kind of the flag's value.
func (s *Size) Type() string { return "size" }

func (s *Size) String() string {
	if *s == 0 {
		return ""
	}
	return FormatSize(int64(*s))
}

// units are the units of sizes, the one that is shown first.
var units = []struct {
	name  string
	bytes int64
}{
	{"GB", 1 << 30}, {"MB", 1 << 20}, {"KB", 1 << 10}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10},
	{"G", 1 << 30}, {"M", 1 << 20}, {"K", 1 << 10}, {"B", 1},
}

// parseSize reads a number of bytes, such as 64MB, 1GiB or 1048576. K, M and G
// are powers of 1024 with and without the i.
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

// FormatSize is a number of bytes as [ParseSize] reads it.
func FormatSize(n int64) string {
	for _, u := range units[:3] {
		if n >= u.bytes && n%u.bytes == 0 {
			return strconv.FormatInt(n/u.bytes, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10) + "B"
}

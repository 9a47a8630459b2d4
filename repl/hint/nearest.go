package hint

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Nearest returns the name that may have been meant by what was typed; "" if there is none.
func Nearest(typed string, names []string) string {
	if near := nearest(typed, names); len(near) > 0 {
		return slices.Min(near)
	}
	return ""
}

// OnlyNearest is [Nearest] for names of data, which can be numbered: it returns "" if several are
// equally near.
func OnlyNearest(typed string, names []string) string {
	if near := nearest(typed, names); len(near) == 1 {
		return near[0]
	}
	return ""
}

// nearest returns the names that may have been meant and are as near as any.
func nearest(typed string, names []string) (near []string) {
	typed = strings.ToLower(typed)
	least := math.MaxInt
	for _, name := range names {
		lower := strings.ToLower(name)
		if typed == "" || !IsNear(typed, lower) {
			continue
		}
		switch d := Distance(lower, typed); {
		case d < least:
			near, least = append(near[:0], name), d
		case d == least:
			near = append(near, name)
		}
	}
	return near
}

// DidYouMean is the hint about a name that may have been meant; "" for none.
func DidYouMean(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %s?", name)
}

// IsNear reports whether typed may be a misspelling or the beginning of name.
func IsNear(typed, name string) bool {
	return strings.HasPrefix(name, typed) || Distance(name, typed) <= (len(typed)+1)/3
}

// Distance returns an upper bound of the number of letters that differ between two names. Two
// swapped letters count as one.
func Distance(a, b string) int {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	a, b = a[head:], b[head:]
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0] {
		return 1
	}
	return max(len(a), len(b))
}

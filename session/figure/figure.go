// Package figure writes numbers as people read them: counts with their nouns, durations and amounts of
// memory, rounded to what matters.
package figure

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sessh/session/storage"
)

// Count returns a number with its noun in the right form: "1 key", "2 keys".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// Them returns the pronoun for what [Count] has counted: "it" for one, and else "them".
func Them(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

// Thousands returns a number with its thousands set apart: "1,234,567".
func Thousands(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// Duration returns a lifetime as people write it, such as 90s, 1h30m, 7d or never, rounded to what
// matters.
func Duration(d time.Duration) string {
	switch {
	case d == storage.TTLNever:
		return "never"
	case d == storage.TTLUnknown:
		return "unknown"
	}
	unit := time.Second
	if d < time.Second {
		unit = time.Millisecond
	}
	d = d.Round(unit)
	days := ""
	if d >= 48*time.Hour {
		days = strconv.Itoa(int(d/(24*time.Hour))) + "d"
		if d %= 24 * time.Hour; d == 0 {
			return days
		}
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return days + s
}

// Bytes returns an amount of memory in a unit that leaves few digits.
func Bytes(n int64) string {
	const units = "KMGTPE"
	if n < 1<<10 {
		return fmt.Sprintf("%d B", n)
	}
	f, unit := float64(n)/(1<<10), 0
	for f >= 1<<10 && unit+1 < len(units) {
		f, unit = f/(1<<10), unit+1
	}
	return fmt.Sprintf("%.1f %ciB", f, units[unit])
}

// Rate returns a number for each second, rounded to three digits that matter at most.
func Rate(f float64) string {
	if f >= 100 {
		return fmt.Sprintf("%.0f", f)
	}
	return fmt.Sprintf("%.3g", f)
}

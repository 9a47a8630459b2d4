package tree

import (
	"math"
	"strconv"
	"strings"
)

// FloatText returns a float as Python shows it: the shortest text that reads back as the same
// number, with an exponent only below 0.0001 and from 1e+16 on.
func FloatText(f float64) string { return string(AppendFloat(nil, f)) }

// AppendFloat appends the text of a float to b, see [FloatText].
func AppendFloat(b []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, "nan"...)
	case math.IsInf(f, 0):
		return append(b, strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(f, 'g', -1, 64), "+"))...)
	}
	if abs := math.Abs(f); abs != 0 && (abs < 1e-4 || abs >= 1e16) {
		return strconv.AppendFloat(b, f, 'e', -1, 64)
	}
	start := len(b)
	b = strconv.AppendFloat(b, f, 'f', -1, 64)
	for _, c := range b[start:] {
		if c == '.' {
			return b
		}
	}
	return append(b, ".0"...)
}

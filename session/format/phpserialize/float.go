package phpserialize

import (
	"math"
	"strconv"
	"strings"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

const maxFloat = 128 // bytes of a float's text that is kept as its Form

// float returns the node of a float that is written as text.
func (d *decoder) float(text []byte) *graph.Node {
	f, ok := parseFloat(string(text))
	if !ok {
		d.r.Fail("%.40q is not a float", text)
	}
	n := d.r.Float(f)
	if string(text) != formatFloat(f) && len(text) <= maxFloat {
		n.Form = string(text) // by a serialize_precision other than -1
	}
	return n
}

// floatText returns the text of a float: the one that it was read from if that is
// still the same number.
func floatText(n *graph.Node) string {
	was := phpgraph.Form(n)
	if f, ok := parseFloat(was); ok && len(was) <= maxFloat && math.Float64bits(f) == math.Float64bits(n.Float) {
		return was
	}
	return formatFloat(n.Float)
}

// parseFloat reads what PHP takes for a float; numbers that are too large are infinite.
func parseFloat(s string) (float64, bool) {
	switch s {
	case "NAN":
		return math.NaN(), true
	case "INF":
		return math.Inf(1), true
	case "-INF":
		return math.Inf(-1), true
	}
	digits := false
	rest := trimSign(s)
	for i, c := range []byte(rest) {
		if c == 'e' || c == 'E' {
			exp := trimSign(rest[i+1:])
			if exp == "" || strings.Trim(exp, "0123456789") != "" {
				return 0, false
			}
			break
		}
		if digit := c >= '0' && c <= '9'; !digit && (c != '.' || strings.IndexByte(rest, '.') != i) {
			return 0, false
		} else if digit {
			digits = true
		}
	}
	if !digits {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil || math.IsInf(f, 0)
}

func trimSign(s string) string {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		return s[1:]
	}
	return s
}

// formatFloat writes a float as PHP 7.1 and later do: the shortest text
// that is read back the same, with an exponent where the number is below
// 0.0001, or has more than 17 digits before the point.
func formatFloat(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NAN"
	case math.IsInf(f, 1):
		return "INF"
	case math.IsInf(f, -1):
		return "-INF"
	}
	mantissa, exp, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	e, _ := strconv.Atoi(exp)
	if f == 0 || e >= -4 && e < 17 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	sign := "+"
	if e < 0 {
		sign = ""
	}
	return mantissa + "E" + sign + strconv.Itoa(e)
}

package formats

import (
	"math"
	"strconv"
	"strings"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/session/tree"
)

// maxPrecision is how many decimals a float is written with.
const maxPrecision = 10_000

// formatFloat formats a float.
func formatFloat(g *bounds.Guard, f spec, x float64) (string, error) {
	if f.precision > maxPrecision {
		return "", object.NotSupported("a precision of more than 10000")
	}
	end := ""
	kind := byte(f.kind)
	if kind == '%' {
		x, kind, end = x*100, 'f', "%"
	}
	negative := math.Signbit(x) && !math.IsNaN(x)
	text := floatText(math.Abs(x), kind, f.precision, f.alternate) + end
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return numeral(g, spec{fill: f.fill, align: f.align, sign: f.sign, zero: f.zero, width: f.width}, negative, "", "", text, 3)
	}
	i := 0
	for i < len(text) && text[i] >= '0' && text[i] <= '9' {
		i++
	}
	return numeral(g, f, negative, "", text[:i], text[i:], 3)
}

// floatText writes a float that is not negative as one of e, E, f, F, g, G; 0 is as
// str does where precision is -1, and nearly g where it is not.
func floatText(x float64, kind byte, precision int, alternate bool) string {
	upper := kind == 'E' || kind == 'F' || kind == 'G'
	text := ""
	switch {
	case math.IsNaN(x):
		text = "nan"
	case math.IsInf(x, 0):
		text = "inf"
	case kind == 0 && precision < 0:
		text = tree.FloatText(x)
		if alternate && !strings.Contains(text, ".") {
			if m, e, ok := strings.Cut(text, "e"); ok {
				text = m + ".e" + e
			}
		}
	default:
		if precision < 0 {
			precision = 6
		}
		switch kind {
		case 'e', 'E':
			text = exponent(x, precision, alternate)
		case 'f', 'F':
			text = strconv.FormatFloat(x, 'f', precision, 64)
			if alternate && precision == 0 {
				text += "."
			}
		default:
			text = general(x, max(precision, 1), alternate, kind == 0)
		}
	}
	if upper {
		text = strings.ToUpper(text)
	}
	return text
}

func exponent(x float64, precision int, alternate bool) string {
	text := strconv.FormatFloat(x, 'e', precision, 64)
	if alternate && precision == 0 {
		text = strings.Replace(text, "e", ".e", 1)
	}
	return text
}

// general is g: fixed for numbers that are neither large nor small, without zeros at
// the end. point makes it look like a float, as str does.
func general(x float64, precision int, alternate, point bool) string {
	text := strconv.FormatFloat(x, 'e', precision-1, 64)
	mantissa, e, _ := strings.Cut(text, "e")
	at, _ := strconv.Atoi(e)
	most := precision
	if point {
		most--
	}
	if at < -4 || at >= most {
		if !alternate && strings.Contains(mantissa, ".") {
			mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
		}
		if alternate && !strings.Contains(mantissa, ".") {
			mantissa += "."
		}
		return mantissa + "e" + e
	}
	text = strconv.FormatFloat(x, 'f', max(precision-1-at, 0), 64)
	if !alternate && strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	if !strings.Contains(text, ".") {
		switch {
		case point:
			text += ".0"
		case alternate:
			text += "."
		}
	}
	return text
}

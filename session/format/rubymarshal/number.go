package rubymarshal

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"sessh/session/format/graph"
)

// long reads an integer in Marshal's encoding: 0, or a small number in one byte, or
// the count of the bytes that follow, which is negative for a negative number.
func long(r *graph.Reader) int64 {
	switch c := int(int8(r.Byte())); {
	case c == 0:
		return 0
	case c > 4:
		return int64(c - 5)
	case c < -4:
		return int64(c + 5)
	case c > 0:
		return int64(r.LittleEndian(c))
	default:
		return int64(r.LittleEndian(-c)) - 1<<(8*-c)
	}
}

// count reads how many items follow that take at least size bytes each.
func count(r *graph.Reader, size uint64) int {
	n := long(r)
	if n < 0 {
		r.Fail("a length of %d is negative", n)
	}
	r.Room(uint64(n), size)
	return int(n)
}

func appendLong(out []byte, n int64) []byte {
	switch {
	case n == 0:
		return append(out, 0)
	case 0 < n && n < 123:
		return append(out, byte(n+5))
	case -124 < n && n < 0:
		return append(out, byte(n-5))
	}
	at := len(out)
	out = append(out, 0)
	size := 0
	for rest := n; rest != 0 && rest != -1; rest >>= 8 {
		out = append(out, byte(rest))
		size++
	}
	if n < 0 {
		size = -size
	}
	out[at] = byte(size)
	return out
}

// fitsFixnum reports whether Marshal writes an integer as a Fixnum: of 31 bits.
func fitsFixnum(n *graph.Node) bool {
	return n.Big == nil && n.Int >= -1<<30 && n.Int < 1<<30
}

// bignum reads a sign, a count of 16-bit words, and those, the least first.
func (d *decoder) bignum(n *graph.Node) {
	sign := d.r.Byte()
	if sign != '+' && sign != '-' {
		d.r.Fail("%q is not a sign of an integer", sign)
	}
	size := 2 * count(d.r, 2)
	d.r.Digits(size)
	raw := slices.Clone(d.r.Take(uint64(size)))
	slices.Reverse(raw)
	b := new(big.Int).SetBytes(raw)
	if sign == '-' {
		b.Neg(b)
	}
	*n = *graph.NewBig(b)
}

func appendBignum(out []byte, b *big.Int) []byte {
	sign := byte('+')
	if b.Sign() < 0 {
		sign = '-'
	}
	raw := b.Bytes()
	slices.Reverse(raw)
	if len(raw)%2 == 1 {
		raw = append(raw, 0)
	}
	out = appendLong(append(out, sign), int64(len(raw)/2))
	return append(out, raw...)
}

// float reads the decimal text of a float.
func (d *decoder) float(n *graph.Node) {
	n.Kind = graph.Float
	switch text := string(d.bytes()); {
	case text == "inf":
		n.Float = math.Inf(1)
	case text == "-inf":
		n.Float = math.Inf(-1)
	case text == "nan":
		n.Float = math.NaN()
	case len(text) > 1000 || strings.Trim(text, "+-.0123456789eE") != "":
		d.r.Fail("%.40q is not a float", text)
	default:
		f, err := strconv.ParseFloat(text, 64)
		if n.Float = f; err != nil && !math.IsInf(f, 0) {
			d.r.Fail("%.40q is not a float", text)
		}
	}
}

// floatText returns the text of a float in Marshal: the shortest digits that read
// back as the same number.
func floatText(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 0):
		return strings.TrimPrefix(strings.ToLower(strconv.FormatFloat(f, 'g', -1, 64)), "+")
	}
	text := strconv.FormatFloat(f, 'e', -1, 64)
	mantissa, exponent, _ := strings.Cut(text, "e")
	e, _ := strconv.Atoi(exponent)
	digits := len(strings.Trim(mantissa, "-.")) - strings.Count(mantissa, ".")
	if f == 0 || e >= -4 && e < digits {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return mantissa + "e" + strconv.Itoa(e)
}

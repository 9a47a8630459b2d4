package rubymarshal

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"sessh/session/format/graph"
)

// long reads an integer in Marshal's own way: 0, or a small number in one
// byte, or the count of bytes that follow, negative for a negative number.
func long(r *graph.Reader) (int64, error) {
	b, err := r.Byte()
	if err != nil {
		return 0, err
	}
	switch c := int(int8(b)); {
	case c == 0:
		return 0, nil
	case c > 4:
		return int64(c - 5), nil
	case c < -4:
		return int64(c + 5), nil
	case c > 0:
		u, err := r.LittleEndian(c)
		return int64(u), err
	default:
		u, err := r.LittleEndian(-c)
		return int64(u) - 1<<(8*-c), err
	}
}

// count reads how many items follow that take at least size bytes each.
func count(r *graph.Reader, size uint64) (int, error) {
	n, err := long(r)
	if err != nil {
		return 0, err
	}
	if n < 0 {
		return 0, r.Errorf("a length of %d is negative", n)
	}
	return int(n), r.Room(uint64(n), size)
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
func (d *decoder) bignum(n *graph.Node) error {
	sign, err := d.r.Byte()
	if err != nil {
		return err
	}
	if sign != '+' && sign != '-' {
		return d.r.Errorf("%q is no sign of an integer", sign)
	}
	words, err := count(d.r, 2)
	if err != nil {
		return err
	}
	if bits := float64(words) * 16; bits*math.Log10(2) > float64(d.digits)+16 {
		return d.r.Errorf("an integer of %d bytes is too long", 2*words)
	}
	raw, err := d.r.Take(2 * uint64(words))
	if err != nil {
		return err
	}
	raw = slices.Clone(raw)
	slices.Reverse(raw)
	b := new(big.Int).SetBytes(raw)
	if sign == '-' {
		b.Neg(b)
	}
	n.Kind = graph.Int
	if b.IsInt64() {
		n.Int = b.Int64()
	} else {
		n.Big = b
	}
	return nil
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
func (d *decoder) float(n *graph.Node) error {
	b, err := d.bytes()
	if err != nil {
		return err
	}
	n.Kind = graph.Float
	switch text := string(b); {
	case text == "inf":
		n.Float = math.Inf(1)
	case text == "-inf":
		n.Float = math.Inf(-1)
	case text == "nan":
		n.Float = math.NaN()
	case len(text) > 1000 || strings.Trim(text, "+-.0123456789eE") != "":
		return d.r.Errorf("%.40q is no float", text)
	default:
		n.Float, err = strconv.ParseFloat(text, 64)
		if err != nil && !math.IsInf(n.Float, 0) {
			return d.r.Errorf("%.40q is no float", text)
		}
	}
	return nil
}

// decimal are the shortest digits that tell a float that is not zero, and
// where the point belongs, counted from before the first.
func decimal(f float64) (sign, digits string, point int) {
	if f < 0 {
		sign, f = "-", -f
	}
	text := strconv.FormatFloat(f, 'e', -1, 64)
	mantissa, exponent, _ := strings.Cut(text, "e")
	point, _ = strconv.Atoi(exponent)
	return sign, strings.Replace(mantissa, ".", "", 1), point + 1
}

// floatText is the text of a float in Marshal.
func floatText(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 0):
		return strings.TrimPrefix(strings.ToLower(strconv.FormatFloat(f, 'g', -1, 64)), "+")
	case f == 0:
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	sign, digits, point := decimal(f)
	if point < -3 || point > len(digits) {
		text := sign + digits[:1]
		if len(digits) > 1 {
			text += "." + digits[1:]
		}
		return text + "e" + strconv.Itoa(point-1)
	}
	return sign + fixed(digits, point)
}

// fixed puts the point where it belongs, as far as there are digits.
func fixed(digits string, point int) string {
	switch {
	case point <= 0:
		return "0." + strings.Repeat("0", -point) + digits
	case point >= len(digits):
		return digits + strings.Repeat("0", point-len(digits))
	}
	return digits[:point] + "." + digits[point:]
}

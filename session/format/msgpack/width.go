package msgpack

import (
	"math"
	"strings"
)

// A header is the first byte of a value that has a width.
type header struct {
	code  byte
	form  string
	bytes int   // of the number that follows
	below int64 // up to this length there is a shorter header
}

// firstHeader is the first of headers; those of values without a width are blank.
const firstHeader = 0xc4

// headers are in the order of their codes, and therefore those of a family in the
// order of their widths.
var headers = [...]header{
	0xc4 - firstHeader: {0xc4, "bin8", 1, -1}, {0xc5, "bin16", 2, math.MaxUint8}, {0xc6, "bin32", 4, math.MaxUint16},
	0xc7 - firstHeader: {0xc7, "ext8", 1, -1}, {0xc8, "ext16", 2, math.MaxUint8}, {0xc9, "ext32", 4, math.MaxUint16},
	0xcc - firstHeader: {0xcc, "uint8", 1, 0}, {0xcd, "uint16", 2, 0}, {0xce, "uint32", 4, 0}, {0xcf, "uint64", 8, 0},
	0xd0 - firstHeader: {0xd0, "int8", 1, 0}, {0xd1, "int16", 2, 0}, {0xd2, "int32", 4, 0}, {0xd3, "int64", 8, 0},
	0xd9 - firstHeader: {0xd9, "str8", 1, 31}, {0xda, "str16", 2, math.MaxUint8}, {0xdb, "str32", 4, math.MaxUint16},
	0xdc - firstHeader: {0xdc, "array16", 2, 15}, {0xdd, "array32", 4, math.MaxUint16},
	0xde - firstHeader: {0xde, "map16", 2, 15}, {0xdf, "map32", 4, math.MaxUint16},
}

// holds reports whether the header's number can be size.
func (h header) holds(size int) bool { return int64(size) < 1<<(8*h.bytes) }

// chosen returns the header for a length: the one that form names if it can be, and
// otherwise the shortest of its family; false where no header is needed but a
// length of up to small is part of the first byte.
func chosen(family, form string, size, small int) (header, bool) {
	var least header
	for _, h := range headers {
		if !strings.HasPrefix(h.form, family) || !h.holds(size) {
			continue
		}
		if h.form == form {
			return h, true
		}
		if least.form == "" {
			least = h
		}
	}
	return least, size > small
}

// integerFits reports whether an integer can be written with the header of a form.
func integerFits(v int64, h header) bool {
	bits := 8 * h.bytes
	if strings.HasPrefix(h.form, "uint") {
		return v >= 0 && (bits == 64 || v>>bits == 0)
	}
	return bits == 64 || v<<(64-bits)>>(64-bits) == v
}

// usualInteger returns the first byte with which writers write an integer.
func usualInteger(v int64) byte {
	if v >= -32 && v < 128 {
		return byte(v)
	}
	code := byte(0xd0)
	if v >= 0 {
		code = 0xcc
	}
	for {
		if integerFits(v, headers[code-firstHeader]) {
			return code
		}
		code++
	}
}

// widen makes a float64 of the bits of a float32. A conversion by Go would
// change those of a signalling NaN.
func widen(bits uint32) float64 {
	if f := math.Float32frombits(bits); f == f {
		return float64(f)
	}
	return math.Float64frombits(uint64(bits>>31)<<63 | 0x7ff<<52 | uint64(bits&(1<<23-1))<<29)
}

// narrow returns the float32 that is the same number, if there is one.
func narrow(f float64) (bits uint32, ok bool) {
	if f == f {
		bits = math.Float32bits(float32(f))
	} else {
		b := math.Float64bits(f)
		bits = uint32(b>>63)<<31 | 0xff<<23 | uint32(b>>29)&(1<<23-1)
	}
	return bits, math.Float64bits(widen(bits)) == math.Float64bits(f)
}

func isInteger(h header) bool {
	return strings.HasPrefix(h.form, "int") || strings.HasPrefix(h.form, "uint")
}

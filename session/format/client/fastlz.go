package client

import (
	"bytes"
	"errors"
)

var errFastLZ = errors.New("the value compressed by fastlz is damaged")

// unpackFastLZ unpacks a block of FastLZ, in either of its levels, that has size bytes
// unpacked, into a buffer that is empty.
//
// A block is literals and matches: an instruction below 32 is one less than the number of
// literals that follow it, and all others are a length in the 3 upper bits and the upper
// bits of a distance in the others. The upper bits of the first instruction are the level.
func unpackFastLZ(out *bytes.Buffer, value []byte, size int) ([]byte, error) {
	if len(value) == 0 || value[0]>>5 > 1 {
		return nil, errFastLZ
	}
	out.Grow(min(size, 256*len(value)))
	f := fastLZ{in: value, far: value[0]>>5 == 1, out: out.AvailableBuffer()}
	control := int(f.next() & 31)
	for {
		if control < 32 {
			f.literals(control + 1)
		} else {
			f.match(control)
		}
		if f.failed || len(f.out) > size {
			return nil, errFastLZ
		}
		if len(f.in) == 0 {
			break
		}
		control = int(f.next())
	}
	if len(f.out) != size {
		return nil, errFastLZ
	}
	return f.out, nil
}

// fastLZ is a block that is being unpacked.
type fastLZ struct {
	in, out []byte
	far     bool // the level in which lengths and distances have no limit
	failed  bool
}

func (f *fastLZ) next() byte {
	if len(f.in) == 0 {
		f.failed = true
		return 0
	}
	b := f.in[0]
	f.in = f.in[1:]
	return b
}

func (f *fastLZ) literals(n int) {
	if n > len(f.in) {
		f.failed = true
		return
	}
	f.out, f.in = append(f.out, f.in[:n]...), f.in[n:]
}

func (f *fastLZ) match(control int) {
	const longest, farthest = 7, 31 << 8
	length, distance := control>>5, control&31<<8
	for more := length == longest; more; {
		b := f.next()
		length += int(b)
		more = f.far && b == 255
	}
	low := f.next()
	distance += int(low)
	if f.far && low == 255 && distance-255 == farthest {
		distance += int(f.next()) << 8
		distance += int(f.next())
	}
	from, length := len(f.out)-distance-1, length+2
	if f.failed || from < 0 || length > Limit-len(f.out) {
		f.failed = true
		return
	}
	for length > 0 { // it may reach into what it makes
		n := min(length, len(f.out)-from)
		f.out = append(f.out, f.out[from:from+n]...)
		from, length = from+n, length-n
	}
}

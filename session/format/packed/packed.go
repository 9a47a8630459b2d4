// Package packed reads and writes compressed values, within bounds.
package packed

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
)

// Limit is how large a value may become, in bytes: no item of the usual size
// holds more that was worth keeping.
const Limit = 64 << 20

// Zlib tells whether a value begins like one that zlib packed.
func Zlib(value []byte) bool {
	return len(value) > 2 && value[0]&0x0f == 8 && value[0]>>4 <= 7 && (uint(value[0])<<8|uint(value[1]))%31 == 0
}

// Gzip tells whether a value begins like one that gzip packed.
func Gzip(value []byte) bool { return bytes.HasPrefix(value, []byte{0x1f, 0x8b, 8}) }

// most is how many bytes zlib makes of one, at most.
const most = 1032

// Inflate unpacks what zlib or gzip packed. What unpacks to more than [Limit]
// bytes takes no memory before it is refused.
func Inflate(value []byte) ([]byte, error) {
	if len(value) > Limit/most {
		if err := unpack(io.Discard, value); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	if err := unpack(&out, value); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func unpack(to io.Writer, value []byte) error {
	var r io.Reader
	var err error
	if Gzip(value) {
		r, err = gzip.NewReader(bytes.NewReader(value))
	} else {
		r, err = zlib.NewReader(bytes.NewReader(value))
	}
	var size int64
	if err == nil {
		size, err = io.Copy(to, io.LimitReader(r, Limit+1))
	}
	switch {
	case errors.Is(err, zlib.ErrHeader):
		return errors.New("the value is not compressed, and its flags say that it is")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.New("the compressed value ends too early")
	case err != nil:
		return fmt.Errorf("the compressed value cannot be unpacked: %w", err)
	case size > Limit:
		return fmt.Errorf("the compressed value unpacks to more than %d bytes", Limit)
	}
	return nil
}

// Explain adds to the error of reading a value, which nothing says is compressed,
// that it looks so.
func Explain(err error, value []byte) error {
	if err != nil && (Zlib(value) || Gzip(value)) {
		return fmt.Errorf("%w; it looks compressed, and its flags do not say so", err)
	}
	return err
}

// Deflate packs with zlib.
func Deflate(value []byte) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write(value) // a buffer takes everything
	w.Close()
	return b.Bytes()
}

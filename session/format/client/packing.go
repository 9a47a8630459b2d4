package client

import (
	"bytes"
	"compress/bzip2"
	stdgzip "compress/gzip"
	stdzlib "compress/zlib"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// Limit is the largest size of an unpacked value, in bytes. What applications keep in
// an item of the usual size, 1 MB, is smaller.
const Limit = 32 << 20

// A Packing is a way of compressing a value.
type Packing uint8

// The packings. Bzip2 and FastLZ are read but not written.
const (
	None Packing = iota
	Zlib
	Gzip
	Bzip2
	Zstd
	FastLZ // only by flags: its bytes do not tell
)

// String returns the packing's name.
func (p Packing) String() string {
	return [...]string{"none", "zlib", "gzip", "bzip2", "zstd", "fastlz"}[p]
}

// PackingOf returns the packing that a value looks like, by its first bytes.
func PackingOf(value []byte) Packing {
	switch {
	case bytes.HasPrefix(value, []byte{0x1f, 0x8b, 8}):
		return Gzip
	case len(value) > 9 && bytes.HasPrefix(value, []byte("BZh")) && bytes.Equal(value[4:10], []byte("1AY&SY")):
		return Bzip2
	case bytes.HasPrefix(value, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return Zstd
	case len(value) > 2 && value[0]&0x0f == 8 && value[0]>>4 <= 7 && (uint(value[0])<<8|uint(value[1]))%31 == 0:
		return Zlib
	}
	return None
}

// mayBePacked reports whether a value that begins with the byte may look like a packing.
func mayBePacked(first byte) bool {
	return first == 0x1f || first == 'B' || first == 0x28 || first&0x0f == 8 && first>>4 <= 7
}

// most is the largest factor by which zlib compresses.
const most = 1032

// Unpack unpacks a value in the packing that it looks like. A value that unpacks to
// more than [Limit] bytes is refused before it takes memory.
func Unpack(value []byte) ([]byte, error) { return PackingOf(value).unpack(value) }

func (p Packing) unpack(value []byte) ([]byte, error) { return p.unpackInto(new(bytes.Buffer), value) }

// unpackInto unpacks a value into a buffer that is empty, of which the result is a part.
func (p Packing) unpackInto(out *bytes.Buffer, value []byte) ([]byte, error) {
	if p == Zstd {
		if unpackSmallZstd(out, value) {
			return out.Bytes(), nil
		}
	}
	if len(value) > Limit/most || p == Bzip2 || p == Zstd {
		size, err := p.unpackTo(io.Discard, value)
		if err != nil {
			return nil, err
		}
		out.Grow(int(size) + bytes.MinRead)
	} else {
		const usual = 4 // factor by which sessions are compressed
		out.Grow(usual*len(value) + bytes.MinRead)
	}
	if _, err := p.unpackTo(out, value); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// unpackTo unpacks a value, and returns its size.
func (p Packing) unpackTo(to io.Writer, value []byte) (size int64, err error) {
	from := bytes.NewReader(value)
	r, err := p.reader(from)
	if err == nil {
		size, err = io.Copy(to, io.LimitReader(r, Limit+1))
	}
	switch r := r.(type) {
	case zlib.Resetter:
		idle.Put(r)
	case *gzip.Reader:
		idleGzip.Put(r)
	}
	switch {
	case errors.Is(err, zlib.ErrHeader):
		return 0, errors.New("the flags say that the value is compressed, but it is not zlib, gzip, bzip2 or zstd data")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return 0, errors.New("the compressed value ends too early")
	case err != nil:
		return 0, fmt.Errorf("the compressed value cannot be unpacked: %w", err)
	case size > Limit:
		return 0, fmt.Errorf("the compressed value unpacks to more than %d bytes", Limit)
	case from.Len() > 0:
		return 0, fmt.Errorf("%d bytes follow the compressed value", from.Len())
	}
	return size, nil
}

// reader unpacks one value; what follows it is left in from.
func (p Packing) reader(from *bytes.Reader) (io.Reader, error) {
	switch p {
	case Gzip:
		r, ok := idleGzip.Get().(*gzip.Reader)
		if !ok {
			r = new(gzip.Reader)
		}
		err := r.Reset(from)
		r.Multistream(false) // not every client reads on
		return r, err
	case Bzip2:
		return bzip2.NewReader(from), nil
	case Zstd:
		r, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(Limit), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, err
		}
		return r.IOReadCloser(), nil
	}
	if r, ok := idle.Get().(io.Reader); ok {
		return r, r.(zlib.Resetter).Reset(from, nil)
	}
	return zlib.NewReader(from)
}

// idle are readers of zlib, and idleGzip those of gzip: each takes more memory than most values, and
// a listing unpacks many.
var idle, idleGzip sync.Pool

// Pack packs a value. It fails for a packing that can only be read.
func (p Packing) Pack(value []byte) ([]byte, error) {
	var b bytes.Buffer
	var w io.WriteCloser
	switch p {
	case None:
		return value, nil
	case Zlib:
		w = stdzlib.NewWriter(&b)
	case Gzip:
		w = stdgzip.NewWriter(&b)
	case Zstd:
		w, _ = zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1)) // these options are valid
	default:
		return nil, fmt.Errorf("the value is compressed by %s, which can be read and not written: its client would not read it in another packing", p)
	}
	w.Write(value) // a buffer takes everything
	w.Close()
	return b.Bytes(), nil
}

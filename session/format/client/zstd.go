package client

import (
	"bytes"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// smallZstd is the size up to which values are unpacked at once.
const smallZstd = 64 << 10

// unpackSmallZstd unpacks a value that is small, whatever window its frames ask for, into a buffer that is
// empty. ok is false if it is not, or damaged.
func unpackSmallZstd(to *bytes.Buffer, value []byte) (ok bool) {
	if len(value) > smallZstd {
		return false
	}
	z := idleZstd.Get().(*zstdDecoder)
	defer idleZstd.Put(z)
	out, err := z.DecodeAll(value, z.room[:0])
	if err != nil {
		return false
	}
	to.Write(out)
	return true
}

// A zstdDecoder unpacks what its room is enough for: it takes no other memory.
type zstdDecoder struct {
	*zstd.Decoder
	room []byte
}

var idleZstd = sync.Pool{New: func() any {
	d, _ := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(Limit), zstd.WithDecoderLowmem(true), zstd.WithDecodeAllCapLimit(true)) // these options are valid
	return &zstdDecoder{d, make([]byte, 0, smallZstd)}
}}

package client

import (
	"bytes"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// smallZstd is the size up to which values are unpacked at once.
const smallZstd = 64 << 10

// unpackSmallZstd unpacks a value that is small, whatever window its frames ask for. ok is false if
// it is not, or damaged.
func unpackSmallZstd(value []byte) (out []byte, ok bool) {
	if len(value) > smallZstd {
		return nil, false
	}
	z := idleZstd.Get().(*zstdDecoder)
	defer idleZstd.Put(z)
	out, err := z.DecodeAll(value, z.room[:0])
	if err != nil {
		return nil, false
	}
	return bytes.Clone(out), true
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

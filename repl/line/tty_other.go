//go:build !unix

package line

import "io"

func newSource(r io.Reader) source { return newStream(r) }

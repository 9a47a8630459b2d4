//go:build !unix

package keys

import "io"

func newSource(r io.Reader) source { return newStream(r) }

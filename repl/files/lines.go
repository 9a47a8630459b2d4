package files

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"

	"sessh/session/storage"
)

// maxLine bounds a line of a script: no item can hold more.
const maxLine = 256 << 20

// ReadLine reads a line, without its end.
func ReadLine(in *bufio.Reader) (string, error) {
	line, err := AppendLine(nil, in)
	return string(line), err
}

// AppendLine is [ReadLine] into the room of b.
func AppendLine(b []byte, in *bufio.Reader) ([]byte, error) {
	from := len(b)
	for {
		part, err := in.ReadSlice('\n')
		b = append(b, part...)
		switch {
		case len(b)-from > maxLine:
			return b[:from], fmt.Errorf("a line is %w: more than %d bytes", storage.ErrTooLarge, maxLine)
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		}
		return b[:from+len(bytes.TrimRight(b[from:], "\r\n"))], err
	}
}

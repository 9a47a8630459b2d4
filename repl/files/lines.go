package files

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"sessh/session/storage"
)

// maxLine bounds a line of a script: no item can hold more.
const maxLine = 256 << 20

// ReadLine reads a line, without its end.
func ReadLine(in *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		part, err := in.ReadSlice('\n')
		b.Write(part)
		switch {
		case b.Len() > maxLine:
			return "", fmt.Errorf("a line is %w: more than %d bytes", storage.ErrTooLarge, maxLine)
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		}
		return strings.TrimRight(b.String(), "\r\n"), err
	}
}

package keys

import (
	"io"

	"github.com/chzyer/readline"
)

// A source is where keys come from. Nothing is read from it but between open and
// pause: all else that is typed stays where it is, for the program that has the
// terminal then. readline itself often asks for one key more than it needs.
type source interface {
	io.Reader
	// open lets Read go on, pause makes it wait. When pause has returned, nothing is
	// being read.
	open()
	pause()
	// pasting is set if what comes next is a paste, which can be read in larger pieces.
	pasting(on bool)
	// Close ends a Read that waits, and all that follow, with io.EOF.
	Close() error
}

// stream is a source that is no terminal: all of it is for the editor, and it is
// read ahead.
type stream struct{ *readline.CancelableStdin }

func newStream(r io.Reader) source { return stream{readline.NewCancelableStdin(r)} }

func (stream) open()  {}
func (stream) pause() {}

func (stream) pasting(bool) {}

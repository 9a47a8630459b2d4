package keys

import (
	"strings"

	"github.com/chzyer/readline"
)

// escape reads what follows an escape; r is its first rune.
func (k *Reader) escape(r rune) error {
	switch {
	case r == 0x1b, k.pasting && r == readline.CharInterrupt: // no sequence after all
		return k.in.UnreadRune()
	case r == '[':
		return k.csi()
	case r == 'O':
		final, err := k.in.ReadByte()
		switch {
		case err != nil:
		case final < 0x20: // no sequence after all
			return k.in.UnreadByte()
		case !k.pasting:
			k.arrow(final)
		}
		return err
	case k.pasting:
		if r == '\r' || r == '\n' {
			k.paste(r)
		}
	case k.vi.Load():
		k.put(Escape)
		return k.in.UnreadRune()
	case altKeys[r] != 0:
		k.put(altKeys[r])
	}
	return nil // Alt with any other key does nothing
}

// altKeys are the keys that do something with Alt.
var altKeys = map[rune]rune{
	'\r': TextNewline, '\n': TextNewline, 'b': WordLeft, 'f': WordRight, 'd': WordKill, 0x7f: WordErase,
	'.': Argument, '_': Argument,
}

const controlX = 'X' - '@'

// afterControl takes a key after Ctrl-X, and reports whether the two are one.
func (k *Reader) afterControl(r rune) bool {
	switch r {
	case readline.CharLineEnd:
		if k.editing.Load() {
			k.src.pause() // the editor has the terminal next
		}
		k.put(Editor)
	case readline.CharCtrlU:
		k.put(Undo)
	default:
		return false
	}
	return true
}

// arrow puts the key of a sequence that ends in final.
func (k *Reader) arrow(final byte) {
	switch final {
	case 'A':
		k.put(Older)
	case 'B':
		k.put(Newer)
	case 'C':
		k.put(readline.CharForward)
	case 'D':
		k.put(readline.CharBackward)
	case 'H':
		k.put(readline.CharLineStart)
	case 'F':
		k.put(readline.CharLineEnd)
	case 'Z':
		k.put(BackTab)
	}
}

const maxParameters = 64

// csi reads a control sequence: parameters, and the byte that ends it.
func (k *Reader) csi() error {
	var parameters []byte
	for len(parameters) < maxParameters {
		b, err := k.in.ReadByte()
		if err != nil {
			return err
		}
		switch {
		case b == '[' && len(parameters) == 0: // the Linux console's F keys: one byte more
			_, err := k.in.ReadByte()
			return err
		case b == 'M' && len(parameters) == 0: // an old mouse report: three bytes more
			for range 3 {
				if _, err := k.in.ReadByte(); err != nil {
					return err
				}
			}
			return nil
		case b >= 0x40 && b <= 0x7e:
			k.function(string(parameters), b)
			return nil
		case b < 0x20: // no sequence after all
			return k.in.UnreadByte()
		}
		parameters = append(parameters, b)
	}
	return nil
}

// function translates the key that a control sequence stands for.
func (k *Reader) function(parameters string, final byte) {
	number, modifier, _ := strings.Cut(parameters, ";")
	switch {
	case final == '~' && number == "200":
		k.setPasting(true)
	case final == '~' && number == "201":
		k.endPaste()
	case k.pasting:
	case final == '~' && number == "3" && modifier != "":
		k.put(WordKill)
	case final == '~' && number == "3":
		k.put(Delete)
	case final == '~' && (number == "1" || number == "7"):
		k.put(readline.CharLineStart)
	case final == '~' && (number == "4" || number == "8"):
		k.put(readline.CharLineEnd)
	case final == 'C' && modifier != "":
		k.put(WordRight)
	case final == 'D' && modifier != "":
		k.put(WordLeft)
	default:
		k.arrow(final)
	}
}

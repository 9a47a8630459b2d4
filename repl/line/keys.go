package line

import (
	"bufio"
	"io"
	"strings"

	"github.com/chzyer/readline"
)

// Runes of the private use area that stand for what readline would act on.
// Those that are typed are dropped.
const (
	runeDelete  = '\uF8D0' // the Delete key
	runeNewline = '\uF8D1' // a line's end inside of a text
	runeTab     = '\uF8D2' // a tab that was pasted
)

// keys translates what the terminal sends before readline sees it: it knows
// the sequences of more keys, what is pasted does not act, and what readline
// would misread is dropped.
type keys struct {
	src   *readline.CancelableStdin
	in    *bufio.Reader
	out   []byte
	paste bool
}

func newKeys(r io.Reader) *keys {
	src := readline.NewCancelableStdin(r)
	return &keys{src: src, in: bufio.NewReader(src)}
}

// Close lets a Read that waits return.
func (k *keys) Close() error { return k.src.Close() }

func (k *keys) Read(p []byte) (int, error) {
	for len(k.out) == 0 {
		if err := k.next(); err != nil {
			return 0, err
		}
		for k.in.Buffered() > 0 && len(k.out) < 1024 {
			if err := k.next(); err != nil {
				break
			}
		}
	}
	n := copy(p, k.out)
	k.out = k.out[n:]
	return n, nil
}

func (k *keys) put(s string) { k.out = append(k.out, s...) }

// next translates one key, or one byte of text.
func (k *keys) next() error {
	b, err := k.in.ReadByte()
	switch {
	case err != nil:
		return err
	case b == 0x1b:
		return k.escape()
	case b == 0: // readline takes it for the end of the input
		return nil
	case b == 0xef:
		return k.private()
	case k.paste:
		k.pasted(b)
		return nil
	}
	k.out = append(k.out, b)
	return nil
}

// private drops our own runes where they are typed.
func (k *keys) private() error {
	rest, err := k.in.Peek(2)
	if err == nil && rest[0] == 0xa3 && rest[1] >= 0x90 && rest[1] <= 0x92 {
		_, err = k.in.Discard(2)
		return err
	}
	k.out = append(k.out, 0xef)
	return nil
}

// pasted takes a byte as text.
func (k *keys) pasted(b byte) {
	switch {
	case b == '\r' || b == '\n':
		k.put(string(runeNewline))
	case b == '\t':
		k.put(string(runeTab))
	case b >= ' ' && b != 0x7f:
		k.out = append(k.out, b)
	}
}

// escape reads what follows an escape.
func (k *keys) escape() error {
	b, err := k.in.ReadByte()
	if err != nil {
		return err
	}
	switch b {
	case '[':
		return k.csi()
	case 'O':
		final, err := k.in.ReadByte()
		if err == nil && !k.paste && strings.IndexByte("ABCDHF", final) >= 0 {
			k.put("\x1b[" + string(final))
		}
		return err
	case '\r', '\n':
		k.put(string(runeNewline))
	case 'b', 'f', 'd', 0x7f:
		if !k.paste {
			k.put("\x1b" + string(b))
		}
	}
	return nil // Alt with any other key does nothing
}

const maxParameters = 64

// csi reads a control sequence: parameters, and the byte that ends it.
func (k *keys) csi() error {
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
func (k *keys) function(parameters string, final byte) {
	number, modifier, _ := strings.Cut(parameters, ";")
	switch {
	case final == '~' && number == "200":
		k.paste = true
	case final == '~' && number == "201":
		k.paste = false
	case k.paste:
	case final == '~' && number == "3" && modifier != "":
		k.put("\x1bd")
	case final == '~' && number == "3":
		k.put(string(runeDelete))
	case final == '~' && (number == "1" || number == "7"), final == 'H':
		k.put("\x01")
	case final == '~' && (number == "4" || number == "8"), final == 'F':
		k.put("\x05")
	case final == 'C' && modifier != "":
		k.put("\x1bf")
	case final == 'D' && modifier != "":
		k.put("\x1bb")
	case strings.IndexByte("ABCD", final) >= 0:
		k.put("\x1b[" + string(final))
	}
}

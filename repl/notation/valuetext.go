package notation

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session/tree"
)

// Values are shown as follows: text in quotes, with everything escaped that could act on
// the terminal; numbers, true, false and null as in JSON; bytes as b"..."; times without
// quotes; lists and mappings as in JSON. A value that is shortened is followed by its size.
//
// A small value may be a very long text when shown, since one text can stand in it any
// number of times. So values are written in pieces, and no further than wanted.

// A Sink takes the text of a value.
type Sink interface {
	Put(text string)
	// Full reports whether no more text is wanted.
	Full() bool
}

// A Prefix is a sink that keeps the beginning of a text: somewhat more than Limit bytes, or
// everything if Limit is negative.
type Prefix struct {
	strings.Builder
	Limit int
}

// Put adds text.
func (b *Prefix) Put(text string) { b.WriteString(text) }

// Full reports whether the limit is exceeded.
func (b *Prefix) Full() bool { return b.Limit >= 0 && b.Len() > b.Limit }

// Inline returns a value on one line, however long.
func Inline(v any) string {
	b := &Prefix{Limit: -1}
	WriteInline(b, v)
	return b.String()
}

// LeastShown is how many columns of a value are worth more than its size.
const LeastShown = 8

// Short returns a value on one line of at most cells columns; 0 means no limit. A value
// that does not fit ends in … and, if that leaves enough of the value, its size.
func Short(v any, cells int) string {
	if cells <= 0 {
		return Inline(v)
	}
	b := &Prefix{Limit: 4*cells + 64}
	WriteInline(b, v)
	text := b.String()
	if screen.Width(text) <= cells {
		return text
	}
	return Cut(text, v, cells)
}

// Cut shortens a text of a value to at most cells columns, with the size of the value at the end
// if that leaves enough of the text.
func Cut(text string, v any, cells int) string {
	size := " " + Size(v)
	room := cells - screen.Width(size)
	if room < LeastShown {
		return screen.Shorten(text, cells)
	}
	return screen.Shorten(text, room) + size
}

// WriteInline writes a value on one line.
func WriteInline(to Sink, v any) {
	switch v := v.(type) {
	case *tree.Map:
		to.Put(formPrefix(v.Form()) + "{")
		sep := ""
		for k, x := range v.All() {
			if to.Full() {
				return
			}
			to.Put(sep)
			sep = ", "
			WriteInline(to, k)
			to.Put(": ")
			WriteInline(to, x)
		}
		to.Put("}")
	case *tree.List:
		to.Put(formPrefix(v.Form()) + "[")
		for i, x := range v.All() {
			if to.Full() {
				return
			}
			if i > 0 {
				to.Put(", ")
			}
			WriteInline(to, x)
		}
		to.Put("]")
	default:
		writeScalar(to, v)
	}
}

// WriteBlock writes a value in full; lists and mappings are laid out over several lines.
func WriteBlock(to Sink, v any, indent string) {
	switch v := v.(type) {
	case *tree.Map:
		to.Put(formPrefix(v.Form()))
		if v.Len() == 0 {
			to.Put("{}")
			return
		}
		to.Put("{\n")
		n := 0
		for k, x := range v.All() {
			if to.Full() {
				return
			}
			to.Put(indent + "  ")
			WriteInline(to, k)
			to.Put(": ")
			WriteBlock(to, x, indent+"  ")
			if n++; n < v.Len() {
				to.Put(",")
			}
			to.Put("\n")
		}
		to.Put(indent + "}")
	case *tree.List:
		to.Put(formPrefix(v.Form()))
		if v.Len() == 0 {
			to.Put("[]")
			return
		}
		to.Put("[\n")
		for i, x := range v.All() {
			if to.Full() {
				return
			}
			to.Put(indent + "  ")
			WriteBlock(to, x, indent+"  ")
			if i+1 < v.Len() {
				to.Put(",")
			}
			to.Put("\n")
		}
		to.Put(indent + "]")
	default:
		writeScalar(to, v)
	}
}

// formPrefix returns what the format of a list or mapping calls it, as in tuple[1, 2].
func formPrefix(f tree.Form) string {
	if f == nil {
		return ""
	}
	return screen.Safe(f.String())
}

// writeScalar writes a value that contains no others.
func writeScalar(to Sink, v any) {
	switch v := v.(type) {
	case nil:
		to.Put("null")
	case bool:
		to.Put(strconv.FormatBool(v))
	case string:
		putPieces(to, `"`, v, syntax.Escape)
	case tree.Bytes:
		putPieces(to, `b"`, string(v), EscapeBytes)
	case time.Time:
		to.Put(v.Format(time.RFC3339Nano))
	case tree.Object:
		to.Put(screen.Safe(v.Display()))
	case float64:
		to.Put(tree.FloatText(v))
	default:
		to.Put(fmt.Sprint(v))
	}
}

// pieceSize is how many bytes of a text are escaped at a time.
const pieceSize = 4 << 10

func putPieces(to Sink, open, text string, escape func(string) string) {
	to.Put(open)
	for text != "" {
		n := len(text)
		if n > pieceSize {
			for n = pieceSize; n > pieceSize-utf8.UTFMax && !utf8.RuneStart(text[n]); n-- {
			}
		}
		to.Put(escape(text[:n]))
		if text = text[n:]; to.Full() {
			return
		}
	}
	to.Put(`"`)
}

// EscapeBytes returns bytes as they stand between the quotes of b"...".
func EscapeBytes(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c >= ' ' && c < 0x7f:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, `\x%02x`, c)
		}
	}
	return b.String()
}

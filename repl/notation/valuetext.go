package notation

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/marked"
)

// How values are shown: text in quotes, with everything escaped that could act on the
// terminal; numbers, true, false and null as in JSON; bytes as b"..."; a time
// without quotes; lists and mappings as in JSON. A value that is cut short
// tells its size.
//
// A small value may be shown as a very long text: one text can stand in it any number
// of times. So values are written piece by piece, and no further than is wanted.

// A sink takes the text of a value.
type Sink interface {
	Put(text string)
	// full reports whether nothing more is wanted.
	Full() bool
}

// Beginning is the first bytes of a text: a few more than limit, all of it where that
// is negative.
type Prefix struct {
	strings.Builder
	Limit int
}

func (b *Prefix) Put(text string) { b.WriteString(text) }
func (b *Prefix) Full() bool      { return b.Limit >= 0 && b.Len() > b.Limit }

// Inline is a value on one line, as long as it is.
func Inline(v any) string {
	b := &Prefix{Limit: -1}
	WriteInline(b, v)
	return b.String()
}

// Short is a value on one line of at most cells columns (0: no limit). What
// does not fit ends in … and the value's size.
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
	size := " " + Size(v)
	return screen.Shorten(text, max(cells-screen.Width(size), 1)) + size
}

// WriteInline writes a value on one line.
func WriteInline(to Sink, v any) {
	switch v := v.(type) {
	case *session.Map:
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
	case *session.List:
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

// WriteBlock writes a value whole: lists and mappings that hold others are laid out
// over several lines.
func WriteBlock(to Sink, v any, indent string) {
	switch v := v.(type) {
	case *session.Map:
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
	case *session.List:
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

// formPrefix tells of a list or mapping what its format calls it: tuple[1, 2].
func formPrefix(f session.Form) string {
	if f == nil {
		return ""
	}
	return screen.Safe(f.String())
}

// writeScalar writes a value without others inside.
func writeScalar(to Sink, v any) {
	switch v := v.(type) {
	case nil:
		to.Put("null")
	case bool:
		to.Put(strconv.FormatBool(v))
	case string:
		putPieces(to, `"`, v, syntax.Escape)
	case session.Bytes:
		putPieces(to, `b"`, string(v), EscapeBytes)
	case time.Time:
		to.Put(v.Format(time.RFC3339Nano))
	case session.Object:
		to.Put(screen.Safe(v.Display()))
	case float64:
		to.Put(floatText(v))
	default:
		to.Put(fmt.Sprint(v))
	}
}

// pieceSize is how much of a text is escaped at a time.
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

func floatText(f float64) string {
	b, err := marked.Append(nil, f)
	if err != nil || b[0] == '{' {
		return strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(f, 'g', -1, 64), "+"))
	}
	return string(b)
}

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

package repl

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
type sink interface {
	put(text string)
	// full reports whether nothing more is wanted.
	full() bool
}

// beginning is the first bytes of a text: a few more than limit, all of it where that
// is negative.
type beginning struct {
	strings.Builder
	limit int
}

func (b *beginning) put(text string) { b.WriteString(text) }
func (b *beginning) full() bool      { return b.limit >= 0 && b.Len() > b.limit }

// inline is a value on one line, as long as it is.
func inline(v any) string {
	b := &beginning{limit: -1}
	putInline(b, v)
	return b.String()
}

// short is a value on one line of at most cells columns (0: no limit). What
// does not fit ends in … and the value's size.
func short(v any, cells int) string {
	if cells <= 0 {
		return inline(v)
	}
	b := &beginning{limit: 4*cells + 64}
	putInline(b, v)
	text := b.String()
	if screen.Width(text) <= cells {
		return text
	}
	size := " " + sizeOf(v)
	return screen.Shorten(text, max(cells-screen.Width(size), 1)) + size
}

// putInline writes a value on one line.
func putInline(to sink, v any) {
	switch v := v.(type) {
	case *session.Map:
		to.put(formPrefix(v.Form()) + "{")
		sep := ""
		for k, x := range v.All() {
			if to.full() {
				return
			}
			to.put(sep)
			sep = ", "
			putInline(to, k)
			to.put(": ")
			putInline(to, x)
		}
		to.put("}")
	case *session.List:
		to.put(formPrefix(v.Form()) + "[")
		for i, x := range v.All() {
			if to.full() {
				return
			}
			if i > 0 {
				to.put(", ")
			}
			putInline(to, x)
		}
		to.put("]")
	default:
		putScalar(to, v)
	}
}

// putBlock writes a value whole: lists and mappings that hold others are laid out
// over several lines.
func putBlock(to sink, v any, indent string) {
	switch v := v.(type) {
	case *session.Map:
		to.put(formPrefix(v.Form()))
		if v.Len() == 0 {
			to.put("{}")
			return
		}
		to.put("{\n")
		n := 0
		for k, x := range v.All() {
			if to.full() {
				return
			}
			to.put(indent + "  ")
			putInline(to, k)
			to.put(": ")
			putBlock(to, x, indent+"  ")
			if n++; n < v.Len() {
				to.put(",")
			}
			to.put("\n")
		}
		to.put(indent + "}")
	case *session.List:
		to.put(formPrefix(v.Form()))
		if v.Len() == 0 {
			to.put("[]")
			return
		}
		to.put("[\n")
		for i, x := range v.All() {
			if to.full() {
				return
			}
			to.put(indent + "  ")
			putBlock(to, x, indent+"  ")
			if i+1 < v.Len() {
				to.put(",")
			}
			to.put("\n")
		}
		to.put(indent + "]")
	default:
		putScalar(to, v)
	}
}

// formPrefix tells of a list or mapping what its format calls it: tuple[1, 2].
func formPrefix(f session.Form) string {
	if f == nil {
		return ""
	}
	return screen.Safe(f.String())
}

// putScalar writes a value without others inside.
func putScalar(to sink, v any) {
	switch v := v.(type) {
	case nil:
		to.put("null")
	case bool:
		to.put(strconv.FormatBool(v))
	case string:
		putPieces(to, `"`, v, syntax.Escape)
	case session.Bytes:
		putPieces(to, `b"`, string(v), escapeBytes)
	case time.Time:
		to.put(v.Format(time.RFC3339Nano))
	case session.Object:
		to.put(screen.Safe(v.Display()))
	case float64:
		to.put(floatText(v))
	default:
		to.put(fmt.Sprint(v))
	}
}

// pieceSize is how much of a text is escaped at a time.
const pieceSize = 4 << 10

func putPieces(to sink, open, text string, escape func(string) string) {
	to.put(open)
	for text != "" {
		n := len(text)
		if n > pieceSize {
			for n = pieceSize; n > pieceSize-utf8.UTFMax && !utf8.RuneStart(text[n]); n-- {
			}
		}
		to.put(escape(text[:n]))
		if text = text[n:]; to.full() {
			return
		}
	}
	to.put(`"`)
}

func floatText(f float64) string {
	b, err := marked.Append(nil, f)
	if err != nil || b[0] == '{' {
		return strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(f, 'g', -1, 64), "+"))
	}
	return string(b)
}

func escapeBytes(s string) string {
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

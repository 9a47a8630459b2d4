package repl

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/format/sesshjson"
)

// How values are shown: text in quotes, with everything escaped that could act on the
// terminal; numbers, true, false and null as in JSON; bytes as b"..."; a time
// without quotes; lists and mappings as in JSON. A value that is cut short
// tells its size.

// inline is a value on one line, as long as it is.
func inline(v any) string {
	var b strings.Builder
	writeInline(&b, v, -1)
	return b.String()
}

// short is a value on one line of at most cells columns (0: no limit). What
// does not fit ends in … and the value's size.
func short(v any, cells int) string {
	if cells <= 0 {
		return inline(v)
	}
	var b strings.Builder
	writeInline(&b, v, 4*cells+64)
	text := b.String()
	if screen.Width(text) <= cells {
		return text
	}
	size := " " + sizeOf(v)
	return screen.Shorten(text, max(cells-screen.Width(size), 1)) + size
}

// sizeOf tells how large a value is.
func sizeOf(v any) string {
	switch v := v.(type) {
	case string:
		return fmt.Sprintf("(%s)", count(len(v), "byte"))
	case session.Bytes:
		return fmt.Sprintf("(%s)", count(len(v), "byte"))
	case *session.Map:
		return fmt.Sprintf("(%s)", count(v.Len(), "key"))
	case *session.List:
		return fmt.Sprintf("(%s)", count(v.Len(), "value"))
	case *big.Int:
		return fmt.Sprintf("(%s)", count(len(v.String()), "digit"))
	}
	return ""
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// writeInline writes at least limit bytes of a long value, and no more than a
// little over; no limit where it is negative.
func writeInline(b *strings.Builder, v any, limit int) {
	full := func() bool { return limit >= 0 && b.Len() > limit }
	switch v := v.(type) {
	case *session.Map:
		b.WriteString(formPrefix(v.Form()))
		b.WriteByte('{')
		sep := ""
		for k, x := range v.All() {
			if full() {
				return
			}
			b.WriteString(sep)
			sep = ", "
			writeInline(b, k, limit)
			b.WriteString(": ")
			writeInline(b, x, limit)
		}
		b.WriteByte('}')
	case *session.List:
		b.WriteString(formPrefix(v.Form()))
		b.WriteByte('[')
		for i, x := range v.All() {
			if full() {
				return
			}
			if i > 0 {
				b.WriteString(", ")
			}
			writeInline(b, x, limit)
		}
		b.WriteByte(']')
	default:
		b.WriteString(scalar(v, limit))
	}
}

// formPrefix tells of a list or mapping what its format calls it: tuple[1, 2].
func formPrefix(f session.Form) string {
	if f == nil {
		return ""
	}
	return screen.Safe(f.String())
}

// scalar is a value without others inside; of a long text no more than limit
// bytes where it is not negative.
func scalar(v any, limit int) string {
	cut := func(s string) string {
		if limit >= 0 && len(s) > limit {
			return s[:limit]
		}
		return s
	}
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case string:
		return `"` + syntax.Escape(cut(v)) + `"`
	case session.Bytes:
		return `b"` + escapeBytes(cut(string(v))) + `"`
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case session.Object:
		return screen.Safe(cut(v.Display()))
	case float64:
		return floatText(v)
	}
	return fmt.Sprint(v)
}

func floatText(f float64) string {
	b, err := sesshjson.AppendValue(nil, f)
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

// block is a value whole: lists and mappings that hold others are laid out
// over several lines.
func block(v any) string {
	var b strings.Builder
	writeBlock(&b, v, "")
	return b.String()
}

func writeBlock(b *strings.Builder, v any, indent string) {
	switch v := v.(type) {
	case *session.Map:
		b.WriteString(formPrefix(v.Form()))
		if v.Len() == 0 {
			b.WriteString("{}")
			return
		}
		b.WriteString("{\n")
		n := 0
		for k, x := range v.All() {
			b.WriteString(indent + "  ")
			writeInline(b, k, -1)
			b.WriteString(": ")
			writeBlock(b, x, indent+"  ")
			if n++; n < v.Len() {
				b.WriteByte(',')
			}
			b.WriteByte('\n')
		}
		b.WriteString(indent + "}")
	case *session.List:
		b.WriteString(formPrefix(v.Form()))
		if v.Len() == 0 {
			b.WriteString("[]")
			return
		}
		b.WriteString("[\n")
		for i, x := range v.All() {
			b.WriteString(indent + "  ")
			writeBlock(b, x, indent+"  ")
			if i+1 < v.Len() {
				b.WriteByte(',')
			}
			b.WriteByte('\n')
		}
		b.WriteString(indent + "]")
	default:
		b.WriteString(scalar(v, -1))
	}
}

// span is a duration as people say it, and as parseSpan reads it, without what
// does not matter.
func span(d time.Duration) string {
	switch {
	case d == session.TTLNever:
		return "never"
	case d == session.TTLUnknown:
		return "unknown"
	}
	unit := time.Second
	if d < time.Second {
		unit = time.Millisecond
	}
	d = d.Round(unit)
	days := ""
	if d >= 48*time.Hour {
		days = strconv.Itoa(int(d/(24*time.Hour))) + "d"
		if d %= 24 * time.Hour; d == 0 {
			return days
		}
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return days + s
}

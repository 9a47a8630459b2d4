// Package screen has what concerns text on a terminal: what can be shown of text from
// elsewhere, its width, and its colours.
//
// Everything that comes from a session, a server or a file goes through [Safe], or through
// the quoting of package syntax, before it is shown: no byte of it can move the cursor, set
// the title, or colour the screen.
package screen

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Safe escapes everything in s that could act on a terminal, or on the order of the text
// around it: control characters (\n, \t, \x1b), bytes that are not UTF-8 (\xff), and
// invisible or reordering characters (\u202e). Everything else stays as it is.
func Safe(s string) string {
	i := 0
	for i < len(s) && s[i] >= ' ' && s[i] < 0x7f {
		i++
	}
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.WriteString(s[:i])
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n <= 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case harmless(r):
			b.WriteString(s[i : i+n])
		default:
			b.WriteString(escape(r))
		}
		i += n
	}
	return b.String()
}

// SafeLines is [Safe] for text of several lines, which stay.
func SafeLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = Safe(l)
	}
	return strings.Join(lines, "\n")
}

// LineJSON returns JSON as lines of files have it: as [SafeJSON], and with escapes for what encoding/json
// escapes for HTML.
func LineJSON(text []byte) []byte {
	for _, c := range text {
		if !IsPlainInJSON(c) {
			var b bytes.Buffer
			json.HTMLEscape(&b, text)
			return SafeJSON(b.Bytes())
		}
	}
	return text
}

// IsPlainInJSON reports whether [LineJSON] certainly leaves a byte as it is.
func IsPlainInJSON(c byte) bool { return c >= ' ' && c < 0x7f && c != '<' && c != '>' && c != '&' }

// SafeJSON is [Safe] for JSON, whose meaning stays the same. JSON itself escapes only the
// control characters of ASCII.
func SafeJSON(text []byte) []byte {
	if !slices.ContainsFunc(text, func(c byte) bool { return c >= 0x7f }) {
		return text
	}
	acts := func(r rune) bool { return r >= 0x7f && !harmless(r) }
	if bytes.IndexFunc(text, acts) < 0 && utf8.Valid(text) {
		return text
	}
	b := make([]byte, 0, len(text)+len(text)/4)
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		switch {
		case !acts(r) && (r != utf8.RuneError || n > 1):
			b = append(b, text[:n]...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			b = fmt.Appendf(b, `\u%04x\u%04x`, high, low)
		default:
			b = fmt.Appendf(b, `\u%04x`, r)
		}
		text = text[n:]
	}
	return b
}

func harmless(r rune) bool {
	const joiner = '\u200d' // holds emoji together
	return unicode.IsPrint(r) || r == joiner
}

func escape(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\t':
		return `\t`
	case r == '\r':
		return `\r`
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// ErrorText returns the text of an error in words for users, who know nothing of contexts, nor of the
// system calls with which files are read.
func ErrorText(err error) string {
	text := withoutCalls(err.Error(), err)
	if errors.Is(err, context.Canceled) {
		text = strings.ReplaceAll(text, context.Canceled.Error(), "stopped")
	}
	if errors.Is(err, context.DeadlineExceeded) {
		text = strings.ReplaceAll(text, context.DeadlineExceeded.Error(), "no answer in time")
	}
	return text
}

// withoutCalls removes from the text of an error the names of the system calls with which a file was to
// be opened or read, so that the name of the file is first.
func withoutCalls(text string, err error) string {
	switch e := err.(type) {
	case *fs.PathError:
		if full := e.Error(); slices.Contains([]string{"open", "openat", "read", "stat", "lstat", "statat"}, e.Op) {
			text = strings.Replace(text, full, strings.TrimPrefix(full, e.Op+" "), 1)
		}
	case interface{ Unwrap() error }:
		text = withoutCalls(text, e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			text = withoutCalls(text, one)
		}
	}
	return text
}

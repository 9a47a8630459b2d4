package cookie

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// isCurl reports whether a text is a curl command, or arguments of one.
func isCurl(text string) bool {
	first, _, _ := strings.Cut(text, " ")
	first = strings.Trim(strings.ToLower(first), `^"`)
	return first == "curl" || first == "curl.exe" || strings.HasPrefix(text, "-") && strings.Contains(text, " ")
}

// ParseWords is [Parse] for a text that a shell has split into words.
func ParseWords(words []string) ([]Cookie, error) {
	if len(words) > 1 && isCurl(words[0]+" ") {
		return ofCurl(words)
	}
	return Parse(strings.Join(words, " "))
}

// ofCurl returns the cookies of a curl command.
func ofCurl(words []string) ([]Cookie, error) {
	var all []Cookie
	for i, w := range words {
		next := ""
		if i+1 < len(words) {
			next = words[i+1]
		}
		if list, ok := option(w, next, "-b", "--cookie"); ok && strings.Contains(list, "=") { // else it names a file
			all = append(all, pairs(list)...)
		}
		if line, ok := option(w, next, "-H", "--header"); ok {
			if name, value, ok := strings.Cut(line, ":"); ok && isCookieHeader(name) {
				all = append(all, header(name, value)...)
			}
		}
	}
	return checked(all)
}

// option returns the value of an option, which is in the same word or in the next one.
func option(word, next, short, long string) (value string, ok bool) {
	switch {
	case word == short || word == long:
		return next, true
	case strings.HasPrefix(word, long+"="):
		return word[len(long)+1:], true
	case strings.HasPrefix(word, short) && !strings.HasPrefix(word, "--"):
		return strings.TrimSpace(word[len(short):]), true
	}
	return "", false
}

// curlWords splits a command as a browser copies it.
//
// The shell parsers that exist as libraries either do not know $'...', in which browsers
// write everything unusual, or read the whole language: a few thousand open brackets in a
// stranger's text then exhaust the stack.
func curlWords(text string) []string {
	if strings.Contains(text, `^"`) || strings.Contains(text, "^\n") || strings.Contains(text, "^\r\n") {
		return splitWords(withoutCarets(text), true)
	}
	return splitWords(text, false)
}

// withoutCarets resolves the escapes of cmd.exe, which are carets outside of quotes.
func withoutCarets(text string) string {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '^' && !quoted && i+1 < len(text):
			i++
			if text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n' {
				i++
			}
			if text[i] != '\n' {
				b.WriteByte(text[i])
			}
		case c == '"':
			quoted = !quoted
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// splitWords splits a command into words: by the rules of Unix shells, or by those by which
// programs on Windows do, where only double quotes quote.
func splitWords(text string, windows bool) []string {
	var words []string
	var word []byte
	within := false // in a word, which may be empty
	for i := 0; i < len(text); {
		rest := text[i:]
		n := 1
		switch c := text[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			if within {
				words = append(words, string(word))
			}
			word, within = word[:0], false
			i++
			continue
		case !windows && strings.HasPrefix(rest, "\\\n"):
			i += 2
			continue
		case !windows && strings.HasPrefix(rest, "\\\r\n"):
			i += 3
			continue
		case !windows && c == '\'':
			word, n = appendQuoted(word, rest, 1, verbatim)
		case !windows && strings.HasPrefix(rest, "$'"):
			word, n = appendQuoted(word, rest, 2, appendANSI)
		case c == '"':
			word, n = appendQuoted(word, rest, 1, appendEscape)
		case !windows && c == '\\' && len(rest) > 1:
			word, n = append(word, rest[1]), 2
		case windows && strings.HasPrefix(rest, `\"`):
			word, n = append(word, '"'), 2
		default:
			word = append(word, c)
		}
		within = true
		i += n
	}
	if within {
		words = append(words, string(word))
	}
	return words
}

// An escape appends what a backslash and what follows stand for, and returns how many bytes
// they are.
type escape func(to []byte, text string) ([]byte, int)

// verbatim is for quotes in which a backslash is one.
var verbatim escape

// appendQuoted appends what is in the quotes that text begins with, after so many bytes, and
// returns the length of all. A quote that is not closed goes on to the end.
func appendQuoted(to []byte, text string, start int, unescape escape) ([]byte, int) {
	quote := text[start-1]
	for i := start; i < len(text); {
		switch c := text[i]; {
		case c == quote:
			return to, i + 1
		case c == '\\' && unescape != nil && i+1 < len(text):
			n := 0
			to, n = unescape(to, text[i:])
			i += n
		default:
			to = append(to, c)
			i++
		}
	}
	return to, len(text)
}

// appendEscape is the escape of double quotes.
func appendEscape(to []byte, text string) ([]byte, int) {
	switch text[1] {
	case '\n':
		return to, 2
	case '"', '\\', '$', '`':
		return append(to, text[1]), 2
	}
	return append(to, '\\'), 1
}

// appendANSI is the escape of $'...'.
func appendANSI(to []byte, text string) ([]byte, int) {
	const letters, meanings = "nrtabfve\\'\"?", "\n\r\t\a\b\f\v\x1b\\'\"?"
	if i := strings.IndexByte(letters, text[1]); i >= 0 {
		return append(to, meanings[i]), 2
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[text[1]]
	n := 0
	for n < digits && 2+n < len(text) && isHex(text[2:3+n]) {
		n++
	}
	if n == 0 {
		return append(to, '\\'), 1
	}
	v, _ := strconv.ParseUint(text[2:2+n], 16, 32)
	if text[1] == 'x' {
		return append(to, byte(v)), 2 + n
	}
	return utf8.AppendRune(to, rune(v)), 2 + n
}

func isHex(text string) bool {
	return only(text, func(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' })
}

// Continues reports whether a curl command goes on on another line: it ends with the
// character that tells a shell so.
func Continues(text string) bool {
	text = strings.TrimSuffix(text, "\r")
	return isCurl(strings.TrimSpace(text)) && (strings.HasSuffix(text, `\`) || strings.HasSuffix(text, "^"))
}

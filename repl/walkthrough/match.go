package walkthrough

import (
	"strings"
	"unicode/utf8"

	"sessh/repl/screen"
	"sessh/session/format/lazyregexp"
)

const blankline = "<BLANKLINE>"

// space is what Python takes for white space, as far as it is ASCII and ends no line.
const space = " \t\r\v\f\x1c\x1d\x1e\x1f"

var (
	blanklines = lazyregexp.New(`(?m)^<BLANKLINE>[` + space + `]*$`)
	onlySpaces = lazyregexp.New(`(?m)^[` + space + `]+$`)
)

// Match reports whether got matches want, by the rules of doctest.
func Match(want, got string, flags Flags) bool {
	if want == got {
		return true
	}
	want, got = folded(want), folded(got)
	if want == got {
		return true
	}
	if !flags[DontAcceptTrueFor1] && (got == "True\n" && want == "1\n" || got == "False\n" && want == "0\n") {
		return true
	}
	if !flags[DontAcceptBlankline] {
		if strings.Contains(want, blankline) {
			want = blanklines.Get().ReplaceAllString(want, "")
		}
		if spaced(got) {
			got = onlySpaces.Get().ReplaceAllString(got, "")
		}
		if want == got {
			return true
		}
	}
	if flags[NormalizeWhitespace] {
		want, got = normalize(want), normalize(got)
		if want == got {
			return true
		}
	}
	return flags[Ellipsis] && matchEllipsis(want, got)
}

// spaced reports whether a line begins with a space, as those do that have nothing else. Where the lines of a
// long output are compared with each other, this takes a fraction of the time of the expression.
func spaced(s string) bool {
	for l := range strings.Lines(s) {
		if strings.IndexByte(space, l[0]) >= 0 {
			return true
		}
	}
	return false
}

// folded returns a text as doctest compares it: characters that are not ASCII, which not every
// terminal can show, as Python escapes them.
func folded(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return s
	}
	b := make([]byte, 0, 2*len(s))
	for at, r := range s {
		switch {
		case r < utf8.RuneSelf:
			b = append(b, byte(r))
		case r == utf8.RuneError && !strings.HasPrefix(s[at:], string(utf8.RuneError)): // not a character
			b = append(b, s[at])
		case r < 0x100:
			b = escaped(b, 'x', 2, r)
		case r < 0x10000:
			b = escaped(b, 'u', 4, r)
		default:
			b = escaped(b, 'U', 8, r)
		}
	}
	return string(b)
}

// escaped appends an escape of so many hexadecimal digits.
func escaped(b []byte, letter byte, digits int, r rune) []byte {
	b = append(b, '\\', letter)
	for i := digits - 1; i >= 0; i-- {
		b = append(b, "0123456789abcdef"[r>>(4*i)&15])
	}
	return b
}

func normalize(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || strings.ContainsRune(space, r) }), " ")
}

const dots = "..."

// matchEllipsis matches in linear time: the first and last pieces are anchored, and those
// between are found one after the other.
func matchEllipsis(want, got string) bool {
	if !strings.Contains(want, dots) {
		return want == got
	}
	pieces := strings.Split(want, dots)
	first, last := pieces[0], pieces[len(pieces)-1]
	if !strings.HasPrefix(got, first) || !strings.HasSuffix(got, last) || len(first)+len(last) > len(got) {
		return false
	}
	got = got[len(first) : len(got)-len(last)]
	for _, p := range pieces[1 : len(pieces)-1] {
		i := strings.Index(got, p)
		if i < 0 {
			return false
		}
		got = got[i+len(p):]
	}
	return true
}

// check reports whether a result is what the example expects.
func (e *Example) check(r Result, flags Flags) bool {
	flags = flags.with(e.Flags)
	if r.Exception == nil { // what is printed may look like a traceback
		return e.matches(e.Want, r, flags)
	}
	if !e.raises {
		return false
	}
	got := terminated(r.Exception.String())
	if full := terminated(r.Exception.qualified()); full != got && Match(e.exception, full, flags) {
		return true
	}
	if Match(e.exception, got, flags) || e.Kind == Python && (Match(plainLiterals(e.exception), got, flags) || Match(e.exception, shown(got), flags)) {
		return true
	}
	return flags[IgnoreExceptionDetail] && Match(bareName(e.exception), bareName(got), flags)
}

// matches compares with the output. A doctest may have been written for Python 2, which
// shows strings with a prefix.
func (e *Example) matches(want string, r Result, flags Flags) bool {
	got := terminated(r.Output)
	if Match(want, got, flags) {
		return true
	}
	if e.Kind != Python {
		return false
	}
	if Match(want, shown(got), flags) {
		return true
	}
	plain := plainLiterals(want)
	return plain != want && (Match(plain, got, flags) || Match(plain, plainLiterals(got), flags))
}

var textPrefix = lazyregexp.New(`(^|[^\w'"])[uU](['"])`)

// plainLiterals removes the prefix by which Python 2 distinguishes texts from strings.
func plainLiterals(s string) string { return textPrefix.Get().ReplaceAllString(s, "$1$2") }

// shown returns an output as a shell shows it and a recording has it.
func shown(got string) string { return screen.SafeLines(got) }

// terminated adds the end of the last line if it is missing.
func terminated(s string) string {
	if s != "" && !strings.HasSuffix(s, "\n") {
		return s + "\n"
	}
	return s
}

// bareName returns the name of an exception without its module and message.
func bareName(message string) string {
	first, _, _ := strings.Cut(message, "\n")
	first, _, _ = strings.Cut(first, ":")
	if i := strings.LastIndexByte(first, '.'); i >= 0 {
		first = first[i+1:]
	}
	return strings.TrimSpace(first) + "\n"
}

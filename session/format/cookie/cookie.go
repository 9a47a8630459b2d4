package cookie

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Cookie is one cookie as a browser sends it.
type Cookie struct {
	Name  string // "" if only the value is known
	Value string
}

// String returns the name alone: the value is a credential.
func (c Cookie) String() string {
	if c.Name == "" {
		return "the value"
	}
	return c.Name
}

// GoString is String.
func (c Cookie) GoString() string { return c.String() }

// MaxText is the greatest length of a text, MaxCookies of a list of cookies, and MaxValue of
// the value of a cookie. Browsers send less.
const (
	MaxText    = 1 << 20
	MaxCookies = 512
	MaxValue   = 16 << 10
)

var (
	errNone  = errors.New("there is no cookie in the text")
	errLarge = fmt.Errorf("the text is longer than %d bytes", MaxText)
	errMany  = fmt.Errorf("there are more than %d cookies in the text", MaxCookies)
)

// Parse returns the cookies in a text: a value, "name=value; name=value", the lines of
// headers, of which Cookie and Set-Cookie are read, a curl command in the syntax of Unix
// shells or of Windows, or what else browsers give to copy.
func Parse(text string) ([]Cookie, error) {
	if len(text) > MaxText {
		return nil, errLarge
	}
	text = inQuotes(strings.TrimSpace(text))
	if isCurl(text) {
		return ofCurl(curlWords(text))
	}
	all, found := pasted(text)
	if !found {
		all, found = headers(text)
	}
	if !found {
		all = pairs(text)
	}
	return checked(all)
}

// checked bounds what was found, and removes what is there twice.
func checked(all []Cookie) ([]Cookie, error) {
	var kept []Cookie
	for _, c := range all {
		if c.Value == "" || len(c.Value) > MaxValue || !isVisible(c.Value) || slices.Contains(kept, c) {
			continue
		}
		if len(kept) == MaxCookies {
			return nil, errMany
		}
		kept = append(kept, c)
	}
	if len(kept) == 0 {
		return nil, errNone
	}
	return kept, nil
}

// headers returns the cookies of the header lines in a text; found reports whether there
// are any. A browser may copy the name of a header on a line before its value.
func headers(text string) (all []Cookie, found bool) {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		name, rest, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || !isCookieHeader(name) {
			continue
		}
		found = true
		if rest = strings.TrimSpace(rest); rest == "" && i+1 < len(lines) && !strings.HasSuffix(strings.TrimSpace(lines[i+1]), ":") {
			rest = strings.TrimSpace(lines[i+1])
		}
		all = append(all, header(name, rest)...)
	}
	return all, found
}

func isCookieHeader(name string) bool {
	name = strings.TrimSpace(name)
	return strings.EqualFold(name, "cookie") || strings.EqualFold(name, "set-cookie")
}

// header returns the cookies of one header. After that of Set-Cookie there are attributes.
func header(name, value string) []Cookie {
	if strings.EqualFold(strings.TrimSpace(name), "set-cookie") {
		value, _, _ = strings.Cut(value, ";")
	}
	return pairs(value)
}

// pairs returns the cookies of a list with semicolons. What has no name is a value if there
// is nothing else.
func pairs(text string) []Cookie {
	pieces := strings.FieldsFunc(inQuotes(text), func(r rune) bool { return r == ';' || r == '\n' || r == '\r' })
	var all []Cookie
	for _, p := range pieces {
		if len(all) > MaxCookies {
			break
		}
		p = strings.TrimSpace(p)
		name, value, named := strings.Cut(p, "=")
		name = strings.TrimSpace(name)
		switch {
		case named && isToken(name) && strings.Trim(value, "=") != "": // and not the end of a base64 text
			all = append(all, Cookie{Name: name, Value: unquoted(strings.TrimSpace(value))})
		case len(pieces) == 1:
			all = append(all, Cookie{Value: unquoted(p)})
		}
	}
	return all
}

// inQuotes returns a text without the quotes around all of it: those of document.cookie, or of a
// shell.
func inQuotes(text string) string {
	if n := len(text); n > 1 && text[0] == text[n-1] && (text[0] == '"' || text[0] == '\'' && strings.Count(text, "'") == 2) {
		return strings.TrimSpace(text[1 : n-1])
	}
	return text
}

func unquoted(value string) string {
	if n := len(value); n > 1 && value[0] == '"' && value[n-1] == '"' {
		return value[1 : n-1]
	}
	return value
}

// longestName is the greatest length of a cookie's name.
const longestName = 256

// isToken reports whether a text can be the name of a cookie.
func isToken(text string) bool {
	return text != "" && len(text) <= longestName && isVisible(text) && !strings.ContainsAny(text, "()<>@,;\\\"/?={}")
}

// isVisible reports whether a text has no blanks, control characters, or characters beyond
// ASCII, none of which is in a cookie.
func isVisible(text string) bool {
	return only(text, func(c byte) bool { return c > ' ' && c < 0x7f })
}

// only reports whether all bytes of a text are such ones.
func only(text string, such func(c byte) bool) bool {
	for i := range len(text) {
		if !such(text[i]) {
			return false
		}
	}
	return true
}

package cookie

import (
	"slices"
	"strings"

	"sessh/session/format/lazyregexp"
)

// Find returns what is, or may be, a cookie in a text, wherever it stands: the value after
// the name of one, in a header, an option of curl or by itself; what has the signature or the
// encryption of a framework; and a value where a command would begin. It rather finds one too
// many. See the package comment for what is no credential.
func Find(text string) []string {
	if len(text) > MaxText {
		return []string{text}
	}
	var all []string
	if strings.Contains(text, "=") {
		all = valuesIn(text)
	}
	if len(text) >= shortestTangle {
		all = append(all, tangledIn(text)...)
	}
	if strings.Contains(text, ":") && strings.Contains(text, `"`) {
		all = append(all, copiedIn(text)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// tangledIn returns what has the signature of a framework, and tangled words where commands would begin.
func tangledIn(text string) []string {
	all := signed.Get().FindAllString(text, MaxCookies)
	for _, m := range first.Get().FindAllStringSubmatch(text, MaxCookies) {
		if word := strings.Trim(m[1], `"'`); isTangled(word) && !strings.Contains(word, "=") {
			all = append(all, word)
		}
	}
	return all
}

// copiedIn returns the values of NAME:"VALUE".
func copiedIn(text string) (all []string) {
	for _, m := range copied.Get().FindAllStringSubmatch(text, MaxCookies) {
		if isUsual(m[1]) && len(m[2]) >= shortestID && !isExpression(m[2]) || isTangled(m[2]) {
			all = append(all, m[2])
		}
	}
	return all
}

// valuesIn returns the values that stand after the names of cookies.
func valuesIn(text string) (all []string) {
	for _, m := range named.Get().FindAllStringSubmatch(text, MaxCookies) {
		name, value := m[1], strings.Trim(m[2], `"'`)
		if n, v, ok := strings.Cut(value, "="); ok && isToken(n) && strings.Trim(v, "=") != "" { // in a text
			name, value = n, v
		}
		if isUsual(name) && len(value) >= shortestID && !isExpression(value) || isTangled(value) {
			all = append(all, value)
		}
	}
	for _, m := range heads.Get().FindAllStringSubmatch(text, MaxCookies) {
		all = append(all, strings.Trim(m[1], `"'`))
	}
	return all
}

var (
	// named is NAME=VALUE. What is between dashes or dots and an equals sign, or before two
	// of these, is something else.
	named = lazyregexp.New(`(?:^|[\s;&|,"'(^?])([A-Za-z_][\w.:%*~+-]{0,255})[ \t]*=[ \t]*("[^"\s=][^"\s]*"?|'[^'\s=][^'\s]*'?|[^\s;&|,"'=^][^\s;&|,"'^]*)`)
	// heads is what follows the names of headers and the options of curl.
	heads = lazyregexp.New(`(?i)(?:\b(?:set-)?cookie["']?\s*:\s*["']?|\bcurl\b.*\s(?:-b|--cookie)[\s=]*["']?)([^\s={}"']+=[^\s;"']+)`)
	// first is a word where a command begins.
	first = lazyregexp.New(`(?:^|[;&|\n])\s*([^\s;&|]+)`)
	// copied is NAME:"VALUE" or JSON, by itself or after a word, as where a command is misspelled.
	copied = lazyregexp.New(`(?:^|[;&|\n])\s*(?:\w+\s+)?'?(?:\{\s*")?([A-Za-z_][\w.%*~+-]{0,255})"?\s*:\s*"([^"\s]+)"`)
	// signed is what express, Laravel, Rack and itsdangerous make, and the digest of Beaker
	// before its id.
	signed = lazyregexp.New(`\bs(?::|%3A)[\w%-]{6,}\.[\w%+/=-]{20,}|\beyJ[\w-]{15,}[\w+/=%.-]*|\b[0-9a-f]{32,}--[0-9a-f]{40,}|\b[0-9a-f]{72,}\b|\b[\w-]{32,}\.[\w-]{27,}`)
)

// usualWords are in the names of most cookies that are credentials.
var usualWords = []string{"sess", "sid", "auth", "token", "jwt"}

// isUsual reports whether a name is one that frameworks give to their cookies, or is made
// like these.
func isUsual(name string) bool {
	name = strings.ToLower(name)
	if slices.ContainsFunc(usualWords, func(w string) bool { return strings.Contains(name, w) }) {
		return true
	}
	return slices.ContainsFunc(allForms, func(f *Form) bool { return f.IsCalled(name) })
}

// isExpression reports whether a value is something in a program rather than a text: it has
// brackets, or nothing but names.
func isExpression(value string) bool {
	return strings.ContainsAny(value, "()[]{}") ||
		only(value, func(c byte) bool { return c >= 'a' && c <= 'z' || c == '.' || c == '_' })
}

// The bounds of what people do not write: a text of so many characters in which digits and
// letters meet so often.
const (
	shortestTangle = 16
	fewestKnots    = 4
)

// isTangled reports whether a text is like what programs make at random.
func isTangled(text string) bool {
	if len(text) < shortestTangle || !isVisible(text) || strings.ContainsAny(text, "()[]{}\"'<>\\/") && !strings.Contains(text, "%") {
		return false
	}
	knots := 0
	for i := 1; i < len(text); i++ {
		a, b := text[i-1], text[i]
		if isAlnum(a) && isAlnum(b) && (a <= '9') != (b <= '9') {
			knots++
		}
	}
	return knots >= fewestKnots
}

package cookie

import (
	"encoding/json"
	"strings"

	"sessh/session/format/lazyregexp"
)

// pasted returns the cookies in what else browsers and their tools give to copy: a call of
// fetch, lines of PowerShell, rows of a table of cookies, and a file of curl's; found reports
// whether a text is one of these.
func pasted(text string) (all []Cookie, found bool) {
	switch {
	case strings.HasPrefix(text, "fetch("):
		for _, m := range fetchHeader().FindAllStringSubmatch(text, MaxCookies) {
			var list string
			if json.Unmarshal([]byte(m[1]), &list) == nil {
				all = append(all, pairs(list)...)
			}
		}
		return all, true
	case strings.Contains(text, "System.Net.Cookie("):
		for _, m := range powerShell().FindAllStringSubmatch(text, MaxCookies) {
			all = append(all, Cookie{Name: m[1], Value: m[2]})
		}
		return all, true
	}
	for line := range strings.Lines(text) {
		fields := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(fields) < 3 || len(all) > MaxCookies {
			continue
		}
		name, value := fields[0], fields[1]
		if len(fields) == 7 && (value == "TRUE" || value == "FALSE") { // of curl's: domain, flags, path, time
			name, value = fields[5], fields[6]
		}
		if isToken(name) {
			all = append(all, Cookie{Name: name, Value: unquoted(value)})
		}
	}
	return all, len(all) > 0
}

var (
	fetchHeader = lazyregexp.New(`(?i)"cookie":\s*("(?:[^"\\]|\\.)*")`)
	powerShell  = lazyregexp.New(`System\.Net\.Cookie\("([^"]*)",\s*"([^"]*)"`)
)

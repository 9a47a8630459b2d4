package cookie

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"sessh/session/format/lazyregexp"
)

// pasted returns the cookies in what else browsers and their tools give to copy: a call of
// fetch, lines of PowerShell, JSON, lines of NAME:"VALUE", rows of a table of cookies, and a
// file of curl's; found reports whether a text is one of these.
func pasted(text string) (all []Cookie, found bool) {
	switch {
	case strings.HasPrefix(text, "fetch("):
		for _, m := range fetchHeader.Get().FindAllStringSubmatch(text, MaxCookies) {
			var list string
			if json.Unmarshal([]byte(m[1]), &list) == nil {
				all = append(all, pairs(list)...)
			}
		}
		return all, true
	case strings.Contains(text, "System.Net.Cookie("):
		for _, m := range powerShell.Get().FindAllStringSubmatch(text, MaxCookies) {
			all = append(all, Cookie{Name: m[1], Value: m[2]})
		}
		return all, true
	}
	if all, found = inJSON(text); found {
		return all, true
	}
	if all = properties(text); len(all) > 0 {
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

// inJSON returns the cookies in an object or array: {"NAME": "VALUE"}, {"NAME": {"value":
// "VALUE"}} and {"name": "NAME", "value": "VALUE"}, at any depth, as the tools of browsers and
// their extensions write them.
func inJSON(text string) (all []Cookie, found bool) {
	if !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		return nil, false
	}
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return nil, false
	}
	return appendJSON(nil, "", v), true
}

func appendJSON(all []Cookie, name string, v any) []Cookie {
	if len(all) > MaxCookies {
		return all
	}
	switch v := v.(type) {
	case string:
		if isCookieHeader(name) {
			return append(all, header(name, v)...)
		}
		if isToken(name) {
			return append(all, Cookie{Name: name, Value: unquoted(v)})
		}
	case []any:
		for _, x := range v {
			all = appendJSON(all, "", x)
		}
	case map[string]any:
		if value, ok := v["value"].(string); ok {
			if own, ok := v["name"].(string); ok {
				name = own
			}
			if isToken(name) {
				return append(all, Cookie{Name: name, Value: unquoted(value)})
			}
		}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			all = appendJSON(all, k, v[k])
		}
	}
	return all
}

// attributes are what Firefox writes below a cookie.
var attributes = strings.Fields("Created Domain Expires HostOnly HttpOnly Last Path SameSite Secure Size Partitioned")

// properties returns the cookies in lines of NAME:"VALUE".
func properties(text string) (all []Cookie) {
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.TrimSpace(value)
		first, _, _ := strings.Cut(name, " ")
		if ok && isToken(name) && len(value) > 2 && value[0] == '"' && value[len(value)-1] == '"' && !isCookieHeader(name) &&
			!slices.Contains(attributes, first) && len(all) <= MaxCookies {
			all = append(all, Cookie{Name: name, Value: unquoted(value)})
		}
	}
	return all
}

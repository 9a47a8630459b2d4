package repl

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"sessh/repl/dumpfile"
	"sessh/repl/syntax"
	"sessh/repl/walkthrough"
)

// unrecorded are texts that no recording of a shell has: cookies, and the ids of the sessions
// behind them, which for many frameworks are all that a cookie holds. In the lines of a
// recording, and in the sessions that it begins with, a made-up id stands for such an id.
type unrecorded struct {
	texts []hidden // the longest first
	ids   int
}

// hidden is a text that a recording does not have.
type hidden struct {
	text   string
	madeUp string // of an id; "": it is no id
}

// add adds texts, as they are and as they are written in paths and in JSON.
func (u *unrecorded) add(texts []string) {
	for _, text := range texts {
		u.hide(text, "")
	}
}

// addID adds the id of a session.
func (u *unrecorded) addID(id string) {
	if i := u.index(id); i < 0 || u.texts[i].madeUp == "" {
		u.ids++
		u.hide(id, madeUpID(id, u.ids))
	}
}

func (u *unrecorded) index(text string) int {
	return slices.IndexFunc(u.texts, func(h hidden) bool { return h.text == text })
}

func (u *unrecorded) hide(text, madeUp string) {
	json := asJSON(text)
	for _, h := range []hidden{{text, madeUp}, {syntax.Quote(text), madeUp}, {json[1 : len(json)-1], madeUp}} {
		switch i := u.index(h.text); {
		case h.text == "":
		case i < 0:
			u.texts = append(u.texts, h)
		case madeUp != "":
			u.texts[i] = h
		}
	}
	slices.SortStableFunc(u.texts, func(a, b hidden) int { return len(b.text) - len(a.text) })
}

// elided stands for such a text; in expected output it stands for anything.
const elided = "..."

// mask replaces the texts in a line and its output. A line that had a cookie cannot be
// replayed.
func (u *unrecorded) mask(line, shown string) (string, string) {
	line = u.withoutIDs(line)
	if masked := u.without(line); masked != line {
		return masked + walkthrough.SkipDirective, ""
	}
	return line, u.without(shown)
}

// without replaces all texts.
func (u *unrecorded) without(text string) string {
	for _, h := range u.texts {
		text = strings.ReplaceAll(text, h.text, elided)
	}
	return text
}

// withoutIDs replaces ids by made-up ones.
func (u *unrecorded) withoutIDs(text string) string {
	for _, h := range u.texts {
		if h.madeUp != "" {
			text = strings.ReplaceAll(text, h.text, h.madeUp)
		}
	}
	return text
}

// maskSession replaces the texts in a session, and reports whether that is possible.
func (u *unrecorded) maskSession(d *dumpfile.Session) bool {
	id, data := u.withoutIDs(d.Session), u.without(u.withoutIDs(string(d.Data)))
	inItem := slices.ContainsFunc(u.texts, func(h hidden) bool { return bytes.Contains(d.Item, []byte(h.text)) })
	switch {
	case u.without(id) != id:
		return false
	case id == d.Session && data == string(d.Data) && !inItem:
		return true
	}
	d.Session, d.Data = id, json.RawMessage(data)
	d.Item, d.Flags, d.Way = nil, 0, ""
	return data != "null" && json.Valid(d.Data)
}

// leastMadeUp is how many letters and digits in a row are part of what makes an id secret.
const leastMadeUp = 4

// madeUpID returns an id with the form of another one, by which its framework is recognized.
// Different numbers give different ids.
func madeUpID(id string, number int) string {
	letters := 26
	if !strings.ContainsFunc(id, func(r rune) bool { return r >= 'g' && r <= 'z' || r >= 'G' && r <= 'Z' }) {
		letters = 6 // hexadecimal
	}
	b := []byte(id)
	for from := 0; from < len(b); {
		to := from
		for to < len(b) && isAlphanumeric(b[to]) {
			to++
		}
		if to-from >= leastMadeUp {
			for i := from; i < to; i++ {
				b[i] = madeUpByte(b[i], i+number, letters)
			}
		}
		from = to + 1
	}
	return string(b)
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func madeUpByte(c byte, n, letters int) byte {
	switch {
	case c <= '9':
		return '0' + byte(n%10) // #nosec G115 -- below 10
	case c <= 'Z':
		return 'A' + byte(n%letters) // #nosec G115 -- below 26
	}
	return 'a' + byte(n%letters) // #nosec G115 -- below 26
}

// Package mask keeps texts out of recordings: cookies, and the ids of the sessions behind them.
package mask

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"sessh/repl/dumpfile"
	"sessh/repl/syntax"
	"sessh/repl/walkthrough"
	"sessh/session/marked"
)

// Texts are what no recording of a shell has: cookies, and the ids of the sessions
// behind them, which for many frameworks are all that a cookie holds. In the lines of a
// recording, and in the sessions that it begins with, a made-up id stands for such an id.
type Texts struct {
	texts []hidden // the longest first
	ids   int
}

// hidden is a text that a recording does not have.
type hidden struct {
	text   string
	madeUp string // of an id; "": it is no id
}

// Add adds texts, as they are and as they are written in paths and in JSON.
func (u *Texts) Add(texts []string) {
	for _, text := range texts {
		u.hide(text, "")
	}
}

// AddID adds the id of a session.
func (u *Texts) AddID(id string) {
	if i := u.index(id); i < 0 || u.texts[i].madeUp == "" {
		u.ids++
		u.hide(id, MadeUpID(id, u.ids))
	}
}

func (u *Texts) index(text string) int {
	return slices.IndexFunc(u.texts, func(h hidden) bool { return h.text == text })
}

func (u *Texts) hide(text, madeUp string) {
	for _, h := range []hidden{{text, madeUp}, {syntax.Quote(text), madeUp}, {inJSON(text), madeUp}} {
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

// inJSON returns a text as it is written between the quotes in JSON.
func inJSON(text string) string {
	var b bytes.Buffer
	if marked.Write(&b, text) != nil {
		return ""
	}
	return b.String()[1 : b.Len()-1]
}

// Elided stands for such a text; in expected output it stands for anything.
const Elided = "..."

// Line replaces the texts in a line and its output. A line that had a cookie cannot be
// replayed.
func (u *Texts) Line(line, shown string) (string, string) {
	line = u.withoutIDs(line)
	if masked := u.without(line); masked != line {
		return masked + walkthrough.SkipDirective, ""
	}
	return line, u.without(shown)
}

// Effect is Line for a line that stands for what another one did.
func (u *Texts) Effect(line string) string { return u.without(u.withoutIDs(line)) }

// without replaces all texts.
func (u *Texts) without(text string) string {
	for _, h := range u.texts {
		text = strings.ReplaceAll(text, h.text, Elided)
	}
	return text
}

// withoutIDs replaces ids by made-up ones.
func (u *Texts) withoutIDs(text string) string {
	for _, h := range u.texts {
		if h.madeUp != "" {
			text = strings.ReplaceAll(text, h.text, h.madeUp)
		}
	}
	return text
}

// Session replaces the texts in a session, and reports whether that is possible. An item with
// nothing of them stays as it is; otherwise encode encodes it with the data, under the id, that
// the session has then. Where it fails, the session has its data alone.
func (u *Texts) Session(d *dumpfile.Session, encode func(*dumpfile.Session) error) bool {
	id, data := u.withoutIDs(d.Session), u.without(u.withoutIDs(string(d.Data)))
	if u.without(id) != id {
		return false
	}
	edited := data != string(d.Data)
	d.Session, d.Data = id, json.RawMessage(data)
	switch {
	case !edited && !u.in(d.Item):
		return true
	case data == "null" || !json.Valid(d.Data):
		return false
	}
	if d.Item != nil && (encode(d) != nil || u.in(d.Item)) {
		d.Item, d.Flags, d.Way = nil, 0, ""
	}
	return true
}

// in reports whether one of the texts is in a text.
func (u *Texts) in(text []byte) bool {
	return slices.ContainsFunc(u.texts, func(h hidden) bool { return bytes.Contains(text, []byte(h.text)) })
}

// leastMadeUp is how many letters and digits in a row are part of what makes an id secret.
const leastMadeUp = 4

// One in keptOf letters and digits of an id, and mostKept at most, are in the one that is made up
// for it: those at its beginning, so that both sort alike among other ids. What is left of a long
// id is nothing that can be guessed.
const (
	keptOf   = 8
	mostKept = 4
)

// MadeUpID returns an id with the form of another one, by which its framework is recognized, and
// nearly always with its place among others. Different numbers give different ids.
func MadeUpID(id string, number int) string {
	letters := 26
	if !strings.ContainsFunc(id, func(r rune) bool { return r >= 'g' && r <= 'z' || r >= 'G' && r <= 'Z' }) {
		letters = 6 // hexadecimal
	}
	b := []byte(id)
	kept := 0
	for _, c := range b {
		if isAlphanumeric(c) {
			kept++
		}
	}
	kept = min(kept/keptOf, mostKept)
	for from := 0; from < len(b); {
		to := from
		for to < len(b) && isAlphanumeric(b[to]) {
			to++
		}
		if to-from >= leastMadeUp {
			for i := from; i < to; i++ {
				if kept--; kept < 0 {
					b[i] = madeUpByte(b[i], i+number, letters)
				}
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

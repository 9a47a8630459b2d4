package diagnose

import (
	"encoding/json"
	"io"
	"strings"
	"time"

	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session/figure"
	"sessh/session/health"
	"sessh/session/storage"
	"sessh/session/why"
)

// answer is the result of why for one session.
type answer struct {
	*why.Answer
	now time.Time
}

// Weights from which a cause is likely; what is certain has [health.Certain].
const (
	likely   = 65
	unlikely = 20 // below that
)

func certainty(f health.Finding) string {
	switch {
	case f.Weight >= health.Certain:
		return "certain"
	case f.Weight >= likely:
		return "likely"
	case f.Weight < unlikely:
		return "unlikely"
	}
	return "possible"
}

func (a answer) JSON() any {
	m := map[string]any{"there": a.There, "sound": a.Sound(), "causes": findings(a.Causes), "against": findings(a.Against), "unknown": append([]string{}, a.Unknown...)}
	add := func(name, value string) {
		if value != "" {
			m[name] = value
		}
	}
	if a.Container != "" {
		m["path"] = place.Of(a.Path()).String()
	}
	add("format", a.Format)
	add("key", a.Key)
	add("server", a.Server)
	add("scheme", a.Scheme)
	add("cookie", a.Cookie)
	if a.Unread {
		m["there"] = nil
	}
	if len(a.Notes) > 0 {
		m["notes"] = a.Notes
	}
	if a.There {
		m["ttl"] = output.Seconds(a.TTL)
	}
	return m
}

func findings(all []health.Finding) []map[string]any {
	list := make([]map[string]any, len(all))
	for i, f := range all {
		list[i] = map[string]any{"cause": f.Cause, "says": f.Says}
		if f.Weight > 0 {
			list[i]["weight"], list[i]["certainty"] = f.Weight, certainty(f)
		}
		for name, value := range map[string]string{"where": f.Where, "means": f.Means, "advice": f.Advice, "since": f.Since} {
			if value != "" {
				list[i][name] = value
			}
		}
		if len(f.Figures) > 0 {
			list[i]["figures"] = f.Figures
		}
	}
	return list
}

// asJSON returns a result that is JSON for people as well: a line for each answer.
func asJSON(all output.List) output.Raw {
	return func(to io.Writer, _ *screen.Palette) error {
		e := json.NewEncoder(to)
		e.SetEscapeHTML(false)
		for _, r := range all {
			if err := e.Encode(r.JSON()); err != nil {
				return err
			}
		}
		return nil
	}
}

func (a answer) Text(p *output.Printer) {
	sign, verdict := rune(output.SignNone), a.name()
	switch {
	case a.Unread:
		sign, verdict = output.SignConflict, "it is not known whether "+verdict+" is there"
	case !a.There:
		sign, verdict = output.SignRemoved, verdict+" is not there"
	case a.Sound():
		verdict += " is there, and nothing is wrong with it"
	default:
		sign, verdict = output.SignConflict, verdict+" is there, and something is wrong with it, or soon will be"
	}
	p.Line("%s", p.Color(sign).Sprint(screen.Safe(verdict)))
	a.place(p)
	for _, f := range a.Causes {
		sentence(p, certainty(f), f.Cause+": "+f.Says)
		if f.Weight >= unlikely {
			sentence(p, "", f.Means)
			sentence(p, "", f.Advice)
		}
	}
	for _, text := range ruledOut(a.Against) {
		sentence(p, "not", text)
	}
	for _, text := range a.Notes {
		sentence(p, "note", text)
	}
	for _, text := range a.Unknown {
		sentence(p, "unknown", text)
	}
}

// ruledOut returns a sentence for causes that are ruled out since the same moment.
func ruledOut(all []health.Finding) (sentences []string) {
	causes := make(map[string][]string)
	var moments []string
	for _, f := range all {
		if causes[f.Since] == nil {
			moments = append(moments, f.Since)
		}
		causes[f.Since] = append(causes[f.Since], f.Cause)
	}
	for _, since := range moments {
		sentences = append(sentences, strings.Join(causes[since], ", ")+" since "+since)
	}
	return sentences
}

// labelWidth is the width of what stands before sentences.
const labelWidth = 9

// sentence writes a sentence after its label; nothing if it is "".
func sentence(p *output.Printer, label, text string) {
	if text != "" {
		paragraph(p, screen.Pad(label, labelWidth), strings.Repeat(" ", labelWidth), text)
	}
}

// paragraph writes a text on as many lines as it takes on a terminal: the first after one margin, those
// that follow after another of the same width.
func paragraph(p *output.Printer, first, next, text string) {
	line, width := "", p.Width(len(next))
	for word := range strings.SplitAfterSeq(screen.Safe(text), " ") {
		if line != "" && width > 0 && screen.Width(strings.TrimRight(line+word, " ")) > width {
			p.Line("%s%s", first, line)
			first, line = next, ""
		}
		line += word
	}
	p.Line("%s%s", first, line)
}

// name returns what the answer is about.
func (a answer) name() string {
	if a.Container == "" {
		return "the session of " + notation.Clip(a.Cookie, longestName)
	}
	path := place.Of(a.Path()).String()
	if a.Cookie != "" {
		return path + ", by " + notation.Clip(a.Cookie, longestName) + ","
	}
	return path
}

// longestName is how much is shown of the name of a cookie.
const longestName = 40

// place writes where the session is, or would be.
func (a answer) place(p *output.Printer) {
	if a.Key == "" {
		return
	}
	at := a.Key
	if a.Server != "" {
		at += " on " + a.Server
	}
	if a.Scheme != "" {
		at += ", which " + a.Scheme + " chooses"
	}
	sentence(p, "key", at)
	if a.There && a.TTL != storage.TTLUnknown {
		p.Line("left     %s", figure.Duration(a.TTL))
	}
}

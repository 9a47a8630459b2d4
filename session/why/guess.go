package why

import (
	"context"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/cookie"
	"sessh/session/health"
)

// A guess is an id that a cookie may stand for.
type guess struct {
	cookie    cookie.Cookie
	format    format.Format
	id        string
	signature cookie.Signature
}

// guesses returns the ids that cookies may stand for, by the forms of all formats, the likeliest of
// each format first.
func guesses(root *session.Root, jar cookie.Jar) (all []guess) {
	for _, c := range jar.Cookies {
		for _, f := range root.Formats() {
			ids, err := f.Traits().Cookie.IDs(c, jar)
			if err != nil || f.Traits().Raw {
				continue
			}
			for _, x := range ids {
				all = append(all, guess{c, f, x.ID, x.Signature})
			}
		}
	}
	return all
}

// likeliest gathers evidence about the session that the likeliest of the guesses would have: one of a
// framework whose cookies are called so and that has sessions here, then either of these. A cookie of
// another name counts only if it is the only one: others are none of the session's business, and not
// to be shown. If there is no guess, the evidence is about the servers alone.
func (w *walk) likeliest(ctx context.Context, q Question, all []guess) (*evidence, error) {
	best, most, in := guess{}, 0, ""
	for _, g := range all {
		container, count := w.containerOf(g.format, q.Near)
		rank := min(count, 1<<20)
		switch {
		case g.format.Traits().Cookie.IsCalled(g.cookie.Name):
			rank += 1 << 21
		case len(q.Jar.Cookies) > 1:
			continue
		}
		if _, err := g.format.Key(container, g.id); err == nil && container != "" && rank > most {
			best, most, in = g, rank, container
		}
	}
	e := &evidence{survey: w.survey, cookie: namesOf(q.Jar), scheme: q.Scheme}
	if len(w.fleet) == 1 {
		e.home = w.fleet[0]
	}
	if most == 0 {
		return e, nil
	}
	e.in, e.id, e.cookie, e.signature = w.root.ContainerIn(in, best.format), best.id, best.cookie.String(), best.signature
	return e, e.read(ctx)
}

// containerOf returns the container of a format that has the most sessions, and their number. If none
// has any, it is the usual one.
func (w *walk) containerOf(f format.Format, near string) (name string, count int) {
	consider := func(container string, p *health.Population) {
		if p.Format == f.Name() && (p.Count > count || container == near) {
			name, count = container, p.Count
		}
	}
	for container, p := range w.census.Sessions {
		consider(container, p)
	}
	if usual := f.Traits().Containers; name == "" && len(usual) > 0 {
		name = usual[0]
	}
	return name, count
}

// namesOf returns the names of cookies, as they stand in a sentence.
func namesOf(jar cookie.Jar) string {
	var names []string
	for _, c := range jar.Cookies[:min(len(jar.Cookies), mostNamed)] {
		names = append(names, c.String())
	}
	if len(jar.Cookies) > mostNamed {
		names = append(names, "others")
	}
	return list(names)
}

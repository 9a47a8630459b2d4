package browse

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sessh/repl/command"
	"sessh/repl/command/cookiejar"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session"
	"sessh/session/figure"
	"sessh/session/format"
	"sessh/session/format/cookie"
	"sessh/session/listing"
)

// byCookie returns the command that goes to the session behind a cookie.
func byCookie() *command.Command {
	return &command.Command{
		Name: "cookie", Alike: []string{"cookies", "set-cookie:", "curl"}, Group: command.GroupWalk, Args: "[TEXT]", Short: "go to the session behind a browser's cookie",
		Long: `TEXT is what the browser shows: the value of a cookie, NAME=VALUE, a whole Cookie
header, what its "copy as cURL" gives, or its table of cookies, as NAME:"VALUE" or
JSON; it may be in quotes. "-" asks for it without showing it, or reads standard
input, and --clipboard reads the clipboard. The ids in it are worked out by the
rules of every framework, and looked for in all its containers; if none of them has
it, a raw item whose key ends with an id will do. If one session is there, cookie
goes to it; several are listed. The other way, info shows what the cookie of a
session holds.

A cookie that Laravel has encrypted needs the APP_KEY of the application. --key-file
reads it, from a .env file or one with the key alone; --key-file - asks for it. Other
secrets check the signatures of cookies; without one, a signature is not checked.

A cookie is a credential: whoever has it is logged in. No history or recording keeps
a line with one, wherever it stands in the line, and no error shows it. The id of a
session is part of its path, and shown like any other; but in a recording there are
made-up ids, or dots, for those to which cookies have led. Your own shell does keep a cookie, and
ps shows it to others: there, run "sessh cookie -" and not "sessh cookie TEXT".`,
		Example: "sessh> set /django/8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc/user \"Ann\"\nsessh> commit\ncommitted 1 session, 1 change\n...\nsessh> cookie sessionid=8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc; theme=dark\nsessionid, of django: /django/8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc\nsessh> get user\n\"Ann\"\n",
		Max:     command.Many, Secret: true, Credentials: cookie.Find, Continues: cookie.Continues, Run: goByCookie,
		Flags: cookiejar.Flags,
	}
}

func goByCookie(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	jar, err := cookiejar.Read(ctx, env, c)
	if err != nil {
		return nil, err
	}
	near := ""
	if len(env.Place.Here) > 0 {
		near = env.Place.Here[0]
	}
	progress := env.Out.Progress("items")
	sought, err := env.Root.Catalog().ByCookie(ctx, jar, near, func() { progress.Add(1) })
	progress.Done()
	if len(sought.Found) == 0 {
		if err != nil {
			return nil, err
		}
		return nil, nothingBehind(jar, sought)
	}
	if err != nil {
		env.Out.Note("note: not all servers answered: %s", hint.Line(err))
	}
	r := behind{found: sought.Found}
	for _, b := range sought.Found {
		env.Shell.Listed(b.Container, b.ID)
		env.Shell.KeepUnrecorded(b.Cookie.Value)
		env.Shell.KeepIDUnrecorded(b.ID)
	}
	if len(sought.Found) == 1 && !sought.Found[0].Namesake {
		r.path = pathOf(sought.Found[0])
		env.Place.Go(r.path)
	}
	return r, nil
}

func pathOf(b listing.Behind) place.Path { return place.Path{b.Container, b.ID} }

// behind is the result of cookie.
type behind struct {
	found []listing.Behind
	path  place.Path // the current place from now on; nil: it stays where it was
}

func (r behind) JSON() any {
	all := make([]any, len(r.found))
	for i, b := range r.found {
		all[i] = map[string]any{
			"path": pathOf(b).String(), "format": b.Format.Name(),
			"cookie": b.Cookie.Name, "signature": signatures[b.Signature].json,
		}
	}
	m := map[string]any{"sessions": all}
	if r.path != nil {
		m["path"] = r.path.String()
	}
	return m
}

func (r behind) Text(p *output.Printer) {
	for _, b := range r.found {
		format := b.Format.Name()
		of := "of " + format
		if b.Format.Traits().Raw {
			of = "in the key of a raw item"
		}
		p.Line("%s, %s: %s%s", shownName(b.Cookie), of, pathOf(b), signatures[b.Signature].text)
		if b.Namesake {
			p.Line("%s is in another format: format %[1]s %s makes the session part of it", place.Path{b.Container}, format)
		}
	}
	if len(r.found) > 1 {
		p.Line("%s: cd PATH goes to one", figure.Count(len(r.found), "session"))
	}
}

var signatures = map[cookie.Signature]struct{ json, text string }{
	cookie.Unsigned:  {"none", ""},
	cookie.Unchecked: {"unchecked", " (signature not checked)"},
	cookie.Valid:     {"valid", " (signature valid)"},
	cookie.Invalid:   {"invalid", " (signature of another secret: the application refuses it)"},
}

// longestCookieName is how much is shown of the name of a cookie.
const longestCookieName = 40

// shownName returns the name of a cookie, safe to show.
func shownName(c cookie.Cookie) string {
	return screen.Safe(notation.Clip(c.String(), longestCookieName))
}

// mostNames is how many cookies, and how many formats, are named in an error.
const mostNames = 5

// nothingBehind returns the error about cookies that lead nowhere, with what was tried.
func nothingBehind(jar cookie.Jar, s *listing.Sought) error {
	var names []string
	for _, c := range jar.Cookies {
		names = append(names, shownName(c))
	}
	tried := "no framework has such ids"
	if len(s.Tried) > 0 {
		tried = "tried as a cookie of " + firstOf(formatNames(s.Tried))
	}
	err := fmt.Errorf("no session is behind %s: %s", firstOf(names), tried)
	switch {
	case s.WrongKey:
		return hint.With(err, "a cookie of %s is encrypted, and not with the key in --key-file", notation.List(formatNames(s.Locked)))
	case len(s.Locked) > 0:
		return hint.With(err, "a cookie of %s is encrypted: --key-file FILE, with its APP_KEY, decrypts it", notation.List(formatNames(s.Locked)))
	case nameless(jar, s) != nil:
		return hint.With(err, "the keys of %s are digests of the container's name as well: cd to the container first, so that it is tried", nameless(jar, s).Name())
	case s.Unlisted != nil:
		return hint.With(err, "the server cannot list its items: cd to the container first, so that its sessions are tried, too")
	}
	return hint.With(err, "the session may have expired, or be on another server: why TEXT finds out")
}

// nameless returns the format of which a cookie is by its name, if its keys do not tell the
// container, and may be in one that is not known; else nil.
func nameless(jar cookie.Jar, s *listing.Sought) format.Format {
	for _, f := range s.Tried {
		t := f.Traits()
		if t.Digests && t.Takes == nil && slices.ContainsFunc(jar.Cookies, func(c cookie.Cookie) bool { return t.Cookie.IsCalled(c.Name) }) {
			return f
		}
	}
	return nil
}

// firstOf lists the first names, and counts the others.
func firstOf(names []string) string {
	if more := len(names) - mostNames; more > 1 {
		return strings.Join(names[:mostNames], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return notation.List(names)
}

func formatNames(formats []format.Format) []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.Name())
	}
	return names
}

// addCookie adds what the cookie of a session holds.
func addCookie(f *output.Facts, s *session.Session, key string) {
	format := s.Container().Format()
	if _, id, exact, ok := format.Parse(key); ok && !exact && id == s.ID() {
		return // a digest, which does not show the id
	}
	c, how, ok := format.Traits().Cookie.Of(s.ID(), key)
	if !ok {
		return
	}
	text := c.Name + "=" + c.Value
	note := map[cookie.How]string{
		cookie.Signed: ", without a signature", cookie.Encrypted: ", before encryption", cookie.Digested: ", unless ids are digests of tokens",
		cookie.Unclear: ", without a signature, if there is one",
	}[how]
	f.AddAs("cookie", screen.Safe(text)+note, text)
}

package browse

import (
	"slices"
	"strings"

	"sessh/repl/command"
	"sessh/repl/place"
	"sessh/repl/syntax"
)

// steadyLs keeps little of a long listing. The first sessions in the order of a server are
// others on each.
func steadyLs(env command.Env, c *command.Call, output string) string {
	at := len(c.Path(env, 0))
	switch {
	case at == place.Container && c.Number("limit") > 0 && c.String("sort") == "" && !env.Shell.Embedded():
		return command.SteadyNothing(env, c, output)
	case (c.IsSet("long") || c.String("sort") == "size") && at <= place.Session:
		return command.SteadyFirstWord(env, c, output)
	}
	return output
}

// steadySearch puts what was found in the order in which few sessions are searched: many are
// in the order of the server.
func steadySearch(env command.Env, _ *command.Call, output string) string {
	var found []foundAt
	for l := range strings.Lines(output) {
		switch at, ok := sessionIn(env, l); {
		case ok:
			found = append(found, foundAt{at, l})
		case len(found) == 0:
			return output
		default: // it belongs to the line above
			found[len(found)-1].text += l
		}
	}
	slices.SortStableFunc(found, func(a, b foundAt) int { return slices.Compare(a.session, b.session) })
	var b strings.Builder
	for _, f := range found {
		b.WriteString(f.text)
	}
	return b.String()
}

// foundAt is what a search has found in a session.
type foundAt struct {
	session place.Path
	text    string
}

// sessionIn returns the session of the path that begins a line.
func sessionIn(env command.Env, line string) (place.Path, bool) {
	if !strings.HasPrefix(line, "/") {
		return nil, false
	}
	w, ok := syntax.NewSplitter(line).Next()
	if !ok {
		return nil, false
	}
	at := env.Place.Resolve(w)
	if len(at) < place.Session {
		return nil, false
	}
	return at[:place.Session], true
}

package diagnose

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/command/cookiejar"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session/format/cookie"
	"sessh/session/why"
)

// Why returns the command why.
func Why() command.Table {
	return command.Table{{
		Name: "why", Alike: []string{"what", "where", "diagnose", "explain"}, Group: command.GroupWalk, Args: "[PATH|TEXT]", Short: "find out what became of a session",
		Long: `Says where the session would be, whether it is there, and what can be wrong with
it, the likeliest first, each with the figures that speak for it: it has expired
(sessions of the same container show how long they live), the server has evicted
it, was restarted or flushed, it is under another key or on another server, it is
locked, too large, unreadable, or written otherwise than the others. PATH can also
be an id, or TEXT as cookie takes it: see there for --clipboard, --key-file and
what is kept of such a line. An absolute path is no credential.

--seen gives the time when it was still there (12:03, yesterday if that is still to
come today), or how long ago that was (30m); it makes some causes likely and rules
others out. What this shell has read, watched or committed counts as well. "not" is what is
proved not to have happened since the time that is named, "unlikely" what something
speaks against. What the servers keep no record of is named as not known.
It reads without leaving a trace, and lists all items once. Flags stand before TEXT,
and before or after an absolute path.

Exit status 0: it is there, and nothing is wrong; 1: it is not there, or something is.`,
		Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> why /Shop/s1\n/Shop/s1 is there, and nothing is wrong with it\n...\nsessh> rm -r /Shop/s1\nsessh> commit\ncommitted 1 session, 1 change\nsessh> why /Shop/s1\n/Shop/s1 is not there\n...\ncertain  removed: commit 2 of this shell removed it ...\n",
		Kinds:   []command.Kind{command.Place}, Max: command.Many, Paged: true, Secret: true, Open: isPlainPath, Continues: cookie.Continues,
		Shows: command.Without("report"), Run: askWhy, Steady: command.SteadyFirstWord, Values: map[string][]string{"report": {"text", "json"}},
		Flags: func(f *pflag.FlagSet) {
			cookiejar.Flags(f)
			f.String("seen", "", "it was still there at `TIME`, or that long ago")
			f.String("report", "text", "write the answer as `FORMAT`: text or json")
		},
	}}
}

// isPlainPath reports whether a text is a path from the root down to a session, and not a cookie.
func isPlainPath(text string) bool {
	return strings.HasPrefix(text, "/") && strings.Count(text, "/") >= 2 && !strings.ContainsAny(text, "=;%")
}

func askWhy(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	q, err := question(ctx, env, c)
	if err != nil {
		return nil, err
	}
	seen, err := given(c.String("seen"), env.Shell.Now())
	if err != nil {
		return nil, c.UsageError(err)
	}
	q.Scheme, q.Seen = env.Shell.Scheme(), sightings(env, seen)
	progress := env.Out.Progress("items")
	q.Progress = func() { progress.Add(1) }
	all, err := why.Ask(ctx, env.Root, q)
	progress.Done()
	if err != nil {
		return nil, err
	}
	sound := true
	var results output.List
	for _, a := range all {
		sound = sound && a.Sound()
		results = append(results, answer{a, env.Shell.Now()})
		if a.Container != "" && a.There {
			env.Shell.Listed(a.Container, a.ID)
		}
		if a.Cookie != "" {
			env.Shell.KeepIDUnrecorded(a.ID)
			for _, x := range q.Jar.Cookies {
				if x.String() == a.Cookie {
					env.Shell.KeepUnrecorded(x.Value)
				}
			}
		}
		noteIfPending(env, a)
	}
	if !sound {
		if err := env.Shell.NotFound(command.ErrFindings); err != nil {
			return nil, err
		}
	}
	if c.String("report") == "json" {
		return asJSON(results), nil
	}
	return results, nil
}

// question returns what a call asks.
func question(ctx context.Context, env command.Env, c *command.Call) (q why.Question, err error) {
	var names place.Path
	inDoubt := false
	switch {
	case c.IsSet("clipboard"):
	case len(c.Words) == 0:
		names = env.Place.Here
		if len(names) < place.Session {
			return q, c.UsageError(errors.New("why needs the PATH or id of a session, or a cookie"))
		}
	case len(c.Words) == 1 && c.Text(0) != "-" && !strings.ContainsAny(c.Text(0), "=;"):
		names = c.Path(env, 0)
		inDoubt = !strings.HasPrefix(c.Text(0), "/") && !strings.HasPrefix(c.Text(0), ".")
		if !inDoubt && len(names) < place.Session {
			return q, hint.With(fmt.Errorf("%s is not a session", names), "ls %s lists what is in it", names)
		}
		if names, err = sessionMeant(ctx, env, names, inDoubt); err != nil {
			return q, err
		}
	}
	if len(env.Place.Here) > 0 {
		q.Near = env.Place.Here[0]
	}
	if len(names) >= place.Session {
		q.Container, q.ID = names[0], names[1]
	}
	if len(names) > 0 && !inDoubt {
		return q, nil
	}
	q.Jar, err = cookiejar.Read(ctx, env, c)
	if err != nil && q.Container != "" { // it is a path then
		q.Jar, err = cookie.Jar{}, nil
	}
	return q, err
}

// sessionMeant returns the names of the session that is meant by names, which may go on below one. A place that
// is not in its session is an error; but if it is in doubt whether it is a path at all, and nothing of it
// is in the current session, it is the id of one beside that, or no path.
func sessionMeant(ctx context.Context, env command.Env, names place.Path, inDoubt bool) (place.Path, error) {
	here := len(env.Place.Here)
	if len(names) <= place.Session || inDoubt && (here < place.Session || len(names) <= here) {
		return names, nil
	}
	s, err := env.Place.Session(ctx, names)
	if err != nil {
		return names, nil // why finds out what is wrong
	}
	if _, err := s.Data(); err != nil {
		return names, nil
	}
	if inDoubt {
		first, err := env.Place.Find(ctx, names[:here+1])
		switch isThere := err == nil && first.Found; {
		case !isThere && len(names) == here+1:
			return place.Path{names[0], names[here]}, nil
		case !isThere:
			return nil, nil
		}
	}
	if !s.Exists() {
		return names, nil
	}
	at, err := env.Place.Find(ctx, names)
	if err == nil && !at.Found {
		err = at.Missing()
	}
	return names, err
}

// noteIfPending notes that this shell has a session that is not stored.
func noteIfPending(env command.Env, a *why.Answer) {
	if a.There {
		return
	}
	for _, s := range env.Work.Opened(a.Container) {
		if s.ID() == a.ID && output.SessionSign(s) == output.SignAdded {
			env.Out.Note("note: %s is pending in this shell, and stored by the next commit", place.Of(a.Path()))
		}
	}
}

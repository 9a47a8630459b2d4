package browse

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session"
	"sessh/session/figure"
	"sessh/session/format/client"
	"sessh/session/storage"
	"sessh/session/stored"
)

// sessionFacts returns the facts of a session: what it is, its state, its content, and its
// item.
func sessionFacts(ctx context.Context, env command.Env, names place.Path) (output.Facts, error) {
	s, err := env.Place.Session(ctx, names)
	if err != nil {
		return nil, err
	}
	key, err := s.Container().Format().Key(names[0], names[1])
	if err != nil {
		return nil, err
	}
	var left timeLeft
	var now *storage.Item
	if s.Item() != nil { // before all other keys, for the error to name this one
		if left, now, err = leftOf(ctx, env.Root.Store(), key); err != nil {
			return nil, fmt.Errorf("%s: %w", names[:place.Session], err)
		}
	}
	var f output.Facts
	f.Add("path", names.String())
	f.Add("format", s.Container().Format().Name())
	if err := addNamesakes(ctx, env, &f, s); err != nil {
		return nil, err
	}
	if written := howWritten(ctx, s); written != "" {
		f.Add("written", screen.Safe(written))
	}
	f.Add("key", screen.Safe(key))
	addCookie(&f, s, key)
	if server := stored.Server(s); server != "" {
		f.Add("server", screen.Safe(server))
	}
	if a := stored.Astray(s); a != nil {
		f.AddAs("astray", output.AstrayText(a), output.AstrayJSON(a))
	}
	f.Add("state", stateOf(s))
	addData(&f, s)
	if err := addUse(ctx, &f, s); err != nil {
		return nil, err
	}
	if s.Item() != nil {
		addItem(ctx, &f, s)
		left.limit(s, env.Shell.Now())
		left.add(&f)
		if now != nil && now.Idle >= 0 {
			f.AddAs("idle", idle(now.Idle), output.Seconds(now.Idle))
		}
	}
	return f, nil
}

// addNamesakes adds which other formats have a session of that name. That a server does not answer is
// a fact as well, since it can be another one than that of the session.
func addNamesakes(ctx context.Context, env command.Env, f *output.Facts, s *session.Session) error {
	namesakes, err := env.Place.Namesakes(ctx, s)
	switch {
	case errors.Is(err, storage.ErrUnreachable):
		f.Add("namesake", "not known: "+hint.Line(err))
	case err != nil:
		return err
	case namesakes[0] != "":
		f.Add("namesake", namesakes[0])
	}
	return nil
}

// howWritten returns how the session is written, or will be by the next commit.
func howWritten(ctx context.Context, s *session.Session) string {
	written := stored.Written(s)
	if way, why := s.Container().NewWay(ctx); written == "" && !s.Stored() && way != "" {
		return strings.TrimSuffix("as "+way+" by the next commit: "+why, ": ")
	}
	return written
}

// stateOf returns the state of a session in the transaction.
func stateOf(s *session.Session) string {
	state := output.StateWord(output.SessionSign(s))
	switch {
	case s.Renewed():
		state = "new, in place of the one that is stored"
	case !s.Exists() && !s.Stored():
		state = "new"
	}
	if n := len(s.Changes()); n > 0 {
		state += ", " + figure.Count(n, "change") + " pending"
	}
	return state
}

// addData adds facts about the content of a session, if it can be read.
func addData(f *output.Facts, s *session.Session) {
	data, err := s.Data()
	if err != nil {
		f.Add("unreadable", screen.Safe(screen.ErrorText(err)))
		return
	}
	if s.Item() != nil && len(s.Changes()) == 0 {
		if why := s.Container().Unrecognized(s.Item(), data); why != "" {
			f.Add("listed", screen.Safe(why))
		}
	}
	noun := "packages"
	if s.Container().Flat() {
		noun = "keys"
	}
	f.AddAs(noun, fmt.Sprint(data.Len()), data.Len())
	if s.Timeout() != storage.TTLUnknown {
		f.AddAs("timeout", figure.Duration(s.Timeout()), output.Seconds(s.Timeout()))
	}
}

// addUse adds facts about how the application uses the session.
func addUse(ctx context.Context, f *output.Facts, s *session.Session) error {
	lock, err := stored.Lock(ctx, s)
	if err != nil {
		return err
	}
	if lock != nil {
		f.AddAs("locked", output.LockedText("by the application", lock), true)
		f.Add("lock", screen.Safe(lock.Key()))
	}
	if t := s.LastAccess(); !t.IsZero() {
		f.Add("accessed", t.UTC().Format(time.RFC3339))
	}
	return nil
}

// addItem adds facts about the item of the session on the servers.
func addItem(ctx context.Context, f *output.Facts, s *session.Session) {
	item := s.Item()
	copies, unanswered := stored.Copies(ctx, s)
	output.AddCopies(f, copies, unanswered)
	f.AddAs("size", figure.Count(len(item.Value), "byte"), len(item.Value))
	flags := fmt.Sprint(item.Flags)
	if meaning := client.Meaning(item.Flags, item.Value); meaning != "" && s.Container().KeepsFlags() {
		flags += " (" + meaning + ")"
	}
	f.AddAs("flags", flags, item.Flags)
	if item.CAS != 0 {
		f.AddAs("cas", fmt.Sprint(item.CAS), item.CAS)
	}
}

// idle returns how long ago an item was last requested.
func idle(d time.Duration) string {
	if d < time.Second {
		return "used just now"
	}
	return "used " + figure.Duration(d) + " ago"
}

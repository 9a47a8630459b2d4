package transact

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sessh/repl/amend"
	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session"
	"sessh/session/diff"
	"sessh/session/figure"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/tree"
)

// showDiffs is the command diff, which shows what is pending or compares two values.
func showDiffs(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	file, watched, places := c.Flags.Changed("file"), c.IsSet("watched"), len(c.Words) == 2
	_, moments := sidesOf(env, c)
	two := file || watched || places || moments
	switch {
	case places && file && !moments || places && watched:
		return nil, c.UsageError(errors.New("--file and --watched compare one place, and two were given"))
	case moments && watched:
		return nil, c.UsageError(errors.New("--watched is the moment to compare with, and another was given"))
	case file && watched:
		return nil, c.UsageError(errors.New("--file and --watched are two comparisons: give one of them"))
	case two && (c.String("since") != "" || c.IsSet("theirs")):
		return nil, c.UsageError(errors.New("--since and --theirs are about what is pending, not about two places"))
	case !two && (c.IsSet("exact") || c.IsSet("committed") || c.IsSet("long")):
		return nil, c.UsageError(errors.New("--exact, --committed and --long are about two places, not about what is pending"))
	case !two:
		return showDiff(ctx, env, c)
	}
	return compare(ctx, env, c)
}

// A compared is one of the two values that are compared.
type compared struct {
	output.Side
	value    any
	top      tree.Path
	redacted bool // whether values of it are unknown
}

// compare compares two places, or a place with what it was.
func compare(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	old, now, err := bothOf(ctx, env, c)
	if err != nil {
		return nil, err
	}
	how := diff.Across{Top: now.top, Exact: c.IsSet("exact")}
	if old.redacted || now.redacted {
		old.value, now.value = amend.Opened(old.value), amend.Opened(now.value)
		how.Unknown = func(v any) bool { return v == any(amend.Redacted) }
	}
	found, err := how.Compare(ctx, old.value, now.value)
	if err != nil {
		return nil, err
	}
	if len(found.Changes) > 0 {
		if err := env.Shell.NotFound(command.ErrDiffer); err != nil {
			return nil, err
		}
	}
	return output.ListedChanges(output.Comparison{Old: old.Side, New: now.Side, Top: now.top, Differences: found, Full: c.IsSet("full")}), nil
}

// bothOf returns the two values that are compared.
func bothOf(ctx context.Context, env command.Env, c *command.Call) (old, now *compared, err error) {
	sides, moments := sidesOf(env, c)
	if len(sides) == 2 || moments {
		return bothPlaces(ctx, env, c, sides, moments)
	}
	names := c.Path(env, 0)
	if err := checkInSession(names); err != nil {
		return nil, nil, err
	}
	if c.IsSet("watched") {
		old, err = placeWatched(env, c, names)
	} else {
		old, err = placeInFile(ctx, env, c, names)
	}
	if err != nil {
		return nil, nil, err
	}
	now, err = placeAt(ctx, env, c, names)
	return old, now, err
}

// bothPlaces returns the values at two places, or at one as it was at a moment and as it is.
func bothPlaces(ctx context.Context, env command.Env, c *command.Call, sides []side, moments bool) (old, now *compared, err error) {
	if len(sides) == 1 {
		sides = append(sides, side{names: sides[0].names})
	}
	for _, x := range sides {
		if err := checkInSession(x.names); err != nil {
			return nil, nil, err
		}
	}
	both := make([]*compared, len(sides))
	if moments {
		both, err = momentsAt(ctx, env, c, sides)
	} else {
		err = env.Place.OpenAll(ctx, []place.Path{sides[0].names, sides[1].names})
	}
	if err != nil {
		return nil, nil, err
	}
	for i, x := range sides {
		if both[i] != nil {
			continue
		}
		if both[i], err = placeAt(ctx, env, c, x.names); err != nil {
			return nil, nil, err
		}
	}
	return both[0], both[1], nil
}

func checkInSession(names place.Path) error {
	if len(names) >= place.Session {
		return nil
	}
	return place.NotSession(names)
}

// placeAt returns a place as it is.
func placeAt(ctx context.Context, env command.Env, c *command.Call, names place.Path) (*compared, error) {
	at, err := env.Place.Find(ctx, names)
	if err != nil {
		return nil, err
	}
	value, ok := at.Value, at.Found
	if c.IsSet("committed") {
		value, ok = at.Committed()
		if !ok {
			return nil, fmt.Errorf("%s is not committed", names)
		}
	}
	if !ok {
		return nil, at.Missing()
	}
	x := &compared{Side: output.Side{Path: names}, value: value, top: at.Session.Path().Below(at.Keys...)}
	if !c.IsSet("long") {
		return x, nil
	}
	x.Facts, err = factsOf(ctx, env, at.Session)
	return x, err
}

// factsOf returns what may be the reason why one session works and another does not, besides
// their data.
func factsOf(ctx context.Context, env command.Env, s *session.Session) (f output.Facts, err error) {
	f.Add("format", s.Container().Format().Name())
	if !s.Stored() {
		f.AddAs("stored", "not stored", false)
		return f, nil
	}
	l := env.Root.Store().Load(ctx, []string{s.Item().Key}, storage.NeedTTL)[0]
	switch {
	case l.Err != nil:
		return nil, l.Err
	case l.Item == nil:
		f.AddAs("stored", "gone from the server", false)
		return f, nil
	}
	addTTL(&f, l.Item.TTL)
	lock, err := stored.Lock(ctx, s)
	if err == nil && lock != nil {
		f.AddAs("locked", output.LockedText("locked", lock), true)
	}
	return f, err
}

func addTTL(f *output.Facts, left time.Duration) {
	text := "time left unknown"
	switch {
	case left == storage.TTLNever:
		text = "never expires"
	case left > 0:
		text = figure.Duration(left) + " left"
	}
	f.AddAs("ttl", text, output.Seconds(left))
}

// placeWatched returns a place as the last watch saw it first.
func placeWatched(env command.Env, c *command.Call, names place.Path) (*compared, error) {
	first, ok := env.Watched.Of(names[0], names[1])
	if !ok {
		at := names[:place.Session]
		return nil, hint.With(fmt.Errorf("no watch of this shell has seen %s", at), "watch %s notes what it is", at)
	}
	root, err := first.Container.Content(first.Item)
	if err != nil {
		return nil, err
	}
	const state = " as watch saw it first"
	x, err := placeIn(root, names, state)
	if err == nil && c.IsSet("long") {
		x.Facts.Add("format", first.Container.Format().Name())
		addTTL(&x.Facts, first.Item.TTL)
		x.Facts.AddAs("seen", "seen at "+first.Time.Format("15:04:05"), first.Time.UTC().Format(time.RFC3339Nano))
	}
	return x, err
}

// placeIn returns a place in the data of a session.
func placeIn(root *tree.Map, names place.Path, state string) (*compared, error) {
	var value any = root
	var keys []any
	for i, name := range names[place.Session:] {
		if r, ok := value.(*tree.Ref); ok {
			value = r.To()
		}
		v, ok := place.ChildNamed(value, name)
		if !ok {
			return nil, fmt.Errorf("%s is not there%s", names[:place.Session+i+1], state)
		}
		keys = append(keys, place.KeyNamed(value, name))
		value = v
	}
	return &compared{Side: output.Side{Path: names, State: state}, value: value, top: tree.SessionPath(names[0], names[1]).Below(keys...)}, nil
}

// placeInFile returns a place in a session of a file that dump wrote.
func placeInFile(ctx context.Context, env command.Env, c *command.Call, names place.Path) (*compared, error) {
	name := c.String("file")
	in, err := env.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	d, err := sessionIn(ctx, env, in, name, names)
	if err != nil {
		return nil, err
	}
	return placeOfLine(env, c, d, names, " in "+name)
}

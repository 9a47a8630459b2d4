package transact

import (
	"context"
	"errors"
	"time"

	"sessh/repl/command"
	"sessh/repl/dumpfile"
	"sessh/repl/hint"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
)

// A side is one of the places that diff is given: as it is, or as a recording has it at a
// moment.
type side struct {
	names  place.Path
	moment string // as typed; "": as it is
}

// sidesOf returns the places that diff is given, and reports whether any has a moment.
func sidesOf(env command.Env, c *command.Call) (all []side, moments bool) {
	for _, w := range c.Words {
		at, moment, ok := syntax.CutMoment(w)
		all = append(all, side{env.Place.Resolve(at), moment})
		moments = moments || ok
	}
	return all, moments
}

// steadyDiff keeps nothing of what is compared at a moment, which no other recording has, and
// little of facts.
func steadyDiff(env command.Env, c *command.Call, output string) string {
	switch _, moments := sidesOf(env, c); {
	case moments:
		return command.SteadyNothing(env, c, output)
	case c.IsSet("long"):
		return command.SteadyFirstWord(env, c, output)
	}
	return output
}

// recordingOf returns the name of the recording in which moments are looked up.
func recordingOf(env command.Env, c *command.Call) (string, error) {
	if c.Flags.Changed("file") {
		return c.String("file"), nil
	}
	if *env.Recorded != "" {
		return *env.Recorded, nil
	}
	return "", hint.With(errors.New("no watch of this shell has recorded anything"), "--file FILE names a recording; watch --record FILE makes one")
}

// momentsAt returns places as they are at the moments that are given with them, or nil for
// those without. The recording is read once.
func momentsAt(ctx context.Context, env command.Env, c *command.Call, sides []side) ([]*compared, error) {
	moments := make([]dumpfile.Moment, len(sides))
	for i, x := range sides {
		var err error
		if x.moment == "" {
			continue
		}
		if moments[i], err = dumpfile.ParseMoment(x.moment, env.Shell.Now()); err != nil {
			return nil, &hint.Usage{Err: hint.With(err, "%s; a name with such an @ is quoted", dumpfile.MomentForms)}
		}
	}
	name, err := recordingOf(env, c)
	if err != nil {
		return nil, err
	}
	histories, err := historiesIn(ctx, env, name, sides)
	if err != nil {
		return nil, err
	}
	all := make([]*compared, len(sides))
	for i, x := range sides {
		if x.moment == "" {
			continue
		}
		at, err := moments[i].In(histories[i].Span)
		if err != nil {
			return nil, err
		}
		d, err := versionAt(env, histories[i], name, at)
		if err != nil {
			return nil, err
		}
		if all[i], err = placeOfLine(env, c, d, x.names, " at "+dumpfile.ShowTime(at, env.Shell.Now())); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// historiesIn returns the histories of the sessions of places in a recording.
func historiesIn(ctx context.Context, env command.Env, name string, sides []side) ([]*dumpfile.History, error) {
	all := make([]*dumpfile.History, len(sides))
	for i, x := range sides {
		all[i] = &dumpfile.History{Path: x.names[:place.Session]}
	}
	in, err := env.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	for d, err := range dumpfile.NewReader(in, name).All(ctx) {
		if err != nil {
			return nil, err
		}
		for _, h := range all {
			if err := h.Add(d); err != nil {
				return nil, err
			}
		}
	}
	return all, all[0].Check(name)
}

// placeOfLine returns a place in a session of a file.
func placeOfLine(env command.Env, c *command.Call, d *dumpfile.Session, names place.Path, state string) (*compared, error) {
	root, err := d.Content(env.Root.FormatNamed)
	if err != nil {
		return nil, &hint.Located{Where: d.Where, Err: err}
	}
	at := append(place.Path{d.Container, d.Session}, names[place.Session:]...)
	x, err := placeIn(root, at, state)
	if err != nil {
		return nil, err
	}
	x.redacted = d.Item == nil
	if !c.IsSet("long") {
		return x, nil
	}
	x.Facts.AddAs("format", screen.Safe(d.Format), d.Format)
	if d.TTL != nil {
		addTTL(&x.Facts, time.Duration(*d.TTL*float64(time.Second)))
	}
	if !d.Time.IsZero() {
		x.Facts.AddAs("recorded", screen.Safe(d.Event)+" "+dumpfile.ShowTime(d.Time, env.Shell.Now()), d.Time.UTC().Format(time.RFC3339Nano))
	}
	return x, nil
}

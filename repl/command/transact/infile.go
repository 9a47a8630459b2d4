package transact

import (
	"context"
	"fmt"
	"io"
	"time"

	"sessh/repl/command"
	"sessh/repl/dumpfile"
	"sessh/repl/hint"
	"sessh/repl/place"
	"sessh/session/figure"
)

// sessionIn returns the session of a place in a file that dump wrote, or the only session in
// it. Of a recording it returns the last version.
func sessionIn(ctx context.Context, env command.Env, in io.Reader, name string, names place.Path) (*dumpfile.Session, error) {
	progress := env.Out.Progress("sessions")
	defer progress.Done()
	h := &dumpfile.History{Path: names[:place.Session]}
	var only *dumpfile.Session
	n := 0
	for d, err := range dumpfile.NewReader(in, name).All(ctx) {
		switch {
		case err != nil:
			return nil, err
		case n == 0 && (!d.Time.IsZero() || d.Wrong != nil) || !h.End.IsZero():
			if err := h.Add(d); err != nil {
				return nil, err
			}
			continue
		case h.WrongLines > 0: // of a dump, all lines must be right
			return nil, h.Wrong[0]
		case d.Wrong != nil:
			return nil, &hint.Located{Where: d.Where, Err: d.Wrong}
		case d.Container == names[0] && d.Session == names[1]:
			return d, nil
		}
		only = d
		n++
		progress.Add(1)
	}
	switch {
	case !h.End.IsZero():
		return versionAt(env, h, name, h.End)
	case h.WrongLines > 0 || h.Torn:
		return nil, h.Check(name)
	case n == 1:
		return only, nil
	}
	err := fmt.Errorf("%s is not in %s, which has %s", names[:place.Session], name, figure.Count(n, "session"))
	if n == 0 {
		return nil, err
	}
	return nil, hint.With(err, "dump %s FILE writes it to a file; a file with one session is compared whatever its name", names[:place.Session])
}

// versionAt returns a session of a recording as it was at a moment.
func versionAt(env command.Env, h *dumpfile.History, name string, at time.Time) (*dumpfile.Session, error) {
	for _, note := range h.Notes(name) {
		env.Out.NoteOnce(note, "note: %s", note)
	}
	if late := h.Late(at); late != "" {
		env.Out.NoteOnce("late", "note: %s", late)
	}
	d, err := h.At(at)
	switch {
	case err == nil:
		return d, nil
	case len(h.Versions) == 0:
		return nil, hint.With(err, "watch --file %s shows what it has", name)
	}
	return nil, hint.With(err, "watch --file %s %s shows when it was there", name, h.Path)
}

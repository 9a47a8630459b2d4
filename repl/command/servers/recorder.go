package servers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"sessh/repl/amend"
	"sessh/repl/command"
	"sessh/repl/dumpfile"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/meter"
	"sessh/repl/place"
	"sessh/session"
	"sessh/session/figure"
	"sessh/session/stored"
	"sessh/session/sweep"
	"sessh/session/watch"
)

// A recorder writes the versions of sessions that a watch sees to a file, each as dump would
// have written it. A nil recorder writes nothing.
type recorder struct {
	ctx    context.Context // of the command: the recording is whole though --for is over
	env    command.Env
	file   *files.Out
	name   string     // of the file, as typed
	names  place.Path // what is watched
	redact []string
	most   int64 // bytes
	size   int64
	kept   int                  // versions
	ended  bool                 // nothing more is written
	broken error                // why, if the file could not be written
	there  map[[2]string]uint64 // versions that begin wrote, by container and session
}

var errHalf = errors.New("half of the recording is full")

// begin writes the sessions as they are when the watch begins, since the watch itself reads
// most of them only when they are written. They may take half of the file.
func (r *recorder) begin() {
	if r == nil {
		return
	}
	err := r.present(func(s *session.Session) error {
		if len(r.names) == place.Root && s.Container().Raw() { // which a watch of / does not show
			return nil
		}
		d, err := r.version(s)
		if err != nil {
			return err
		}
		d.Event, d.Time = dumpfile.There, r.env.Root.Now()
		line, err := d.Line()
		switch {
		case err != nil:
			return err
		case r.size+int64(len(line)) > r.most/2:
			return errHalf
		}
		r.there[[2]string{d.Container, d.Session}] = s.Item().Version
		r.put(line, 1)
		return r.broken
	})
	if r.ended {
		return
	}
	switch {
	case r.ctx.Err() != nil:
	case errors.Is(err, errHalf):
		r.env.Out.Note("note: half of %s (--max) is full with %s as they are now: the others are recorded from when they are first written", r.name, figure.Count(len(r.there), "session"))
	case err != nil:
		r.env.Out.Note("note: some sessions are recorded only from when they are first written: %s", hint.Line(err))
	}
	r.mark(dumpfile.Began, err != nil)
}

// present calls f for the watched sessions that are there.
func (r *recorder) present(f func(*session.Session) error) error {
	if len(r.names) < place.Session {
		return committed(r.ctx, r.env, r.names, func(sessions []*sweep.Peek) error {
			sweep.Prepare(r.ctx, sessions, nil)
			for _, p := range sessions {
				if err := f(p.Session()); err != nil {
					return err
				}
			}
			return nil
		})
	}
	in, err := stored.Locate(r.ctx, r.env.Root, r.names[0], r.names[1])
	if err != nil {
		return err
	}
	s, err := stored.Read(r.ctx, in, r.names[1])
	if err != nil || !s[0].Stored() {
		return err
	}
	return f(s[0])
}

// note writes what happened to a session.
func (r *recorder) note(e watch.Event) {
	if r == nil || r.ended {
		return
	}
	id := [2]string{e.Container.Name(), e.ID}
	version, had := r.there[id]
	delete(r.there, id)
	d, versions := &dumpfile.Session{Container: e.Container.Name(), Session: e.ID, Format: e.Container.Format().Name()}, 0
	if e.Item != nil {
		versions = 1
		if had && version == e.Item.Version {
			return
		}
		var err error
		if d, err = r.version(e.Container.Showing(e.ID, e.Item.Key, e.Container.Decoded(e.Item))); err != nil {
			if r.ctx.Err() == nil {
				r.stop(err)
			}
			return
		}
	}
	d.Event, d.Time = e.Kind.String(), e.Time
	if how := endingText(&e); e.Item == nil && how != d.Event {
		d.How = how
	}
	line, err := d.Line()
	switch {
	case err != nil:
		r.stop(err)
	case r.size+int64(len(line)) > r.most-markSize:
		r.mark(dumpfile.Ended, false)
		r.ended = true
		r.env.Out.Note("note: %s is full (--max %s): the watch goes on and is no longer recorded", r.name, meter.FormatSize(r.most))
	default:
		r.put(line, versions)
	}
}

// version returns the line of a version of a session.
func (r *recorder) version(s *session.Session) (*dumpfile.Session, error) {
	d, brief, err := dumpOf(r.ctx, s, r.redact)
	if brief {
		noteBrief(r.env, s)
	}
	if err == nil || len(r.redact) == 0 || r.ctx.Err() != nil {
		return d, err
	}
	// What cannot be redacted is left out as a whole.
	return &dumpfile.Session{Container: s.Container().Name(), Session: s.ID(), Format: s.Container().Format().Name(), Data: json.RawMessage(`"` + amend.Redacted + `"`)}, nil
}

// markSize is how many bytes a mark takes at most.
const markSize = 100

// mark writes a mark.
func (r *recorder) mark(event string, partly bool) {
	line, err := (&dumpfile.Session{Time: r.env.Root.Now(), Event: event, Partly: partly}).Line()
	if err != nil {
		r.stop(err)
		return
	}
	r.put(line, 0)
}

// put writes a line with n versions of sessions, in one call, so that a program that is killed leaves it
// whole or not at all.
func (r *recorder) put(line []byte, n int) {
	if r.ended {
		return
	}
	if _, err := r.file.Write(line); err != nil {
		r.stop(err)
		return
	}
	r.size += int64(len(line))
	r.kept += n
}

// stop ends the recording for an error; the watch goes on.
func (r *recorder) stop(err error) {
	r.ended = true
	r.broken = fmt.Errorf("the recording was stopped: %w", err)
	r.env.Out.Note("note: %s", hint.Line(r.broken))
}

// finish ends the recording of a watch that ended with err.
func (r *recorder) finish(err error) error {
	if r == nil {
		return err
	}
	r.mark(dumpfile.Ended, false)
	if broken := r.file.Finish(r.broken); broken != nil {
		return errors.Join(err, broken)
	}
	if r.env.Out.IsTerminal() {
		r.env.Out.Remark("(%s recorded to %s)", figure.Count(r.kept, "version"), r.name)
	}
	return err
}

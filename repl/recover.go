package repl

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/recovery"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/format/sesshjson"
)

func recoverCommands() []*command {
	return []*command{
		{
			name: "keep", group: groupTransaction, short: "put what is pending aside",
			long: `Keeps what is pending in a file that nobody else can read, in your state folder,
and ends the transaction: recover makes it pending again, in this shell or another on
the same server. Savepoints and the steps of undo are not kept.`,
			example: exampleEdit + "sessh> keep\nkept 1 change in /Shop/s1, of ...\nsessh> recover\nrecovered 1 change in /Shop/s1, of ...\nsessh> get /Shop/s1/cart/total\n12\n",
			frozen:  true, run: (*Shell).keepAside,
		},
		{
			name: "recover", group: groupTransaction, short: "take back what was pending when a shell was ended",
			long: `What is pending at the prompt is kept in a file that nobody else can read, in your
state folder, until it is committed or dropped. When a shell on the same server was
killed, or its terminal was closed, this makes pending what it had pending, in one
step of undo; a commit finds a conflict where others have written since. --list
tells what there is, --drop removes it.`,
			example: "sessh> recover\nthere is nothing to recover\n",
			frozen:  true, run: (*Shell).recoverLeft,
			flags: func(f *pflag.FlagSet) {
				f.Bool("list", false, "tell what there is, and leave it")
				f.Bool("drop", false, "remove what there is")
			},
		},
	}
}

// mostSaved is how many changes are kept for recovery: more take too long to be
// written after every line.
const mostSaved = 100_000

// savePending keeps what is pending in the file of this shell, where it is not
// what was kept before.
func (sh *Shell) savePending() {
	if sh.keeper == nil {
		return
	}
	w := sh.open()
	if w == nil || w.Pending() == 0 {
		sh.saved = savedAt{}
		sh.tellOnce(errors.Join(sh.keeper.Drop(), sh.settleLeft(true)))
		return
	}
	now := savedAt{w, w.Revision()}
	if now == sh.saved {
		return
	}
	sh.saved = now
	if n := w.Pending(); n > mostSaved {
		sh.tellOnce(errors.Join(fmt.Errorf("%s are too many", count(n, "change")), sh.keeper.Drop()))
		return
	}
	err := sh.keeper.Save(sh.pendingAsSaved(w))
	if err == nil {
		err = sh.settleLeft(true)
	}
	sh.tellOnce(err)
}

// savedAt tells which state was kept.
type savedAt struct {
	work     *session.Work
	revision uint64
}

// tellOnce says that nothing can be recovered, and why, the first time.
func (sh *Shell) tellOnce(err error) {
	if err != nil && !sh.saveFailed {
		sh.saveFailed = true
		sh.note("what is pending is not kept for recovery: %s", oneLine(err))
	}
}

// settleLeft removes the files whose content was taken back, or leaves them for
// another time.
func (sh *Shell) settleLeft(remove bool) error {
	var errs []error
	for _, l := range sh.taken {
		if remove {
			errs = append(errs, l.Remove())
			continue
		}
		errs = append(errs, l.Release())
	}
	sh.taken = nil
	return errors.Join(errs...)
}

// pendingAsSaved is what is pending, in the way in which it is kept.
func (sh *Shell) pendingAsSaved(w *session.Work) *recovery.Saved {
	s := &recovery.Saved{Server: sh.options.Server, At: sh.options.Now(), Changes: w.Pending()}
	for _, d := range w.Drafts() {
		s.Sessions = append(s.Sessions, sh.draftAsSaved(d))
	}
	return s
}

func (sh *Shell) draftAsSaved(d session.Draft) recovery.Session {
	f := d.Container.Format()
	out := recovery.Session{Container: d.Container.Name(), ID: d.ID, Format: f.Name(), Timeout: d.Timeout.Seconds(), Flags: d.Flags}
	if d.Base != nil {
		out.Base = &recovery.Item{Value: d.Base.Value, Flags: d.Base.Flags, Version: d.Base.Version}
	}
	if d.Data == nil {
		out.Removed = true
		return out
	}
	value, flags, err := d.Encoded(sh.options.Now())
	if err == nil {
		out.Item = &recovery.Item{Value: value, Flags: flags}
		return out
	}
	data, asJSON := sesshjson.AppendValue(nil, d.Data)
	switch {
	case asJSON == nil:
		out.Data = data
	case out.Base != nil: // it cannot be written either way
		sh.tellOnce(fmt.Errorf("%s: %w", pathText([]string{d.Container.Name(), d.ID}), err))
		out.Item = out.Base
	default:
		out.Data = []byte("{}")
	}
	return out
}

// savedAsDraft is the inverse of draftAsSaved.
func (sh *Shell) savedAsDraft(x recovery.Session) (session.Draft, error) {
	path := pathText([]string{x.Container, x.ID})
	var c *session.Container
	var key string
	for _, f := range sh.root.Formats() {
		k, err := f.Key(x.Container, x.ID)
		if f.Name() == x.Format && err == nil {
			c, key = sh.root.ContainerIn(x.Container, f), k
			break
		}
	}
	if c == nil {
		return session.Draft{}, fmt.Errorf("%s: there is no format %s here that has such sessions", path, syntax.Quote(x.Format))
	}
	d := session.Draft{Container: c, ID: x.ID, Timeout: time.Duration(x.Timeout * float64(time.Second)), Flags: x.Flags}
	if x.Base != nil {
		d.Base = &session.Item{Key: key, Value: x.Base.Value, Flags: x.Base.Flags, Version: x.Base.Version, TTL: session.TTLUnknown}
	}
	switch {
	case x.Item != nil:
		r, err := c.Decode(&session.Item{Key: key, Value: x.Item.Value, Flags: x.Item.Flags})
		if err != nil {
			return d, fmt.Errorf("%s: %w", path, err)
		}
		d.Data = r.Data
	case x.Data != nil:
		v, err := sesshjson.DecodeValue(x.Data)
		if err != nil {
			return d, fmt.Errorf("%s: %w", path, err)
		}
		m, ok := v.(*session.Map)
		if !ok {
			return d, fmt.Errorf("%s: what is kept of it is no mapping", path)
		}
		d.Data = m
	}
	return d, nil
}

func (sh *Shell) keepAside(ctx context.Context, c *call) error {
	w := sh.open()
	switch {
	case w == nil || w.Pending() == 0:
		return c.emit(message{"nothing is pending", map[string]any{"changes": 0}})
	case sh.options.Pending == "":
		return withHint(errors.New("there is no folder for what is pending"), "sessions in memory, and a shell with --no-recovery, have none; dump writes sessions to a file")
	}
	k, s := recovery.New(sh.options.Pending), sh.pendingAsSaved(w)
	if err := errors.Join(k.Save(s), k.Close()); err != nil {
		return err
	}
	sh.ended()
	sh.overtaken = false
	if err := sh.manager.Abort(ctx); err != nil {
		return err
	}
	return c.emit(leftRow{s, "kept "})
}

// findLeft finds what can be recovered, and tells of what is damaged.
func (sh *Shell) findLeft() ([]*recovery.Left, error) {
	if sh.options.Pending == "" {
		return nil, nil
	}
	all, err := recovery.Find(sh.options.Pending, sh.options.Server)
	var whole []*recovery.Left
	for _, l := range all {
		if l.Err == nil {
			whole = append(whole, l)
			continue
		}
		sh.note("it cannot be recovered: %s", oneLine(l.Err))
		err = errors.Join(err, l.Release())
	}
	return whole, err
}

// takeBack makes pending what was left.
func (sh *Shell) takeBack(ctx context.Context, l *recovery.Left) error {
	drafts := make([]session.Draft, len(l.Sessions))
	for i, x := range l.Sessions {
		var err error
		if drafts[i], err = sh.savedAsDraft(x); err != nil {
			return err
		}
	}
	w, err := sh.work(ctx)
	if err != nil {
		return err
	}
	if err := w.Adopt("recover", drafts); err != nil {
		return err
	}
	sh.taken = append(sh.taken, l)
	return nil
}

// leftRow is what can be recovered.
type leftRow struct {
	*recovery.Saved
	words string // before the rest
}

func (r leftRow) json() any {
	paths := make([]string, len(r.Sessions))
	for i, x := range r.Sessions {
		paths[i] = pathText([]string{x.Container, x.ID})
	}
	return map[string]any{"saved": r.At.UTC().Format(time.RFC3339), "changes": r.Changes, "sessions": paths}
}

func (r leftRow) text(p *printer) { p.line("%s%s", r.words, leftText(r.Saved)) }

func leftText(s *recovery.Saved) string {
	where := count(len(s.Sessions), "session")
	if len(s.Sessions) == 1 {
		where = pathText([]string{s.Sessions[0].Container, s.Sessions[0].ID})
	}
	return fmt.Sprintf("%s in %s, of %s", count(s.Changes, "change"), where, s.At.UTC().Format(time.DateTime))
}

func (sh *Shell) recoverLeft(ctx context.Context, c *call) error {
	if c.isSet("list") && c.isSet("drop") {
		return usageError(c.cmd, errors.New("--list and --drop exclude each other"))
	}
	all, err := sh.findLeft()
	if len(all) == 0 {
		return errors.Join(err, c.emit(message{"there is nothing to recover", map[string]any{"changes": 0}}))
	}
	errs := []error{err}
	for _, l := range all {
		var err error
		words := "recovered "
		switch {
		case c.isSet("list"):
			words, err = "", l.Release()
		case c.isSet("drop"):
			words, err = "dropped ", l.Remove()
		default:
			if err = sh.takeBack(ctx, l); err != nil {
				err = errors.Join(err, l.Release())
			}
		}
		if err == nil {
			err = c.emit(leftRow{l.Saved, words})
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// offerRecovery asks whether to take back what was left.
func (sh *Shell) offerRecovery(ctx context.Context) {
	all, err := sh.findLeft()
	for _, l := range all {
		if err == nil {
			err = sh.offer(ctx, l)
			continue
		}
		err = errors.Join(err, l.Release())
	}
	if err != nil {
		sh.Report(err)
	}
}

func (sh *Shell) offer(ctx context.Context, l *recovery.Left) error {
	sh.note("A shell that was killed left %s.", leftText(l.Saved))
	for {
		answer, err := sh.ask(ctx, "Take them back? yes, not now, drop them [y/N/d] ")
		a := strings.ToLower(strings.TrimSpace(answer))
		switch {
		case err != nil, a == "", strings.HasPrefix("not now", a):
			sh.note("recover takes them back later")
			return l.Release()
		case strings.HasPrefix("yes", a):
			if err := sh.takeBack(ctx, l); err != nil {
				return errors.Join(err, l.Release())
			}
			return sh.printer.emit(leftRow{l.Saved, "recovered "})
		case strings.HasPrefix("drop them", a):
			return l.Remove()
		}
	}
}

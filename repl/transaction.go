package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/stash"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/txn"
)

const exampleEdit = "sessh> set /Shop/s1/cart/total 12\n"

func transactionCommands() []*command {
	return []*command{
		{
			name: "savepoint", aliases: []string{"sp"}, alike: []string{"save", "begin"}, group: groupTransaction, args: "[NAME]", short: "mark the present point of the transaction",
			long: `rollback returns to it, any number of times. Savepoints stack up; without NAME
it is named sp1, sp2, and so on. A name that is used again hides the older one.
Making one costs the same, however large the sessions are.`,
			example: exampleEdit + "sessh> savepoint before\nsavepoint before\n",
			max:     1, frozen: true, run: (*Shell).savepoint,
		},
		{
			name: "savepoints", group: groupTransaction, short: "list the savepoints with what was changed since",
			long:    "The one on top is the last in the list. Each tells the changes since it was made that still stand.",
			example: exampleEdit + "sessh> savepoint before\nsavepoint before\nsessh> set /Shop/s1/cart/total 13\nsessh> savepoints\nbefore  1 change since\n  ~ /Shop/s1/cart/total  12 -> 13\n",
			frozen:  true, paged: true, run: (*Shell).savepoints,
		},
		{
			name: "rollback", group: groupTransaction, args: "[NAME]", short: "return to a savepoint",
			long: `Without NAME it is the one on top. Savepoints that were made after it are gone;
it stays itself, and can be returned to again. A refresh after the savepoint is undone,
too. It is a step like others: undo takes the rollback back, though not the savepoints
that it ended.`,
			example: exampleEdit + "sessh> savepoint before\nsavepoint before\nsessh> set /Shop/s1/cart/total 13\nsessh> rollback before\n1 change undone: back at savepoint before\nsessh> get /Shop/s1/cart/total\n12\n",
			kinds:   []kind{savepointName}, max: 1, frozen: true, run: (*Shell).rollback,
		},
		{
			name: "commit", group: groupTransaction, short: "write what is pending to the server",
			long: `Every session is written on the condition that nobody has changed it since the
transaction read it. If somebody has, nothing is written, everything stays
pending, and what collides is shown: base (as it was read), mine and theirs.
refresh then merges, resolve decides, and commit can be tried again. The same holds
where the server does not answer, or a session is too large for it, and after Ctrl-C:
what was written by then is put back, where nobody has changed it since. Where nothing is pending, it changes nothing at all.
With several servers, the session is written on the one that the application reads.
Copies on the others that held the same bytes are written too, each only if nobody
has changed it. Copies with other bytes are left alone and named, and so is each one
that could not be written.

Where it fails half way, it tells what became of each session:
written    the server confirmed the write
restored   it was written, and the server confirmed that it was put back
untouched  nothing was written, and nothing of it can still arrive
conflict   nothing was written, since somebody else had changed it
unknown    none of these is certain: the answer was lost
What is not written stays pending. Of what is unknown it tells what the server shows:
it holds exactly what was to be written (others can write the same, so that is no
proof), it holds something else, or the write has not arrived, and still may. The next
commit writes what the server does not hold, and that keeps the earlier write out.`,
			example: exampleEdit + "sessh> commit\ncommitted 1 session, 1 change\n",
			frozen:  true, run: (*Shell).commit,
		},
		{
			name: "abort", alike: []string{"reset", "discard", "cancel", "restore"}, group: groupTransaction, short: "drop what is pending",
			long: `Ends the transaction with its savepoints; nothing is written. The only way out of one
that has failed. undo takes it back, as long as nothing else was changed; later, stash
list shows what was dropped.`,
			example: exampleEdit + "sessh> abort\n1 change dropped\n",
			frozen:  true, run: (*Shell).abort,
		},
		{
			name: "undo", group: groupTransaction, args: "[N]", short: "take the last steps back",
			long: `A step is what one command changed, a rollback included: undo reaches across it. So is
an abort, or a stash, that ended the transaction before: undo goes on with the steps of
that one, up to where it began. Savepoints stay as they are, and redo does the steps
again, across that end, too. The last 10,000 steps of a transaction can be taken back.`,
			example: exampleEdit + "sessh> set /Shop/s1/cart/total 13\nsessh> undo\nundone: set /Shop/s1/cart/total 13\nsessh> get /Shop/s1/cart/total\n12\n",
			max:     1, frozen: true, run: func(sh *Shell, ctx context.Context, c *call) error { return sh.steps(ctx, c, true) },
		},
		{
			name: "redo", group: groupTransaction, args: "[N]", short: "do the steps again that were undone",
			long:    "Works until something else is changed.",
			example: exampleEdit + "sessh> undo\nundone: set /Shop/s1/cart/total 12\nsessh> redo\ndone again: set /Shop/s1/cart/total 12\n",
			max:     1, frozen: true, run: func(sh *Shell, ctx context.Context, c *call) error { return sh.steps(ctx, c, false) },
		},
		{
			name: "aside", group: groupTransaction, args: "LINE", short: "run a line beside the transaction, and commit it at once",
			long: `What the line changes is committed at once, as another shell would; "aside:" tells
what was. The line sees what is committed, and the open transaction stays as it is.
Good for a look at what the server holds now, and for playing the other writer in a
walkthrough.`,
			example: exampleEdit + "sessh> aside get /Shop/s1/cart\n{}\n",
			kinds:   []kind{lineKind}, min: 1, max: many, frozen: true, run: (*Shell).aside,
			flags: func(f *pflag.FlagSet) {
				f.Bool("read-only", false, "as a shell would that was started with --read-only")
			},
		},
	}
}

// aside runs a line in a shell of its own on the same store.
func (sh *Shell) aside(ctx context.Context, c *call) error {
	if sh.depth >= maxDepth {
		return errors.New("aside is inside of itself without an end")
	}
	o := sh.options
	o.Interact, o.Run, o.JSON, o.Pending = nil, nil, sh.printer.asJSON, ""
	o.ReadOnly = o.ReadOnly || c.isSet("read-only")
	other := New(o)
	if o.ReadOnly == sh.options.ReadOnly { // what is known about containers holds there, too
		other.root = sh.root
	}
	other.beside, other.files, other.meter = true, sh.files, sh.memory()
	other.unattended, other.single = sh.unattended, sh.single
	other.depth, other.guard, other.printer.shadow = sh.depth+1, sh.guard, sh.printer.shadow
	other.cwd, other.previous = slices.Clone(sh.cwd), slices.Clone(sh.previous)
	defer other.Close(context.WithoutCancel(ctx))
	if err := c.runRest(ctx, other, 0); err != nil {
		if n := other.Pending(); n > 0 {
			sh.note("aside: %s dropped, not committed", count(n, "change"))
		}
		return err
	}
	sh.lacking = other.lacking
	if other.Pending() == 0 {
		return nil
	}
	err := other.Run(ctx, "commit")
	if errors.Is(err, session.ErrConflict) {
		err = withHint(err, "aside keeps nothing pending: run the line again")
	}
	return err
}

func (sh *Shell) savepoint(ctx context.Context, c *call) error {
	name := c.text(0)
	if name == "" {
		name = sh.points.free()
	}
	if _, err := sh.makeSavepoint(ctx, name, false); err != nil {
		return err
	}
	return c.emit(message{"savepoint " + syntax.Quote(name), map[string]any{"savepoint": name}})
}

func (sh *Shell) makeSavepoint(ctx context.Context, name string, optimistic bool) (*txn.Savepoint, error) {
	w, err := sh.work(ctx)
	if err != nil {
		return nil, err
	}
	if err := w.Join(); err != nil {
		return nil, err
	}
	sp, err := w.Tx().Savepoint(ctx, optimistic)
	if err != nil {
		return nil, err
	}
	sh.points.add(&point{name, sp, w.Here()})
	return sp, nil
}

// savepointNamed is the latest savepoint of that name, or the one on top for "".
func (sh *Shell) savepointNamed(name string) (*point, error) {
	live := sh.points.live()
	for i := len(live) - 1; i >= 0; i-- {
		if name == "" || live[i].name == name {
			return live[i], nil
		}
	}
	if len(live) == 0 {
		return nil, withHint(errors.New("there is no savepoint"), "savepoint makes one; commit, abort, and a rollback to an earlier one end them")
	}
	names := make([]string, len(live))
	for i, p := range live {
		names[i] = p.name
	}
	return nil, withHint(fmt.Errorf("there is no savepoint %s", syntax.Quote(name)), "there is %s", strings.Join(quoted(names), ", "))
}

// savepointRow is one savepoint of the stack.
type savepointRow struct {
	name    string
	changes []session.Change
}

func (r *savepointRow) json() any {
	return map[string]any{"savepoint": r.name, "since": diff{changes: r.changes}.json().(map[string]any)["changes"]}
}

func (r *savepointRow) text(p *printer) {
	p.line("%s  %s since", syntax.Quote(r.name), count(len(r.changes), "change"))
	for _, c := range r.changes {
		path := pathText(namesOf(c.Path))
		if c.Attribute != "" {
			path += " " + c.Attribute
		}
		p.line("%s", p.changeLine(fmt.Sprintf("  %c %s  ", signOf(c.Kind), path), c))
	}
}

func (sh *Shell) savepoints(ctx context.Context, c *call) error {
	live := sh.points.live()
	if len(live) == 0 {
		return c.emit(message{"there are no savepoints", map[string]any{"savepoints": []any{}}})
	}
	w, err := sh.work(ctx)
	if err != nil {
		return err
	}
	for _, p := range live {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.emit(&savepointRow{p.name, w.Since(p.at)}); err != nil {
			return err
		}
	}
	return nil
}

func (sh *Shell) rollback(ctx context.Context, c *call) error {
	p, err := sh.savepointNamed(c.text(0))
	if err != nil {
		return err
	}
	w, err := sh.work(ctx)
	if err != nil {
		return err
	}
	n, refreshed := len(w.Since(p.at)), w.RefreshedSince(p.at)
	if err := w.Step("rollback "+syntax.Quote(p.name), func() error { return p.sp.Rollback(ctx) }); err != nil {
		return err
	}
	sh.points.live()
	undone, data := count(n, "change")+" undone", map[string]any{"savepoint": p.name, "undone": n}
	if refreshed {
		data["refresh"] = true
		if undone += ", and a refresh"; n == 0 {
			undone = "a refresh undone"
		}
		defer sh.note("hint: refresh again takes in what others have changed")
	}
	return c.emit(message{undone + ": back at savepoint " + syntax.Quote(p.name), data})
}

func (sh *Shell) commit(ctx context.Context, c *call) error {
	w := sh.open()
	if w == nil || w.Tx().Status() == txn.Active && !w.Unwritten() {
		if err := sh.freshen(ctx); err != nil {
			return err
		}
		return c.emit(message{"nothing to commit", map[string]any{"sessions": 0, "changes": 0}})
	}
	if err := w.Tx().Commit(ctx); err != nil {
		return sh.commitFailed(ctx, c, w, err)
	}
	sh.committed()
	sh.ended()
	sh.overtaken = false
	sh.remember(w)
	return c.emitCommit(sh.newCommitted(w))
}

// commitFailed tells what became of each session. The transaction is open
// still where the store is as it was; else what was not written is pending in
// a new one.
func (sh *Shell) commitFailed(ctx context.Context, c *call, w *session.Work, cause error) error {
	ctx, cancel := findingOut(ctx)
	defer cancel()
	var ce *session.CommitError
	if !errors.As(cause, &ce) {
		return cause
	}
	results := ce.Results
	sh.remember(w)
	if w.Tx().Status() == txn.Failed {
		carried, err := sh.carry(ctx, w)
		if err != nil {
			cause = errors.Join(cause, err)
		} else { // what is shown and what the error says are the same
			results, cause = carried, &session.CommitError{Results: carried}
		}
	}
	again := errors.Is(cause, txn.ErrRepeatable)
	calledOff := again && errors.Is(cause, context.Canceled) // all in the same way
	if len(results) > 1 && !calledOff || sh.printer.asJSON || !again {
		if err := c.emit(fates{results}); err != nil {
			return errors.Join(cause, err)
		}
	}
	if !errors.Is(cause, session.ErrConflict) {
		return cause
	}
	sh.overtaken = true
	open := sh.open()
	if open == nil {
		return cause
	}
	theirs, err := open.Compare(ctx)
	if err != nil {
		return errors.Join(cause, err)
	}
	sh.inConflict = theirs.Conflicts
	if len(theirs.Taken) > 0 {
		if err := c.emit(taken{changes: theirs.Taken}); err != nil {
			return errors.Join(cause, err)
		}
	}
	if len(theirs.Conflicts) > 0 {
		if err := c.emit(conflicts{list: theirs.Conflicts}); err != nil {
			return errors.Join(cause, err)
		}
		return cause
	}
	if sh.unattended {
		return cause
	}
	return withHint(cause, "no key was changed on both sides: refresh takes theirs in, then commit again")
}

// impatient is how long a commit that was interrupted still asks what became of it.
const impatient = time.Second

// findingOut is the context in which is found out what became of a commit that failed,
// be it because ctx has ended.
func findingOut(ctx context.Context) (context.Context, context.CancelFunc) {
	lasting := context.WithoutCancel(ctx)
	if ctx.Err() == nil {
		return context.WithCancel(lasting)
	}
	return context.WithTimeout(lasting, impatient)
}

// carry takes what was not written into a new transaction.
func (sh *Shell) carry(ctx context.Context, w *session.Work) ([]session.Result, error) {
	sh.carryPopped()
	if err := sh.manager.Abort(ctx); err != nil {
		return nil, err
	}
	sh.ended()
	tx, err := sh.tx(ctx)
	if err != nil {
		return nil, err
	}
	return w.Carry(ctx, tx)
}

// fates tell what became of each session of a commit.
type fates struct{ results []session.Result }

func (f fates) json() any {
	list := make([]any, len(f.results))
	for i, r := range f.results {
		m := map[string]any{"path": pathText(namesOf(r.Path)), "outcome": r.Fate.String(), "changes": diff{changes: r.Changes}.json().(map[string]any)["changes"]}
		if r.Err != nil {
			m["error"] = oneLine(r.Err)
		}
		if len(r.Copies) > 0 {
			m["copies"] = copyFates(r.Copies)
		}
		if r.Astray != nil {
			m["astray"] = astrayJSON(r.Astray)
		}
		list[i] = m
	}
	return map[string]any{"outcomes": list}
}

func (f fates) text(p *printer) {
	for _, r := range f.results {
		sign := rune(signNone)
		if r.Fate != session.Written && r.Fate != session.Untouched && r.Fate != session.Restored {
			sign = signConflict
		}
		words := fmt.Sprintf("%c %s: %s", sign, pathText(namesOf(r.Path)), r.Fate)
		if r.Err != nil {
			words += ", " + strings.TrimPrefix(oneLine(r.Err), r.Fate.String()+": ")
		}
		p.line("%s", p.color(sign).Sprint(words))
	}
	tellCopies(p, f.results)
}

func (sh *Shell) abort(ctx context.Context, c *call) error {
	n := sh.Pending()
	if err := sh.throwAway(ctx, stash.Aborted, c.line); err != nil {
		return err
	}
	words := "nothing was pending"
	if n > 0 {
		words = count(n, "change") + " dropped"
	}
	return c.emit(message{words, map[string]any{"dropped": n}})
}

func (sh *Shell) steps(ctx context.Context, c *call, back bool) error {
	n := 1
	if len(c.words) > 0 {
		if _, err := fmt.Sscanf(c.text(0), "%d", &n); err != nil || n < 1 || fmt.Sprint(n) != c.text(0) {
			return usageError(c.cmd, fmt.Errorf("%s is no number of steps", syntax.Quote(c.text(0))))
		}
	}
	word, none := "done again", "there is nothing to do again"
	if back {
		word, none = "undone", "there is nothing to undo"
	}
	for i := range n {
		label, ok, err := sh.step(ctx, back)
		if err != nil {
			return err
		}
		if !ok && i == 0 {
			return errors.New(none)
		}
		if !ok {
			return nil
		}
		text := oneLine(errors.New(label))
		if err := c.emit(message{word + ": " + text, map[string]any{"step": label}}); err != nil {
			return err
		}
	}
	return nil
}

// step takes a step back, or does it again. The end of the transaction before is a
// step, too.
func (sh *Shell) step(ctx context.Context, back bool) (label string, ok bool, err error) {
	w, err := sh.work(ctx)
	if err != nil {
		return "", false, err
	}
	move, end := w.Redo, sh.redoEnd
	if back {
		move, end = w.Undo, sh.undoEnd
	}
	if label, ok, err = move(); ok || err != nil {
		return label, ok, err
	}
	return end(ctx)
}

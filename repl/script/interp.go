// Package script runs Python-style statements on the sessions of a shell:
//
//	>>> data['info'] = 'stored in memcache'
//	>>> transaction.commit()
//
// It is Starlark underneath, with a face of Python: what doctests use and Starlark
// has not is translated (package python), values are shown as Python shows
// them, and errors carry the names and texts of Python's. An [Interp] holds the
// names that statements have bound; [Interp.Run] runs the statements of one
// example. Statements work on the same objects, transaction and store as the
// shell's commands; the modules that they can import are those that a
// walkthrough of lovely.session needs.
//
// A script reaches nothing but the sessions: it reads no files, opens no
// sockets, and ends when its context does, or after a number of steps, or when
// statements would hold more memory than they may.
package script

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/meter"
	"sessh/repl/script/translate"
	"sessh/session"
	"sessh/txn"
)

// Options are what statements work on.
type Options struct {
	Root    *session.Root
	Manager *txn.Manager
	// Server names the store in statistics.
	Server string
	// Commit and Abort end the open transaction, and Savepoint makes a
	// savepoint in it, the way the shell does. nil: the manager's own way.
	Commit, Abort func(context.Context) error
	Savepoint     func(ctx context.Context, optimistic bool) (*txn.Savepoint, error)
	// Flush empties the store; nil: statements cannot.
	Flush func(context.Context) error
	Now   func() time.Time // nil: time.Now
	// Preload are modules that need not be imported.
	Preload []string
	// Steps bounds what one call of Run may do; 0: only its context does.
	Steps uint64
	// Meter bounds what statements may hold, all together; nil: one of their own.
	Meter *meter.Meter
}

// Interp runs statements. Use it from one goroutine at a time.
type Interp struct {
	options  Options
	ctx      context.Context
	env      starlark.StringDict // built-in names, and those that statements have bound
	bound    map[string]starlark.Value
	builtins starlark.StringDict
	classes  map[string]*Class
	pkgData  *Class
	modules  map[string]*Module
	zope     registry
	touched  *txn.Tx // the transaction that statements have last opened a session in
	caught   []*Exception
	out      *output
	steps    uint64
	meter    *meter.Meter
	running  *starlark.Thread // that of the statement that runs; nil: none runs
	failed   error            // what it was stopped with
	compared uint64           // values
}

// Result is what statements printed, and what they raised.
type Result struct {
	Output string
	// Also is the same as Python 2 would have shown it, where that differs.
	Also      string
	Exception *Exception
}

// output is what is printed, as two Pythons show it.
type output struct{ python3, python2 strings.Builder }

func init() { starlark.CompareLimit = 500 } // of Starlark's 10 levels, JSON alone takes more

// New returns an interpreter without names of its own.
func New(o Options) *Interp {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Meter == nil {
		o.Meter = meter.New(0)
	}
	in := &Interp{options: o, bound: make(map[string]starlark.Value), classes: make(map[string]*Class), out: &output{}, meter: o.Meter}
	in.zope.utilities = make(map[utilityKey]starlark.Value)
	in.defineClasses()
	in.builtins = in.universe()
	in.env = make(starlark.StringDict, len(in.builtins))
	for n, v := range in.builtins {
		in.env[n] = v
	}
	in.modules = in.library()
	for _, name := range o.Preload {
		in.builtins[name], in.env[name] = in.modules[name], in.modules[name]
	}
	return in
}

// Names are the names that statements have bound, sorted.
func (in *Interp) Names() []string {
	names := make([]string, 0, len(in.bound))
	for n := range in.bound {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Knows reports whether a name means something to statements.
func (in *Interp) Knows(name string) bool {
	return in.env[name] != nil && !strings.HasPrefix(name, "__")
}

// The names that [Interp.Lend] gives.
const (
	SessionName = "session"
	DataName    = "data"
)

// Lend lets statements call s session, and the mapping under keys data, unless
// they have bound these names themselves. nil takes them back.
func (in *Interp) Lend(s *session.Session, keys []any) {
	for _, n := range []string{SessionName, DataName} {
		if in.bound[n] == nil {
			delete(in.env, n)
		}
	}
	if s == nil {
		return
	}
	in.touched = s.Tx()
	if in.bound[SessionName] == nil {
		in.env[SessionName] = in.sessionData(s)
	}
	if in.bound[DataName] != nil {
		return
	}
	if len(keys) == 0 {
		if s.Flat() {
			in.env[DataName] = in.sessionData(s)
		}
		return
	}
	at := in.placeOf(s)
	at.keys = keys
	if _, v, err := in.again(at); err == nil {
		in.env[DataName] = in.value(v, at)
	}
}

// Holds reports whether statements have sessions open in the transaction, which
// they may go on using.
func (in *Interp) Holds(tx *txn.Tx) bool { return tx != nil && in.touched == tx }

// Run runs statements, one or several lines of them.
func (in *Interp) Run(ctx context.Context, source string) Result {
	in.ctx, in.out, in.steps, in.failed, in.caught = ctx, &output{}, 0, nil, nil
	in.meter.Begin()
	defer in.meter.End()
	err := in.source(source)
	r := Result{Output: in.out.python3.String(), Also: in.out.python2.String()}
	if r.Also == r.Output {
		r.Also = ""
	}
	if err != nil {
		r.Exception = in.exception(err)
	}
	return r
}

func (in *Interp) source(source string) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = in.raise("SystemError", "this is a fault of sessh, not yours: %v", v)
		}
	}()
	parsed, err := translate.Python(source)
	if err != nil {
		return in.translation(err)
	}
	return in.statements(parsed)
}

func (in *Interp) translation(err error) error {
	var pe *translate.Error
	if errors.As(err, &pe) && in.classes[pe.Name] != nil {
		return in.raise(pe.Name, "%s", pe.Text)
	}
	return in.raise("SyntaxError", "%s", err.Error())
}

func (in *Interp) statements(statements []translate.Statement) error {
	for _, s := range statements {
		if err := in.one(s); err != nil {
			return err
		}
	}
	return nil
}

func (in *Interp) one(s translate.Statement) error {
	switch s := s.(type) {
	case translate.Code:
		return in.code(s)
	case translate.Import:
		return in.importModule(s)
	case translate.From:
		return in.importFrom(s)
	case translate.Delete:
		return in.unbind(s.Name)
	case translate.Try:
		return in.try(s)
	case translate.With:
		return in.with(s)
	}
	return in.raise("SystemError", "a %T cannot be run", s)
}

func (in *Interp) bind(name string, v starlark.Value) { in.bound[name], in.env[name] = v, v }

func (in *Interp) unbind(name string) error {
	if in.bound[name] == nil {
		return in.raise("NameError", "name '%s' is not defined", name)
	}
	delete(in.bound, name)
	delete(in.env, name)
	if v := in.builtins[name]; v != nil {
		in.env[name] = v
	}
	return nil
}

var fileOptions = &syntax.FileOptions{Set: true, While: true, TopLevelControl: true, GlobalReassign: true, Recursion: true}

// code runs Starlark.
func (in *Interp) code(c translate.Code) error {
	f, err := fileOptions.Parse("<stdin>", c.Source, 0)
	if err != nil {
		return err
	}
	rewrite(f)
	prog, err := starlark.FileProgram(f, func(string) bool { return true })
	if err != nil {
		return in.unresolved(err)
	}
	return in.threaded("statement", func(thread *starlark.Thread) error {
		_, err := prog.Init(thread, in.env)
		return err
	})
}

func (in *Interp) tooLong() error {
	return in.raise("RuntimeError", "stopped after %d steps, the limit in walkthroughs", in.options.Steps)
}

// unresolved is an error about a name or a statement in the wrong place.
func (in *Interp) unresolved(err error) error {
	var list resolve.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		return in.raise("SyntaxError", "%s (line %d)", list[0].Msg, list[0].Pos.Line)
	}
	return err
}

// echo shows the value of a bare expression.
func (in *Interp) echo(v starlark.Value) error {
	if v == starlark.None {
		return nil
	}
	in.env["_"] = v
	p3, err := in.show(v, python3)
	if err != nil {
		return err
	}
	p2, err := in.show(v, python2)
	if err != nil {
		return err
	}
	return in.write(p3+"\n", p2+"\n")
}

func (in *Interp) write(p3, p2 string) error {
	if err := in.made(len(p3) + len(p2)); err != nil {
		return err
	}
	in.out.python3.WriteString(p3)
	in.out.python2.WriteString(p2)
	return nil
}

func unhashable(v starlark.Value) error { return fmt.Errorf("unhashable type: %s", v.Type()) }

package script

import (
	"context"
	"errors"
	"maps"
	"strings"
	"time"

	"go.starlark.net/starlark"

	"sessh/repl/meter"
	"sessh/repl/script/bounds"
	"sessh/repl/script/builtin"
	"sessh/repl/script/eval"
	"sessh/repl/script/modules"
	"sessh/repl/script/object"
	"sessh/repl/script/translate"
	"sessh/repl/script/value"
	"sessh/session"
	"sessh/txn"
)

// Options are what statements work on.
type Options struct {
	Root    *session.Root
	Manager *txn.Manager
	// Commit and Abort end the open transaction, and Savepoint makes a
	// savepoint in it. nil: the manager does.
	Commit, Abort func(context.Context) error
	Savepoint     func(ctx context.Context, optimistic bool) (*txn.Savepoint, error)
	// Flush empties the store; nil: statements cannot empty it.
	Flush func(context.Context) error
	Now   func() time.Time // nil: time.Now
	// Note shows the user what statements do not print; nil: that is dropped.
	Note func(format string, args ...any)
	// Preload lists modules that are bound without an import.
	Preload []string
	// Python2 shows values as Python 2 does.
	Python2 bool
	// Steps is the number of steps that one call of Run may take; 0 is any number.
	Steps uint64
	// Meter bounds the memory that all statements hold together; nil: a meter of
	// their own.
	Meter *meter.Meter
}

// Interp runs statements. Use it from one goroutine at a time.
type Interp struct {
	rt       *value.Runtime
	machine  *eval.Machine
	env      starlark.StringDict // built-in names, and those that statements have bound
	bound    map[string]starlark.Value
	builtins starlark.StringDict
	modules  map[string]*object.Module
	out      strings.Builder
}

// Exception is what a statement raised.
type Exception = object.Exception

// Result is what statements printed, and what they raised.
type Result struct {
	Output    string
	Exception *Exception
}

// New returns an interpreter without names of its own.
func New(o Options) *Interp {
	o.setDefaults()
	rt := builtin.New(bounds.NewGuard(o.Meter, o.Steps), o.Manager)
	rt.Python2 = o.Python2
	in := &Interp{rt: rt, bound: make(map[string]starlark.Value)}
	in.machine = eval.New(rt, host{in})
	in.modules = modules.New(rt, modules.Options{
		Root: o.Root, Commit: o.Commit, Abort: o.Abort, Savepoint: o.Savepoint, Flush: o.Flush, Now: o.Now, Note: o.Note,
	})
	in.builtins = in.universe()
	for _, name := range o.Preload {
		in.builtins[name] = in.modules[name]
	}
	in.env = maps.Clone(in.builtins)
	return in
}

func (o *Options) setDefaults() {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Note == nil {
		o.Note = func(string, ...any) {}
	}
	if o.Meter == nil {
		o.Meter = meter.New(0)
	}
	if o.Commit == nil {
		o.Commit = o.Manager.Commit
	}
	if o.Abort == nil {
		o.Abort = o.Manager.Abort
	}
	if o.Savepoint == nil {
		o.Savepoint = func(ctx context.Context, optimistic bool) (*txn.Savepoint, error) {
			return o.Manager.Tx().Savepoint(ctx, optimistic)
		}
	}
}

// Knows reports whether a name is bound.
func (in *Interp) Knows(name string) bool {
	return in.env[name] != nil && !strings.HasPrefix(name, "__")
}

// The names that [Interp.Lend] binds.
const (
	SessionName = "session"
	DataName    = "data"
)

// Lend binds [SessionName] to s and [DataName] to the mapping under keys, unless
// statements have bound these names themselves. A nil s takes the names back.
func (in *Interp) Lend(s *session.Session, keys []any) {
	for _, n := range []string{SessionName, DataName} {
		if in.bound[n] == nil {
			delete(in.env, n)
		}
	}
	if s == nil {
		return
	}
	in.rt.Touch(s.Tx())
	if in.bound[SessionName] == nil {
		in.env[SessionName] = in.rt.SessionData(s)
	}
	if in.bound[DataName] != nil {
		return
	}
	if len(keys) > 0 {
		if v, err := in.rt.Under(s, keys); err == nil {
			in.env[DataName] = v
		}
	} else if s.Flat() {
		in.env[DataName] = in.rt.SessionData(s)
	}
}

// Holds reports whether statements have the transaction, or sessions open in it, which
// they may use again.
func (in *Interp) Holds(tx *txn.Tx) bool { return in.rt.Holds(tx) }

// Run runs statements, one or several lines of them.
func (in *Interp) Run(ctx context.Context, source string) Result {
	in.out.Reset()
	defer in.rt.Begin(ctx)()
	err := in.source(source)
	r := Result{Output: in.out.String()}
	if err != nil {
		r.Exception = object.FromError(err)
	}
	return r
}

func (in *Interp) source(source string) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = object.Raise("SystemError", "this is a bug in sessh: %v", v)
		}
	}()
	parsed, err := translate.Python(source)
	if err != nil {
		return in.translation(err)
	}
	return in.machine.Run(parsed)
}

func (in *Interp) translation(err error) error {
	var pe *translate.Error
	if errors.As(err, &pe) && object.ExceptionClass(pe.Name) != nil {
		return object.Raise(pe.Name, "%s", pe.Text)
	}
	return object.Raise("SyntaxError", "%s", err.Error())
}

func (in *Interp) bind(name string, v starlark.Value) { in.bound[name], in.env[name] = v, v }

func (in *Interp) write(text string) error {
	if err := in.rt.Made(len(text)); err != nil {
		return err
	}
	in.out.WriteString(text)
	return nil
}

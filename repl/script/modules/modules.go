package modules

import (
	"context"
	"time"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/session"
	"sessh/txn"
)

// Options are what the modules work on; see the options of the interpreter, which
// hands them on.
type Options struct {
	Root          *session.Root
	Commit, Abort func(context.Context) error
	Savepoint     func(ctx context.Context, optimistic bool) (*txn.Savepoint, error)
	Flush         func(context.Context) error
	Now           func() time.Time
	Note          func(format string, args ...any)
}

// library makes the modules of one interpreter.
type library struct {
	*value.Runtime
	options   Options
	utilities map[utilityKey]starlark.Value // that statements have provided

	transactionClass, savepointClass, attemptClass, managerClass *object.Class
}

type utilityKey struct {
	provides starlark.Value
	name     string
}

// New returns the modules that can be imported, by their names.
func New(rt *value.Runtime, o Options) map[string]*object.Module {
	lib := &library{Runtime: rt, options: o, utilities: make(map[utilityKey]starlark.Value)}
	all := make(map[string]*object.Module)
	add := func(modules ...*object.Module) {
		for _, m := range modules {
			all[m.Name] = m
		}
	}
	component, interfaces := lib.componentModule(), interfaceModule("lovely.memcached.interfaces", "IMemcachedClient")
	sessionModule := lib.lovelySession()
	sessionInterfaces := interfaceModule("lovely.session.interfaces", "IMemCachedSessionDataContainer")
	client := lib.clientModule()
	zope := implementerModule()
	add(zope, component, interfaces, sessionModule, sessionInterfaces, client, lib.timeModule(),
		packageOf("zope", component, zope), packageOf("lovely.memcached", interfaces, client),
		packageOf("lovely.session", sessionModule, sessionInterfaces))
	add(packageOf("lovely", all["lovely.memcached"], all["lovely.session"]))
	add(lib.transactionModules()...)
	return all
}

// packageOf returns a module that holds others.
func packageOf(name string, modules ...*object.Module) *object.Module {
	p := &object.Module{Name: name, Members: make(map[string]starlark.Value)}
	for _, m := range modules {
		p.Members[m.Name[len(name)+1:]] = m
	}
	return p
}

// interfaceModule returns a module of Zope's interfaces, which serve as names only.
func interfaceModule(module string, names ...string) *object.Module {
	m := &object.Module{Name: module, Members: make(map[string]starlark.Value)}
	class := object.NewClass("zope.interface.interface", "InterfaceClass", nil)
	for _, n := range names {
		i := object.NewInstance(class)
		i.Repr = "<InterfaceClass " + module + "." + n + ">"
		i.Value("__name__", starlark.String(n))
		m.Members[n] = i
	}
	return m
}

// implementerModule returns the module zope.interface, in which a class is declared to
// implement interfaces, which has no effect.
func implementerModule() *object.Module {
	same := object.Builtin("implementer", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var class starlark.Value
		err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &class)
		return class, err
	})
	return &object.Module{Name: "zope.interface", Members: map[string]starlark.Value{
		"implementer": object.Builtin("implementer", func(*starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) { return same, nil }),
	}}
}

// componentModule returns the module zope.component.
func (lib *library) componentModule() *object.Module {
	lookup := object.NewException("zope.interface.interfaces", "ComponentLookupError", object.ExceptionClass("LookupError"))
	members := map[string]starlark.Value{"ComponentLookupError": lookup}
	define := func(name string, f func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error)) {
		members[name] = object.Builtin(name, f)
	}
	define("provideUtility", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var o starlark.Value
		var provides starlark.Value = starlark.None
		name := ""
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "component", &o, "provides?", &provides, "name?", &name); err != nil {
			return nil, err
		}
		lib.utilities[utilityKey{provides, name}] = o
		return starlark.None, nil
	})
	find := func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple, other *starlark.Value) (key utilityKey, v starlark.Value, err error) {
		pairs := []any{"interface", &key.provides, "name?", &key.name}
		if other != nil {
			pairs = append(pairs, "default?", other)
		}
		err = starlark.UnpackArgs(b.Name(), args, kwargs, pairs...)
		if err != nil {
			return key, nil, err
		}
		if _, err := key.provides.Hash(); err != nil {
			return key, nil, object.Unhashable(key.provides)
		}
		return key, lib.utilities[key], nil
	}
	define("getUtility", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		key, v, err := find(b, args, kwargs, nil)
		if err == nil && v == nil {
			err = object.New(lookup, key.provides, starlark.String(key.name))
		}
		return v, err
	})
	define("queryUtility", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var other starlark.Value = starlark.None
		_, v, err := find(b, args, kwargs, &other)
		if err == nil && v == nil {
			v = other
		}
		return v, err
	})
	return &object.Module{Name: "zope.component", Members: members}
}

// timeModule returns the module time.
func (lib *library) timeModule() *object.Module {
	return &object.Module{Name: "time", Members: map[string]starlark.Value{
		"time": object.Builtin("time", object.NoArgs(func() (starlark.Value, error) {
			return starlark.Float(float64(lib.options.Now().UnixMicro()) / 1e6), nil
		})),
		"sleep": object.Builtin("sleep", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			var x starlark.Value
			if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &x); err != nil {
				return nil, err
			}
			s, ok := starlark.AsFloat(x)
			if !ok || s < 0 {
				return nil, object.Raise("ValueError", "sleep length must be a non-negative number, not %s", object.Repr(x))
			}
			select {
			case <-time.After(time.Duration(min(s, 1e9) * float64(time.Second))):
				return starlark.None, nil
			case <-lib.Context().Done():
				return nil, bounds.Interrupted(lib.Context().Err())
			}
		}),
	}}
}

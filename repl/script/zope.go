package script

import (
	"time"

	"go.starlark.net/starlark"
)

// registry are the utilities that statements have provided.
type registry struct{ utilities map[utilityKey]starlark.Value }

type utilityKey struct {
	provides starlark.Value
	name     string
}

// library are the modules that statements can import.
func (in *Interp) library() map[string]*Module {
	all := make(map[string]*Module)
	add := func(modules ...*Module) {
		for _, m := range modules {
			all[m.name] = m
		}
	}
	component, interfaces := in.componentModule(), interfaceModule("lovely.memcached.interfaces", "IMemcachedClient")
	sessionModule := in.lovelySession()
	sessionInterfaces := interfaceModule("lovely.session.interfaces", "IMemCachedSessionDataContainer")
	client := in.clientModule()
	tm := in.transactionModule()
	ti := &Module{name: "transaction.interfaces", members: make(map[string]starlark.Value)}
	for _, e := range transactionExceptions {
		ti.members[e[0]] = in.classes[e[0]]
	}
	tm.members["interfaces"] = ti
	add(component, interfaces, sessionModule, sessionInterfaces, client, tm, ti, in.timeModule(),
		packageOf("zope", component), packageOf("lovely.memcached", interfaces, client),
		packageOf("lovely.session", sessionModule, sessionInterfaces))
	add(packageOf("lovely", all["lovely.memcached"], all["lovely.session"]))
	return all
}

// packageOf is a module that holds others.
func packageOf(name string, modules ...*Module) *Module {
	p := &Module{name: name, members: make(map[string]starlark.Value)}
	for _, m := range modules {
		p.members[m.name[len(name)+1:]] = m
	}
	return p
}

// interfaceModule is a module of zope's interfaces, which serve as names only.
func interfaceModule(module string, names ...string) *Module {
	m := &Module{name: module, members: make(map[string]starlark.Value)}
	class := &Class{module: "zope.interface.interface", name: "InterfaceClass"}
	for _, n := range names {
		i := newInstance(class)
		i.text = "<InterfaceClass " + module + "." + n + ">"
		i.value("__name__", starlark.String(n))
		m.members[n] = i
	}
	return m
}

// componentModule is zope.component.
func (in *Interp) componentModule() *Module {
	lookup := &Class{module: "zope.interface.interfaces", name: "ComponentLookupError", base: in.classes["LookupError"]}
	lookup.new = func(_ *starlark.Thread, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		return &Exception{class: lookup, args: args}, nil
	}
	members := map[string]starlark.Value{"ComponentLookupError": lookup}
	define := func(name string, f func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error)) {
		members[name] = builtin(name, f)
	}
	define("provideUtility", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var o starlark.Value
		var provides starlark.Value = starlark.None
		name := ""
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "component", &o, "provides?", &provides, "name?", &name); err != nil {
			return nil, err
		}
		in.zope.utilities[utilityKey{provides, name}] = o
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
			return key, nil, unhashable(key.provides)
		}
		return key, in.zope.utilities[key], nil
	}
	define("getUtility", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		key, v, err := find(b, args, kwargs, nil)
		if err == nil && v == nil {
			err = &Exception{class: lookup, args: starlark.Tuple{key.provides, starlark.String(key.name)}}
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
	return &Module{name: "zope.component", members: members}
}

// timeModule is the module time.
func (in *Interp) timeModule() *Module {
	return &Module{name: "time", members: map[string]starlark.Value{
		"time": builtin("time", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			return starlark.Float(float64(in.options.Now().UnixMicro()) / 1e6), starlark.UnpackArgs(b.Name(), args, kwargs)
		}),
		"sleep": builtin("sleep", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			var x starlark.Value
			if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &x); err != nil {
				return nil, err
			}
			s, ok := starlark.AsFloat(x)
			if !ok || s < 0 {
				return nil, in.raise("ValueError", "sleep length must be a non-negative number, not %s", repr(x, python3))
			}
			select {
			case <-time.After(time.Duration(min(s, 1e9) * float64(time.Second))):
				return starlark.None, nil
			case <-in.ctx.Done():
				return nil, &Exception{class: in.classes["KeyboardInterrupt"], cause: in.ctx.Err()}
			}
		}),
	}}
}

package script

import (
	"fmt"
	"time"

	"go.starlark.net/starlark"

	"sessh/session"
	"sessh/session/format/lovely"
)

// client is a MemcachedClient.
type client struct {
	*Instance
	in        *Interp
	namespace string
	lifetime  starlark.Value
	servers   starlark.Value
	trackKeys bool
	tracked   map[string][]starlark.Value // by namespace
}

// clientModule is the module lovely.memcached.utility.
func (in *Interp) clientModule() *Module {
	class := &Class{module: "lovely.memcached.utility", name: "MemcachedClient", base: in.classes["object"]}
	class.new = func(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return in.newClient(class, args, kwargs)
	}
	return &Module{name: class.module, members: map[string]starlark.Value{class.name: class}}
}

func (in *Interp) newClient(class *Class, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var servers, age, ns, lifetime starlark.Value
	c := &client{Instance: newInstance(class), in: in, tracked: make(map[string][]starlark.Value)}
	err := starlark.UnpackArgs(class.name, args, kwargs, "servers??", &servers, "defaultAge??", &age, "defaultNS??", &ns, "trackKeys??", &c.trackKeys, "defaultLifetime??", &lifetime)
	if err != nil {
		return nil, err
	}
	c.host = c
	c.servers, c.lifetime = in.newList([]starlark.Value{starlark.String("127.0.0.1:11211")}), starlark.MakeInt(3600)
	if servers != nil {
		c.servers = servers
	}
	if lifetime != nil {
		c.lifetime = lifetime
	}
	if ns != nil {
		if err := c.setNamespace(ns); err != nil {
			return nil, err
		}
	}
	c.get["servers"], c.set["servers"] = func() (starlark.Value, error) { return c.servers, nil }, func(v starlark.Value) error { c.servers = v; return nil }
	c.get["defaultLifetime"], c.set["defaultLifetime"] = func() (starlark.Value, error) { return c.lifetime, nil }, func(v starlark.Value) error { c.lifetime = v; return nil }
	c.get["trackKeys"] = func() (starlark.Value, error) { return starlark.Bool(c.trackKeys), nil }
	c.set["trackKeys"] = func(v starlark.Value) error { c.trackKeys = bool(v.Truth()); return nil }
	c.get["defaultNS"] = func() (starlark.Value, error) {
		if c.namespace == "" {
			return starlark.None, nil
		}
		return starlark.String(c.namespace), nil
	}
	c.set["defaultNS"] = c.setNamespace
	for name, f := range map[string]func(*starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error){
		"set": c.put, "query": c.query, "invalidate": c.invalidate, "invalidateAll": c.invalidateAll, "keys": c.keys, "getStatistics": c.statistics,
	} {
		c.method(name, f)
	}
	return c.Instance, nil
}

func (c *client) setNamespace(v starlark.Value) error {
	s, ok := starlark.AsString(v)
	if !ok && v != starlark.None {
		return c.in.raise("TypeError", "a namespace is a string, not a '%s'", typeName(v))
	}
	c.namespace = s
	return nil
}

// client is the client that was registered under a name.
func (in *Interp) client(name string) *client {
	for k, v := range in.zope.utilities {
		if o, ok := v.(*Instance); ok && k.name == name {
			if c, ok := o.host.(*client); ok {
				return c
			}
		}
	}
	return nil
}

const (
	stampNamespace = "lovely.memcached.stamps"
	depPrefix      = "lovely.memcached.dep"
)

// key is the key in memcached of what the application calls key.
func (c *client) key(key starlark.Value, ns starlark.Value, raw bool) (string, error) {
	namespace := c.ns(ns)
	if raw {
		text, ok := starlark.AsString(key)
		if !ok {
			return "", c.in.raise("ValueError", "%s", repr(key, python3))
		}
		if s, ok := namespace.(string); ok {
			text = s + text
		}
		return text, nil
	}
	return c.hashed(key, namespace)
}

func (c *client) ns(ns starlark.Value) any {
	if s, ok := starlark.AsString(ns); ok && s != "" {
		return s
	}
	if c.namespace != "" {
		return c.namespace
	}
	return nil
}

func (c *client) hashed(key starlark.Value, namespace any) (string, error) {
	k, err := c.in.plain(key)
	if err != nil {
		return "", err
	}
	text, err := lovely.CacheKey(namespace, k)
	return text, c.in.wrapped(err)
}

// plain is a value as stores and pickles hold it.
func (in *Interp) plain(v starlark.Value) (any, error) {
	a := in.adopting()
	return a.convert(v, nil)
}

func (c *client) put(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var data, key, lifetime, ns, deps starlark.Value
	raw := false
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "data", &data, "key", &key, "lifetime??", &lifetime, "ns??", &ns, "raw?", &raw, "dependencies??", &deps); err != nil {
		return nil, err
	}
	if lifetime == nil {
		lifetime = c.lifetime
	}
	seconds, err := starlark.AsInt32(lifetime)
	if err != nil {
		return nil, c.in.raise("TypeError", "a lifetime is a number of seconds, not %s", repr(lifetime, python3))
	}
	text, err := c.key(key, orNone(ns), raw)
	if err != nil {
		return nil, err
	}
	value, err := c.encode(data, raw)
	if err != nil {
		return nil, err
	}
	if err := c.in.store(text, value, time.Duration(seconds)*time.Second); err != nil {
		return nil, c.in.wrapped(err)
	}
	return starlark.String(text), c.track(text, key, orNone(ns), deps, seconds)
}

func orNone(v starlark.Value) starlark.Value {
	if v == nil {
		return starlark.None
	}
	return v
}

func (c *client) encode(data starlark.Value, raw bool) ([]byte, error) {
	if raw {
		switch d := data.(type) {
		case starlark.String:
			return []byte(d), nil
		case starlark.Bytes:
			return []byte(d), nil
		}
		return nil, c.in.raise("TypeError", "a raw value is a string, not a '%s'", typeName(data))
	}
	v, err := c.in.plain(data)
	if err != nil {
		return nil, err
	}
	value, err := lovely.Dumps(v)
	return value, c.in.wrapped(err)
}

// track notes the key where keys are tracked, and what it depends on.
func (c *client) track(text string, key, ns, deps starlark.Value, seconds int) error {
	if c.trackKeys {
		stamp, err := c.stamp(key, ns)
		if err != nil {
			return err
		}
		if err := c.in.store(stamp, []byte("I1\n."), time.Duration(seconds)*time.Second); err != nil {
			return c.in.wrapped(err)
		}
		space := fmt.Sprint(c.ns(ns))
		c.tracked[space] = append(c.in.without(c.tracked[space], key), key)
	}
	on, err := c.in.elements(deps)
	if err != nil {
		return err
	}
	for _, d := range on {
		at, err := c.hashed(d, c.ns(ns))
		if err != nil {
			return err
		}
		keys, err := c.dependents(depPrefix + at)
		if err != nil {
			return err
		}
		value, err := lovely.Dumps(session.NewListOf(word("tuple"), append(keys, text)...))
		if err != nil {
			return c.in.wrapped(err)
		}
		if err := c.in.store(depPrefix+at, value, session.TTLNever); err != nil {
			return c.in.wrapped(err)
		}
	}
	return nil
}

func (in *Interp) elements(v starlark.Value) ([]starlark.Value, error) {
	if it, ok := v.(starlark.Iterable); ok {
		return in.all(it)
	}
	return nil, nil
}

func (in *Interp) without(list []starlark.Value, v starlark.Value) []starlark.Value {
	var out []starlark.Value
	for _, x := range list {
		if ok, err := in.equal(x, v); !ok || err != nil {
			out = append(out, x)
		}
	}
	return out
}

func (c *client) stamp(key, ns starlark.Value) (string, error) {
	var space starlark.Value = starlark.None
	if s, ok := c.ns(ns).(string); ok {
		space = starlark.String(s)
	}
	return c.hashed(starlark.Tuple{space, key}, stampNamespace)
}

// dependents are the keys that were set with a dependency.
func (c *client) dependents(at string) ([]any, error) {
	value, ok, err := c.in.load(at)
	if !ok || err != nil {
		return nil, c.in.wrapped(err)
	}
	v, err := lovely.Loads(value)
	if err != nil {
		return nil, c.in.wrapped(err)
	}
	var keys []any
	if l, ok := v.(*session.List); ok {
		for _, k := range l.All() {
			keys = append(keys, k)
		}
	}
	return keys, nil
}

func (c *client) query(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var key starlark.Value
	var other, ns starlark.Value = starlark.None, starlark.None
	raw := false
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "key", &key, "default?", &other, "ns?", &ns, "raw?", &raw); err != nil {
		return nil, err
	}
	text, err := c.key(key, ns, raw)
	if err != nil {
		return nil, err
	}
	value, ok, err := c.in.load(text)
	switch {
	case err != nil:
		return nil, c.in.wrapped(err)
	case !ok:
		return other, nil
	case raw:
		return starlark.String(value), nil
	}
	v, err := lovely.Loads(value)
	if err != nil {
		return nil, c.in.raise("ValueError", "%s: %v", text, err)
	}
	return c.in.free(v), nil
}

// free is a value that is part of no session, as statements make them.
func (in *Interp) free(v any) starlark.Value {
	switch v := v.(type) {
	case *session.Map:
		d := in.newDict()
		for k, x := range v.All() {
			_ = d.own.SetKey(in.key(k), in.free(x)) // keys of a mapping can be keys
		}
		return d
	case *session.List:
		var values []starlark.Value
		for _, x := range v.All() {
			values = append(values, in.free(x))
		}
		switch formOf(v) {
		case "tuple":
			return starlark.Tuple(values)
		case "set", "frozenset":
			set := starlark.NewSet(len(values))
			for _, x := range values {
				if set.Insert(x) != nil {
					return in.newList(values)
				}
			}
			return set
		}
		return in.newList(values)
	}
	return in.scalar(v)
}

func (c *client) invalidate(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var key, ns, deps starlark.Value = starlark.None, starlark.None, starlark.None
	raw := false
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "key?", &key, "ns?", &ns, "raw?", &raw, "dependencies?", &deps); err != nil {
		return nil, err
	}
	var gone []string
	if key != starlark.None {
		text, err := c.key(key, ns, raw)
		if err != nil {
			return nil, err
		}
		gone = append(gone, text)
		if c.trackKeys {
			stamp, err := c.stamp(key, ns)
			if err != nil {
				return nil, err
			}
			gone = append(gone, stamp)
		}
	}
	on, err := c.in.elements(deps)
	if err != nil {
		return nil, err
	}
	for _, d := range on {
		at, err := c.hashed(d, c.ns(ns))
		if err != nil {
			return nil, err
		}
		keys, err := c.dependents(depPrefix + at)
		if err != nil {
			return nil, err
		}
		for _, k := range keys {
			if s, ok := k.(string); ok {
				gone = append(gone, s)
			}
		}
		gone = append(gone, depPrefix+at)
	}
	for _, k := range gone {
		if err := c.in.drop(k); err != nil {
			return nil, c.in.wrapped(err)
		}
	}
	return starlark.None, nil
}

func (c *client) invalidateAll(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
		return nil, err
	}
	if c.in.options.Flush == nil {
		return nil, c.in.raise("StoreError", "the store is not to be emptied")
	}
	return starlark.None, c.in.wrapped(c.in.options.Flush(c.in.ctx))
}

func (c *client) keys(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var ns starlark.Value = starlark.None
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "ns?", &ns); err != nil {
		return nil, err
	}
	if !c.trackKeys {
		return nil, c.in.raise("NotImplementedError", "trackKeys not enabled")
	}
	out := starlark.NewSet(0)
	for _, k := range c.tracked[fmt.Sprint(c.ns(ns))] {
		stamp, err := c.stamp(k, ns)
		if err != nil {
			return nil, err
		}
		if _, ok, err := c.in.load(stamp); err != nil {
			return nil, c.in.wrapped(err)
		} else if ok {
			if err := out.Insert(k); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func (c *client) statistics(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
		return nil, err
	}
	var all []starlark.Value
	for _, s := range c.in.options.Root.Store().Servers(c.in.ctx) {
		if s.Err != nil {
			continue
		}
		d := c.in.newDict()
		for _, n := range sortedNames(s.Stats) {
			_ = d.own.SetKey(starlark.String(n), starlark.String(s.Stats[n])) // a text can be a key
		}
		all = append(all, starlark.Tuple{starlark.String(s.Name + " (1)"), d})
	}
	return c.in.newList(all), nil
}

package modules

import (
	"time"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/session/format/lovely"
)

// client is a MemcachedClient. It tracks neither keys nor what they depend on.
type client struct {
	*object.Instance
	lib       *library
	namespace string
	lifetime  starlark.Value
}

// clientModule returns the module lovely.memcached.utility.
func (lib *library) clientModule() *object.Module {
	class := object.NewClass("lovely.memcached.utility", "MemcachedClient", object.Object)
	class.New = func(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return lib.newClient(class, args, kwargs)
	}
	return &object.Module{Name: class.Module(), Members: map[string]starlark.Value{class.Name(): class}}
}

func (lib *library) newClient(class *object.Class, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var age, ns, servers starlark.Value
	trackKeys := false
	c := &client{Instance: object.NewInstance(class), lib: lib, lifetime: starlark.MakeInt(3600)}
	err := starlark.UnpackArgs(class.Name(), args, kwargs, "servers??", &servers, "defaultAge??", &age, "defaultNS??", &ns, "trackKeys??", &trackKeys, "defaultLifetime??", &c.lifetime)
	if err != nil {
		return nil, err
	}
	c.Host = c
	if servers != nil {
		if err := c.setServers(servers); err != nil {
			return nil, err
		}
	}
	if ns != nil {
		if err := c.setNamespace(ns); err != nil {
			return nil, err
		}
	}
	if err := c.setTrackKeys(starlark.Bool(trackKeys)); err != nil {
		return nil, err
	}
	c.Property("servers", func() (starlark.Value, error) { return c.servers(), nil }, c.setServers)
	c.Property("defaultLifetime", func() (starlark.Value, error) { return c.lifetime, nil }, func(v starlark.Value) error { c.lifetime = v; return nil })
	c.Property("trackKeys", func() (starlark.Value, error) { return starlark.False, nil }, c.setTrackKeys)
	c.Property("defaultNS", func() (starlark.Value, error) {
		if c.namespace == "" {
			return starlark.None, nil
		}
		return starlark.String(c.namespace), nil
	}, c.setNamespace)
	for name, f := range map[string]object.Function{
		"set": c.put, "query": c.query, "invalidate": c.invalidate, "invalidateAll": object.NoArgs(c.invalidateAll), "keys": c.keys, "getStatistics": object.NoArgs(c.statistics),
	} {
		c.Method(name, f)
	}
	return c.Instance, nil
}

func (c *client) setTrackKeys(v starlark.Value) error {
	if v.Truth() {
		return object.Raise("NotImplementedError", "sessh tracks no keys")
	}
	return nil
}

func (c *client) setNamespace(v starlark.Value) error {
	s, ok := starlark.AsString(v)
	if !ok && v != starlark.None {
		return object.Raise("TypeError", "a namespace is a string, not a '%s'", object.TypeName(v))
	}
	c.namespace = s
	return nil
}

// client returns the client that is registered under a name.
func (lib *library) client(name string) *client {
	for k, v := range lib.utilities {
		if o, ok := v.(*object.Instance); ok && k.name == name {
			if c, ok := o.Host.(*client); ok {
				return c
			}
		}
	}
	return nil
}

// key returns the key in memcached for a key of the application.
func (c *client) key(key starlark.Value, ns starlark.Value, raw bool) (string, error) {
	namespace := c.ns(ns)
	if raw {
		text, ok := starlark.AsString(key)
		if !ok {
			return "", object.Raise("ValueError", "%s", object.Repr(key))
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
	k, err := c.lib.Plain(key)
	if err != nil {
		return "", err
	}
	text, err := lovely.CacheKey(namespace, k)
	return text, object.Wrap(err)
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
	if err := noDependencies(deps); err != nil {
		return nil, err
	}
	seconds, err := starlark.AsInt32(lifetime)
	if err != nil {
		return nil, object.Raise("TypeError", "a lifetime is a number of seconds, not %s", object.Repr(lifetime))
	}
	text, err := c.key(key, orNone(ns), raw)
	if err != nil {
		return nil, err
	}
	value, err := c.encode(data, raw)
	if err != nil {
		return nil, err
	}
	if err := c.lib.store(text, value, time.Duration(seconds)*time.Second); err != nil {
		return nil, object.Wrap(err)
	}
	return starlark.String(text), nil
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
		return nil, object.Raise("TypeError", "a raw value is a string, not a '%s'", object.TypeName(data))
	}
	v, err := c.lib.Plain(data)
	if err != nil {
		return nil, err
	}
	value, err := lovely.Dumps(v)
	return value, object.Wrap(err)
}

// noDependencies returns an error if there are dependencies, which sessh does not
// keep.
func noDependencies(v starlark.Value) error {
	if v != nil && v != starlark.None && starlark.Len(v) != 0 {
		return object.Raise("NotImplementedError", "sessh keeps no dependencies")
	}
	return nil
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
	value, ok, err := c.lib.load(text)
	switch {
	case err != nil:
		return nil, object.Wrap(err)
	case !ok:
		return other, nil
	case raw:
		return starlark.String(value), nil
	}
	v, err := lovely.Loads(value)
	if err != nil {
		return nil, object.Raise("ValueError", "%s: %v", text, err)
	}
	return c.lib.Free(v), nil
}

func (c *client) invalidate(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var key, ns, deps starlark.Value = starlark.None, starlark.None, starlark.None
	raw := false
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "key?", &key, "ns?", &ns, "raw?", &raw, "dependencies?", &deps); err != nil {
		return nil, err
	}
	if err := noDependencies(deps); err != nil || key == starlark.None {
		return starlark.None, err
	}
	text, err := c.key(key, ns, raw)
	if err != nil {
		return nil, err
	}
	return starlark.None, object.Wrap(c.lib.drop(text))
}

func (c *client) invalidateAll() (starlark.Value, error) {
	if c.lib.options.Flush == nil {
		return nil, object.Raise("StoreError", "the store is not to be emptied")
	}
	return starlark.None, object.Wrap(c.lib.options.Flush(c.lib.Context()))
}

func (c *client) keys(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var ns starlark.Value = starlark.None
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "ns?", &ns); err != nil {
		return nil, err
	}
	return nil, object.Raise("NotImplementedError", "trackKeys not enabled")
}

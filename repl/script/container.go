package script

import (
	"time"

	"go.starlark.net/starlark"

	"sessh/session"
	"sessh/session/format/lovely"
)

// lovelySession is the module lovely.session.memcached.
func (in *Interp) lovelySession() *Module {
	const module = "lovely.session.memcached"
	in.pkgData = &Class{module: module, name: "MemCachePkgData", base: in.classes["dict"], new: in.newDictOf}
	in.classes["MemCacheSessionData"] = &Class{module: module, name: "MemCacheSessionData", base: in.classes["dict"], new: in.newDictOf}
	in.classes["DataManager"] = &Class{module: module, name: "DataManager", base: in.classes["object"]}
	container := &Class{module: module, name: "MemCachedSessionDataContainer", base: in.classes["object"]}
	container.new = func(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return in.newContainer(container), starlark.UnpackArgs(container.name, args, kwargs)
	}
	in.classes[container.name] = container
	return &Module{name: module, members: map[string]starlark.Value{
		container.name: container, "MemCacheSessionData": in.classes["MemCacheSessionData"], "MemCachePkgData": in.pkgData,
		"DataManager": in.classes["DataManager"],
	}}
}

// Container is a session data container: a mapping from session ids to the
// data of their sessions.
type Container struct {
	*Instance
	in        *Interp
	cacheName string
	name      string
	timeout   time.Duration
}

var _ starlark.Mapping = (*Container)(nil)

func (in *Interp) newContainer(class *Class) *Container {
	c := &Container{Instance: newInstance(class), in: in, timeout: session.DefaultTimeout}
	resolution, accessed := starlark.MakeInt(300), starlark.MakeInt(0)
	c.text("cacheName", &c.cacheName)
	c.text("__name__", &c.name)
	c.get["timeout"] = func() (starlark.Value, error) { return starlark.MakeInt64(int64(c.timeout / time.Second)), nil }
	c.set["timeout"] = func(v starlark.Value) error {
		n, err := starlark.AsInt32(v)
		if err != nil || n < 0 {
			return in.raise("ValueError", "a timeout is a number of seconds, not %s", repr(v, python3))
		}
		c.timeout = time.Duration(n) * time.Second
		return nil
	}
	for name, p := range map[string]*starlark.Int{"resolution": &resolution, "lastAccessTime": &accessed} {
		c.get[name] = func() (starlark.Value, error) { return *p, nil }
		c.set[name] = func(v starlark.Value) error {
			n, err := starlark.NumberToInt(v)
			if err != nil {
				return in.raise("ValueError", "%s is a number of seconds, not %s", name, repr(v, python3))
			}
			*p = n
			return nil
		}
	}
	c.method("get", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var id starlark.Value
		var other starlark.Value = starlark.None
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &id, &other); err != nil {
			return nil, err
		}
		ok, err := c.has(id)
		if err != nil || !bool(ok.Truth()) {
			return other, err
		}
		v, _, err := c.Get(id)
		return v, err
	})
	c.method("items", c.items)
	c.method("keys", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var ids []starlark.Value
		for _, s := range c.open() {
			ids = append(ids, starlark.String(s.ID()))
		}
		return in.newList(ids), starlark.UnpackArgs(b.Name(), args, kwargs)
	})
	return c
}

// text is an attribute that is a text.
func (c *Container) text(name string, p *string) {
	c.get[name] = func() (starlark.Value, error) { return starlark.String(*p), nil }
	c.set[name] = func(v starlark.Value) error {
		s, ok := starlark.AsString(v)
		if !ok {
			return c.in.raise("TypeError", "%s is a string, not a '%s'", name, typeName(v))
		}
		*p = s
		return nil
	}
}

// container is the container of the shell that this one stands for.
func (c *Container) container() (*session.Container, error) {
	if c.name == "" {
		return nil, c.in.raise("ValueError", "the container has no name: set its __name__ first")
	}
	f := lovely.Format{}
	if client := c.in.client(c.cacheName); client != nil {
		f.Namespace = client.namespace
	}
	timeout := c.timeout
	if timeout == 0 {
		timeout = session.TTLNever
	}
	return c.in.options.Root.ContainerIn(c.name, f).WithTimeout(timeout), nil
}

// Get is c[id]: the data of the session, which is created on retrieval.
func (c *Container) Get(k starlark.Value) (starlark.Value, bool, error) {
	id, ok := starlark.AsString(k)
	if !ok {
		return nil, false, c.in.raise("TypeError", "a session id is a string, not a '%s'", typeName(k))
	}
	of, err := c.container()
	if err != nil {
		return nil, false, err
	}
	s, err := c.in.session(of, id)
	if err != nil {
		return nil, false, err
	}
	if _, err := s.Data(); err != nil {
		return nil, false, c.in.wrapped(err)
	}
	return c.in.sessionData(s), true, nil
}

func (in *Interp) sessionData(s *session.Session) *Dict {
	return &Dict{in: in, class: in.classes["MemCacheSessionData"], session: s, at: in.placeOf(s)}
}

// has reports whether there is such a session.
func (c *Container) has(k starlark.Value) (starlark.Value, error) {
	id, ok := starlark.AsString(k)
	if !ok {
		return starlark.False, nil
	}
	of, err := c.container()
	if err != nil {
		return nil, err
	}
	s, err := c.in.session(of, id)
	if err != nil {
		return nil, err
	}
	return starlark.Bool(s.Exists()), nil
}

// open are the sessions of the container that the transaction has open.
func (c *Container) open() []*session.Session {
	tx := c.in.options.Manager.Current()
	of, err := c.container()
	if tx == nil || err != nil {
		return nil
	}
	var all []*session.Session
	for _, s := range c.in.options.Root.Work(tx).Sessions() {
		if s.Container().Same(of) {
			all = append(all, s)
		}
	}
	return all
}

func (c *Container) items(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
		return nil, err
	}
	var all []starlark.Value
	for _, s := range c.open() {
		m := newInstance(c.in.classes["DataManager"])
		m.host = s
		m.value("id", starlark.String(s.ID()))
		m.get["data"] = func() (starlark.Value, error) { return c.in.sessionData(s), nil }
		m.value("sortKey", builtin("sortKey", func(*starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
			return starlark.String(c.name + "/" + s.ID()), nil
		}))
		all = append(all, starlark.Tuple{starlark.String(s.ID()), m})
	}
	return c.in.newList(all), nil
}

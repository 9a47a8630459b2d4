package modules

import (
	"time"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/session"
	"sessh/session/format/lovely"
	"sessh/session/storage"
)

// lovelySession returns the module lovely.session.memcached.
func (lib *library) lovelySession() *object.Module {
	const module = "lovely.session.memcached"
	base := lib.Classes["dict"]
	lib.PackageClass = object.NewClass(module, "MemCachePkgData", base)
	lib.SessionClass = object.NewClass(module, "MemCacheSessionData", base)
	lib.PackageClass.New, lib.SessionClass.New = lib.DictOf, lib.DictOf
	lib.managerClass = object.NewClass(module, "DataManager", object.Object)
	container := object.NewClass(module, "MemCachedSessionDataContainer", object.Object)
	container.New = func(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return lib.newContainer(container), starlark.UnpackArgs(container.Name(), args, kwargs)
	}
	members := make(map[string]starlark.Value)
	for _, c := range []*object.Class{container, lib.SessionClass, lib.PackageClass, lib.managerClass} {
		members[c.Name()] = c
	}
	return &object.Module{Name: module, Members: members}
}

// Container is a session data container: a mapping from session ids to the
// data of their sessions.
type Container struct {
	*object.Instance
	lib       *library
	cacheName string
	name      string
	timeout   time.Duration
}

var _ starlark.Mapping = (*Container)(nil)

func (lib *library) newContainer(class *object.Class) *Container {
	c := &Container{Instance: object.NewInstance(class), lib: lib, timeout: session.DefaultTimeout}
	resolution, accessed := starlark.MakeInt(300), starlark.MakeInt(0)
	c.text("cacheName", &c.cacheName)
	c.text("__name__", &c.name)
	c.Property("timeout", func() (starlark.Value, error) { return starlark.MakeInt64(int64(c.timeout / time.Second)), nil }, func(v starlark.Value) error {
		n, err := starlark.AsInt32(v)
		if err != nil || n < 0 {
			return object.Raise("ValueError", "a timeout is a number of seconds, not %s", object.Repr(v))
		}
		c.timeout = time.Duration(n) * time.Second
		return nil
	})
	for name, p := range map[string]*starlark.Int{"resolution": &resolution, "lastAccessTime": &accessed} {
		c.Property(name, func() (starlark.Value, error) { return *p, nil }, func(v starlark.Value) error {
			n, err := starlark.NumberToInt(v)
			if err != nil {
				return object.Raise("ValueError", "%s is a number of seconds, not %s", name, object.Repr(v))
			}
			*p = n
			return nil
		})
	}
	c.Method("get", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var id starlark.Value
		var other starlark.Value = starlark.None
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &id, &other); err != nil {
			return nil, err
		}
		ok, err := c.Contains(id)
		if err != nil || !ok {
			return other, err
		}
		v, _, err := c.Get(id)
		return v, err
	})
	c.Method("items", object.NoArgs(c.items))
	c.Method("keys", object.NoArgs(func() (starlark.Value, error) {
		var ids []starlark.Value
		for _, s := range c.open() {
			ids = append(ids, starlark.String(s.ID()))
		}
		return lib.NewList(ids), nil
	}))
	return c
}

// text adds an attribute that is a string.
func (c *Container) text(name string, p *string) {
	c.Property(name, func() (starlark.Value, error) { return starlark.String(*p), nil }, func(v starlark.Value) error {
		s, ok := starlark.AsString(v)
		if !ok {
			return object.Raise("TypeError", "%s is a string, not a '%s'", name, object.TypeName(v))
		}
		*p = s
		return nil
	})
}

// container returns the container that c stands for.
func (c *Container) container() (*session.Container, error) {
	if c.name == "" {
		return nil, object.Raise("ValueError", "the container has no name: set its __name__ first")
	}
	f := lovely.Format{}
	if client := c.lib.client(c.cacheName); client != nil {
		f.Namespace = client.namespace
	}
	timeout := c.timeout
	if timeout == 0 {
		timeout = storage.TTLNever
	}
	return c.lib.options.Root.ContainerIn(c.name, f).WithTimeout(timeout), nil
}

// Get is c[id]: the data of the session, which is created on retrieval.
func (c *Container) Get(k starlark.Value) (starlark.Value, bool, error) {
	id, ok := starlark.AsString(k)
	if !ok {
		return nil, false, object.Raise("TypeError", "a session id is a string, not a '%s'", object.TypeName(k))
	}
	of, err := c.container()
	if err != nil {
		return nil, false, err
	}
	s, err := c.lib.Session(of, id)
	if err != nil {
		return nil, false, err
	}
	if _, err := s.Data(); err != nil {
		return nil, false, object.Wrap(err)
	}
	return c.lib.SessionData(s), true, nil
}

// Contains reports whether there is such a session.
func (c *Container) Contains(k starlark.Value) (bool, error) {
	id, ok := starlark.AsString(k)
	if !ok {
		return false, nil
	}
	of, err := c.container()
	if err != nil {
		return false, err
	}
	s, err := c.lib.Session(of, id)
	if err != nil {
		return false, err
	}
	return s.Exists(), nil
}

// open returns the sessions of the container that are open in the transaction.
func (c *Container) open() []*session.Session {
	tx := c.lib.Manager.Current()
	of, err := c.container()
	if tx == nil || err != nil {
		return nil
	}
	var all []*session.Session
	for _, s := range c.lib.options.Root.Work(tx).Sessions() {
		if s.Container().Same(of) {
			all = append(all, s)
		}
	}
	return all
}

func (c *Container) items() (starlark.Value, error) {
	var all []starlark.Value
	for _, s := range c.open() {
		m := object.NewInstance(c.lib.managerClass)
		m.Host = s
		m.Value("id", starlark.String(s.ID()))
		m.Property("data", func() (starlark.Value, error) { return c.lib.SessionData(s), nil }, nil)
		m.Value("sortKey", object.Builtin("sortKey", func(*starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
			return starlark.String(c.name + "/" + s.ID()), nil
		}))
		all = append(all, starlark.Tuple{starlark.String(s.ID()), m})
	}
	return c.lib.NewList(all), nil
}

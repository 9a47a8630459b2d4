package modules

import (
	"math"
	"time"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/session"
	"sessh/session/figure"
	"sessh/session/format/lovely"
	"sessh/session/storage"
	"sessh/txn"
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
//
// Its timeout is the lifetime that a commit gives to the sessions, and also a limit
// on the time between two accesses to the container. When that is over, a session
// that is open in the transaction is a new, empty one at the next access.
type Container struct {
	*object.Instance
	lib       *library
	cacheName string
	name      string
	// timeout, resolution and accessed are in seconds. Nothing depends on the
	// resolution.
	timeout, resolution, accessed int64

	tx    *txn.Tx // that the sessions in given are open in
	given map[string]*session.Session
}

var _ starlark.Mapping = (*Container)(nil)

func (lib *library) newContainer(class *object.Class) *Container {
	c := &Container{
		Instance: object.NewInstance(class), lib: lib,
		timeout: int64(session.DefaultTimeout / time.Second), resolution: 300, accessed: lib.options.Now().Unix(),
	}
	c.text("cacheName", &c.cacheName)
	c.text("__name__", &c.name)
	c.seconds("timeout", &c.timeout, 0, math.MaxInt32)
	c.seconds("resolution", &c.resolution, math.MinInt32, math.MaxInt32)
	c.seconds("lastAccessTime", &c.accessed, -maxTime, maxTime)
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

// maxTime is a time after all others, in seconds.
const maxTime = 1 << 50

// seconds adds an attribute that is a number of seconds.
func (c *Container) seconds(name string, p *int64, least, most int64) {
	c.Property(name, func() (starlark.Value, error) { return starlark.MakeInt64(*p), nil }, func(v starlark.Value) error {
		var n int64
		i, err := starlark.NumberToInt(v)
		if err == nil {
			err = starlark.AsInt(i, &n)
		}
		if err != nil || n < least || n > most {
			return object.Raise("ValueError", "%s is a number of seconds, not %s", name, object.Repr(v))
		}
		*p = n
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
	return c.lib.options.Root.ContainerIn(c.name, f).WithLifetime(c.lifetime), nil
}

// lifetime returns what a commit gives to sessions.
func (c *Container) lifetime() time.Duration {
	if c.timeout == 0 {
		return storage.TTLNever
	}
	return time.Duration(c.timeout) * time.Second
}

// access notes an access to a session that was opened. If it comes too late after the
// last one to the container, a session that was given out before in the transaction is
// made a new one.
func (c *Container) access(s *session.Session) error {
	now := c.lib.options.Now().Unix()
	if c.tx != s.Tx() {
		c.tx, c.given = s.Tx(), make(map[string]*session.Session)
	}
	late := now-c.accessed >= c.timeout && c.given[s.ID()] == s
	if n := len(s.Changes()); late && (n > 0 || s.Exists()) {
		if err := s.Renew(); err != nil {
			return err
		}
		if n > 0 {
			c.lib.options.Note("note: %s dropped: %s was not accessed for %s, the timeout of its container; undo brings %s back", figure.Count(n, "change"), s.Path(), figure.Duration(c.lifetime()), figure.Them(n))
		}
	}
	c.given[s.ID()], c.accessed = s, now
	return nil
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
	if err := c.access(s); err != nil {
		return nil, false, object.Wrap(err)
	}
	return c.lib.SessionData(s), true, nil
}

// Contains reports whether there is such a session. It opens none.
func (c *Container) Contains(k starlark.Value) (bool, error) {
	id, ok := starlark.AsString(k)
	if !ok {
		return false, nil
	}
	of, err := c.container()
	if err != nil {
		return false, err
	}
	s, err := of.View(c.lib.Context(), c.lib.Manager.Tx(), id)
	if err != nil {
		return false, object.Wrap(err)
	}
	return s[0].Exists(), nil
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

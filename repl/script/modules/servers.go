package modules

import (
	"cmp"
	"maps"
	"slices"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// defaultServer is the server of a client that names none. The store in memory stands
// for it.
const defaultServer = "127.0.0.1:11211"

// addresses returns the servers of the store, as clients call them.
func (c *client) addresses(all []storage.Server) []string {
	names := make([]string, len(all))
	for i, s := range all {
		if names[i] = s.Name; s.Name == memstore.Name {
			names[i] = defaultServer
		}
	}
	return names
}

// servers returns those that sessh was started with, which the client uses.
func (c *client) servers() *value.List {
	var all []starlark.Value
	for _, name := range c.addresses(c.lib.options.Root.Store().Servers(c.lib.Context())) {
		all = append(all, starlark.String(name))
	}
	return c.lib.NewList(all)
}

// setServers refuses other servers.
func (c *client) setServers(v starlark.Value) error {
	have := c.servers()
	if object.Repr(v) == object.Repr(have) {
		return nil
	}
	return object.Raise("NotImplementedError", "the servers are those that sessh was started with, %s, and cannot be set to %s", object.Repr(have), object.Repr(v))
}

// statistics returns the counters of each server. Their order is any in Python; total_items,
// which documents show, comes first.
func (c *client) statistics() (starlark.Value, error) {
	var all []starlark.Value
	servers := c.lib.options.Root.Store().Servers(c.lib.Context())
	addresses := c.addresses(servers)
	for i, s := range servers {
		if s.Err != nil {
			continue
		}
		d := c.lib.NewDict()
		names := slices.SortedFunc(maps.Keys(s.Stats), func(a, b string) int {
			return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
		})
		for _, n := range names {
			if err := d.SetKey(starlark.String(n), starlark.String(s.Stats[n])); err != nil {
				return nil, err
			}
		}
		all = append(all, starlark.Tuple{starlark.String(addresses[i] + " (1)"), d})
	}
	return c.lib.NewList(all), nil
}

func rank(counter string) int {
	if counter == "total_items" {
		return 0
	}
	return 1
}

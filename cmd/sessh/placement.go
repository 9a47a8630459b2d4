package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"sessh/repl/screen"
	"sessh/session/listing"
	"sessh/session/memcached/scheme"
	"sessh/session/memcached/server"
)

// scheme returns the name of the hash scheme in use.
func (s *settings) scheme() string { return cmp.Or(s.hash, scheme.All()[0].Name) }

// misplaced words what it means that sessions are not on the servers where the scheme
// puts them, and what to try.
func (s *settings) misplaced(ctx context.Context, m *listing.Misplaced) (note, hint string) {
	first := s.scheme()
	note = fmt.Sprintf("%d of %d items are not on the server where --hash %s puts them: they are found, but new ones go where the application may not look", m.Astray, m.Items, first)
	addresses, err := server.Parse(s.servers)
	if err != nil {
		return note, ""
	}
	names, byName := make([]string, len(addresses)), make(map[string]int)
	for i, a := range addresses {
		names[i], byName[a.Name] = a.Target, i
	}
	at := make(map[string][]int, len(m.At))
	for key, servers := range m.At {
		for _, name := range servers {
			at[key] = append(at[key], byName[name])
		}
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	g, ok := scheme.Find(first, names, func(name string) []string { return otherNames(ctx, name) }, at)
	if !ok {
		return note, "is --hash the scheme of the application's client, and are the servers named, and ordered, as in its configuration? To rings like ketama, localhost and 127.0.0.1 are two servers"
	}
	hint = "--hash " + g.Scheme
	if !slices.Equal(g.Servers, names) {
		servers := make([]string, len(names))
		for i, name := range g.Servers {
			if servers[i] = name; name == names[g.Order[i]] { // as it was given
				servers[i] = addresses[g.Order[i]].Name
			}
		}
		hint += " --server " + screen.Safe(strings.Join(servers, ","))
	}
	return note, hint + " fits all items that were looked at"
}

// otherNames are other ways to write a server's name.
func otherNames(ctx context.Context, server string) (others []string) {
	host, port, err := net.SplitHostPort(server)
	if err != nil {
		return nil
	}
	add := func(name string) {
		name = net.JoinHostPort(strings.TrimSuffix(name, "."), port)
		if name != server && !slices.Contains(others, name) {
			others = append(others, name)
		}
	}
	ip := net.ParseIP(host)
	if host == "localhost" || ip.IsLoopback() {
		add("localhost")
		add("127.0.0.1")
		return others
	}
	if ip != nil {
		names, _ := net.DefaultResolver.LookupAddr(ctx, host)
		for _, name := range names {
			add(name)
			short, _, _ := strings.Cut(name, ".")
			add(short)
		}
		return others
	}
	addresses, _ := net.DefaultResolver.LookupHost(ctx, host)
	for _, a := range addresses {
		add(a)
	}
	return others
}

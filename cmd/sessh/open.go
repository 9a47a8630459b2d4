package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sessh/repl"
	"sessh/repl/report"
	"sessh/repl/screen"
	"sessh/session/demo"
	"sessh/session/memcached"
	"sessh/session/memcached/scheme"
	"sessh/session/memcached/server"
	"sessh/session/storage"
)

// pick returns the scheme by which keys are spread over the servers.
func (s *settings) pick(servers []string) (func(string, int) int, error) {
	addresses, err := server.Parse(servers)
	if err != nil {
		return nil, s.blame("server", err)
	}
	names := make([]string, len(addresses))
	for i, a := range addresses {
		names[i] = a.Target
	}
	pick, err := scheme.New(s.hash, names)
	if err != nil {
		return nil, err
	}
	return func(key string, _ int) int { return pick(key) }, nil
}

// open opens the store. If it cannot, it reports why, and returns nil and the exit status.
func (s *settings) open(ctx context.Context, words []string) (storage.Store, int) {
	store, met, status := s.beginToOpen(ctx, words)
	if store == nil {
		return nil, status
	}
	if status = met(); status != report.Done {
		return nil, status
	}
	return store, report.Done
}

// beginToOpen is open, but does not wait for the servers: met does, and must be called. It returns the exit
// status; if that is not [report.Done], it has reported why, and closed the store.
func (s *settings) beginToOpen(ctx context.Context, words []string) (store storage.Store, met func() int, status int) {
	done := func() int { return report.Done }
	servers := s.servers
	switch {
	case repl.Offline(words), len(servers) == 0 && !s.demo:
		s.servers = nil
		return repl.NewMemory(), done, report.Done
	case s.demo:
		store, err := demo.New(ctx)
		if err != nil {
			return nil, nil, s.fail(err, "")
		}
		return store, done, report.Done
	}
	o := memcached.Options{Timeout: s.timeout, Grace: s.grace, User: s.user}
	var err error
	if o.TLS, err = s.tlsConfig(); err == nil {
		o.Password, err = s.password()
	}
	if err != nil {
		return nil, nil, s.fail(err, "")
	}
	if o.Pick, err = s.pick(servers); err != nil {
		s.fail(err, adviceOn(err, false))
		return nil, nil, report.Usage
	}
	opened, err := memcached.New(servers, o)
	if err != nil {
		s.fail(err, "")
		return nil, nil, report.Usage
	}
	s.servers = opened.Names()
	reached := make(chan reach, 1)
	go func() { reached <- meet(ctx, opened) }()
	return opened, func() int {
		status := s.reachedBy(<-reached, words)
		if status != report.Done {
			opened.Close()
		}
		return status
	}, report.Done
}

// reachLonger is how long the other servers are waited for at the start, once one has answered.
const reachLonger = 100 * time.Millisecond

// reach is which servers answer at the start.
type reach struct {
	unresolved error
	servers    []storage.Server
}

func meet(ctx context.Context, store *memcached.Store) (r reach) {
	if r.unresolved = store.Resolve(ctx); r.unresolved == nil {
		r.servers = store.Reach(ctx, reachLonger)
	}
	return r
}

// reachedBy notes which servers do not answer. If none does, it reports that. It returns the exit status.
func (s *settings) reachedBy(r reach, words []string) int {
	switch {
	case r.unresolved == nil:
	case !errors.Is(r.unresolved, storage.ErrUnreachable):
		s.fail(r.unresolved, "")
		return report.Usage
	default:
		return s.fail(r.unresolved, "is the name right? without --server sessh works in its own memory")
	}
	down := 0
	var notes []string
	for _, srv := range r.servers {
		if srv.Err == nil {
			continue
		}
		if errors.Is(srv.Err, server.ErrNoSignIn) {
			s.fail(srv.Err, "leave out --user")
			return report.Usage
		}
		if repl.ExplainsFailure(words) && errors.Is(srv.Err, storage.ErrFull) {
			continue
		}
		if down++; down == len(s.servers) {
			return s.fail(srv.Err, s.unreachedHint(srv.Err))
		}
		notes = append(notes, screen.Safe(srv.Err.Error()))
	}
	for _, n := range notes {
		fmt.Fprintf(s.stderr, "note: %s\n", n)
	}
	return report.Done
}

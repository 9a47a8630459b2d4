package health

import (
	"context"
	"errors"
	"time"

	"sessh/session"
	"sessh/session/storage"
)

// A Log is what the servers' logs said for a while.
type Log struct {
	// Servers are those that report, by name, with whether their logs left lines out.
	Servers map[string]bool
	// Events are what happened to sessions, by container.
	Events map[string]*Events
}

// Events are what happened to the sessions of a container.
type Events struct {
	Stored  int           // how often one was stored
	Over    int           // of these, how often its lifetime was over at once
	OverID  string        // a session of that kind
	Evicted int           // how many were evicted that had time left
	Left    time.Duration // the longest time that one of these had left; [storage.TTLNever] if it was never to expire
}

// Listen listens to the logs of all servers until ctx ends. An error is about a server that does not
// report.
func Listen(ctx context.Context, root *session.Root) (*Log, error) {
	l := &Log{Servers: make(map[string]bool), Events: make(map[string]*Events)}
	var errs []error
	for r, err := range storage.AbilitiesOf(root.Store()).Watch(ctx, storage.LogWrites) {
		switch {
		case err != nil && ctx.Err() == nil:
			errs = append(errs, err)
		case err != nil:
		case r.Kind == storage.Began:
			l.Servers[r.Server] = false
		case r.Kind == storage.Skipped:
			l.Servers[r.Server] = true
		default:
			l.add(root, &r)
		}
	}
	return l, errors.Join(errs...)
}

func (l *Log) add(root *session.Root, r *storage.Report) {
	name, id := sessionOf(root, r.Key)
	if name == "" {
		return
	}
	e := l.Events[name]
	if e == nil {
		e = new(Events)
		l.Events[name] = e
	}
	switch r.Kind {
	case storage.Stored:
		e.Stored++
		if r.TTL < 0 && r.TTL != storage.TTLUnknown && !isRemoval(r) {
			e.Over++
			e.OverID = id
		}
	case storage.Evicted:
		if r.TTL < 0 {
			return
		}
		if e.Evicted++; e.Evicted == 1 || r.TTL == storage.TTLNever || e.Left != storage.TTLNever && r.TTL > e.Left {
			e.Left = r.TTL
		}
	}
}

// isRemoval reports whether an item was stored only to remove what was there, as this program does:
// without a value, on the condition of a version.
func isRemoval(r *storage.Report) bool { return r.Command == "cas" && r.Size <= len("\r\n") }

// sessionOf returns the session that an item is or may be, as far as its key says; "" if it is none.
func sessionOf(root *session.Root, key string) (container, id string) {
	for _, e := range root.Catalog().May(key) {
		if !e.Format.Traits().Raw {
			return e.Container, e.ID
		}
	}
	return "", ""
}

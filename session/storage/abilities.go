package storage

import (
	"context"
	"iter"
)

// Abilities are what some stores can do beyond the other methods of [Store]. A field is
// nil if the store lacks the ability. The zero value suits a single server that reports
// nothing by itself.
//
// They are a struct, and not interfaces that a store may also implement, for the sake of
// stores that wrap another one. A wrapper that embeds the inner Store passes on all of
// them, those that are added later included. One that changes an ability takes the inner
// store's, and replaces that field:
//
//	func (w *wrapper) Abilities() storage.Abilities {
//		a := w.Store.Abilities()
//		a.Notes = nil
//		return a
//	}
//
// [sessh/session/storetest.RunWrapper] checks that a wrapper loses none.
type Abilities struct {
	// Locator reports which of several servers an item is on.
	Locator Locator

	// ListNames is List for callers that need only Key and Server, and costs less.
	ListNames func(ctx context.Context) iter.Seq2[Listed, error]

	// Watch yields what the servers report of what any client does, until ctx ends, and a
	// report with Kind [Began] for each server that has begun, again if it was not reached
	// meanwhile. Not every change is reported (expiry is not), so callers must also poll. A
	// server that cannot report yields an error that wraps [ErrUnsupported]; one that is not
	// reached yields another, and is tried again.
	Watch func(ctx context.Context, what Log) iter.Seq2[Report, error]

	// Counters returns what Servers does, with the counters of a group in Stats: "settings",
	// "items" or "slabs", or "" for the general ones. A server that does not have the group
	// has an Err that wraps [ErrUnsupported]. Servers asks those, too, that have just not
	// answered.
	Counters func(ctx context.Context, group string) []Server

	// CanRemove returns the reason why the item under key cannot be removed, whatever its
	// version; nil if it can.
	CanRemove func(ctx context.Context, key string) error

	// Refuses returns the reason why the store takes no writes at all, as far as it knows
	// without asking; nil if it takes them.
	Refuses func() error

	// Notes returns what users should know that is not an error, since the last call: that
	// a listing cannot be complete, for one. Each note is returned once.
	Notes func() []string
}

// A Locator reports which of a store's servers an item is on. Items under one key can be on
// several of them: replicas, which the application's client writes beside the item that it
// reads, or items left behind by an earlier list of servers. The item that Load reads is
// the session; the others are its copies.
type Locator interface {
	// Home returns the name of the server that the item under key is on, as far as is
	// known, or would be written to.
	Home(key string) string

	// Chosen returns the name of the server on which the application looks for key; "" if
	// that is not known.
	Chosen(key string) string

	// Copies finds the copies of items: copies[i] are those of items[i], each with its
	// server. Only Key and Server of an item are used. need is as in Load. The error joins
	// a [Error] for each server that could not be asked; the answers of the others
	// stand.
	Copies(ctx context.Context, items []*Item, need Need) (copies [][]*Item, err error)

	// LoadAt is Load for items on known servers: each is looked for on its Server and on
	// no other. Only Key and Server of an item are used.
	LoadAt(ctx context.Context, items []*Item, need Need) []Loaded
}

// Notes returns the notes of a store; see [Abilities].
func Notes(s Store) []string { return AbilitiesOf(s).Notes() }

// Refuses returns the reason why a store takes no writes; see [Abilities].
func Refuses(s Store) error { return AbilitiesOf(s).Refuses() }

// AbilitiesOf returns the store's abilities, with a substitute for each that it lacks.
func AbilitiesOf(s Store) Abilities {
	a := s.Abilities()
	if a.Locator == nil {
		a.Locator = oneServer{s}
	}
	if a.ListNames == nil {
		a.ListNames = s.List
	}
	if a.Watch == nil {
		a.Watch = func(context.Context, Log) iter.Seq2[Report, error] {
			return func(yield func(Report, error) bool) { yield(Report{}, ErrUnsupported) }
		}
	}
	if a.Counters == nil {
		a.Counters = func(ctx context.Context, group string) []Server {
			all := s.Servers(ctx)
			if group == "" {
				return all
			}
			for i := range all {
				all[i].Stats = nil
				if all[i].Err == nil {
					all[i].Err = ErrUnsupported
				}
			}
			return all
		}
	}
	if a.CanRemove == nil {
		a.CanRemove = func(context.Context, string) error { return nil }
	}
	if a.Refuses == nil {
		a.Refuses = func() error { return nil }
	}
	if a.Notes == nil {
		a.Notes = func() []string { return nil }
	}
	return a
}

// oneServer is the [Locator] of a store that does not know where its items are.
type oneServer struct{ store Store }

func (oneServer) Home(string) string   { return "" }
func (oneServer) Chosen(string) string { return "" }

func (oneServer) Copies(_ context.Context, items []*Item, _ Need) ([][]*Item, error) {
	return make([][]*Item, len(items)), nil
}

func (o oneServer) LoadAt(ctx context.Context, items []*Item, need Need) []Loaded {
	keys := make([]string, len(items))
	for i, item := range items {
		keys[i] = item.Key
	}
	return o.store.Load(ctx, keys, need)
}

// Package demo makes a store to try sessh on: two thousand sessions of a web shop, in the
// formats of six frameworks. One session has a cart whose total is wrong.
//
// Each session begins as an item that its framework wrote. The customers and their carts are
// then set in one transaction, as any program does that uses package session.
package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sessh/session"
	"sessh/session/format/framework"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/txn"
)

// Sessions is the number of sessions in a new store.
const Sessions = 2000

// Wrong is the id of the session whose total is wrong. It is one of Django's.
const Wrong = "ada7k2m9x4c8v1b5n3q6w0e8r2t4y6u9"

// sample is an item that a framework wrote.
type sample struct {
	Fixture   string // among the tests of the frameworks
	Container string
	ID, Key   string
	Flags     uint32
	Value     []byte
}

//go:embed items.json
var items []byte

func samples() ([]sample, error) {
	var all []sample
	err := json.Unmarshal(items, &all)
	return all, err
}

// New returns a new store with the sessions. Apart from the times when they expire, every
// store has the same.
func New(ctx context.Context) (storage.Store, error) {
	store := memstore.New(memstore.Options{})
	if err := fill(ctx, store); err != nil {
		return nil, fmt.Errorf("the sessions of the demo cannot be made: %w", err)
	}
	return store, nil
}

func fill(ctx context.Context, store storage.Store) error {
	all, err := samples()
	if err != nil {
		return err
	}
	now := time.Now()
	root := session.NewRoot(store, session.Options{Formats: framework.All()})
	return txn.NewManager().Run(ctx, func(tx *txn.Tx) error {
		n := 0
		for _, s := range all {
			visits := visitsOf(s, n)
			n += len(visits)
			if err := s.copy(ctx, store, visits); err != nil {
				return err
			}
			if err := s.serve(ctx, root, tx, visits, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// copy stores the item under the ids of visits.
func (s sample) copy(ctx context.Context, store storage.Store, visits []visit) error {
	writes := make([]storage.Write, len(visits))
	for i, v := range visits {
		writes[i] = storage.Write{Key: s.key(v.id), Value: s.Value, Flags: s.Flags, TTL: v.left}
	}
	var errs []error
	for _, o := range store.Apply(ctx, writes) {
		if o.State != storage.Applied {
			errs = append(errs, fmt.Errorf("an item was not written: %w", o.Err))
		}
	}
	return errors.Join(errs...)
}

// serve sets the customers and the carts of visits.
func (s sample) serve(ctx context.Context, root *session.Root, tx *txn.Tx, visits []visit, now time.Time) error {
	ids := make([]string, len(visits))
	for i, v := range visits {
		ids[i] = v.id
	}
	sessions, err := root.Container(s.Container).Sessions(ctx, tx, ids...)
	if err != nil {
		return err
	}
	for i, v := range visits {
		data, err := sessions[i].Data()
		if err != nil {
			return err
		}
		if err := v.set(data, now); err != nil {
			return err
		}
	}
	return nil
}

// Package demo makes a store to try sessh on: two thousand sessions of a web shop, in the
// formats of six frameworks. One session has a cart whose total is wrong.
//
// Each session began as an item that its framework wrote. The customers and their carts were then set
// in one transaction, as any program does that uses package session; [New] reads the result. The test
// of this package makes it again.
package demo

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"sessh/session/memstore"
	"sessh/session/storage"
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

// written holds the values of the sessions, in the order of the samples and their visits: each after its
// length, all of them compressed.
//
//go:embed sessions.gz
var written []byte

// expires comes before the time in an item of express when its session expires, which is written as timeLayout.
const (
	expires    = `"expires":"`
	timeLayout = "2006-01-02T15:04:05.000Z"
)

// New returns a new store with the sessions. Apart from the times when they expire, every
// store has the same.
func New(ctx context.Context) (storage.Store, error) {
	store := memstore.New(memstore.Options{})
	if err := fill(ctx, store, time.Now()); err != nil {
		return nil, fmt.Errorf("the sessions of the demo cannot be made: %w", err)
	}
	return store, nil
}

func fill(ctx context.Context, store storage.Store, now time.Time) error {
	all, err := samples()
	if err != nil {
		return err
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(written))
	if err != nil {
		return err
	}
	values, err := io.ReadAll(unpacked)
	if err != nil {
		return err
	}
	n := 0
	for _, s := range all {
		var writes []storage.Write
		for _, v := range visitsOf(s, n) {
			length, size := binary.Uvarint(values)
			if size <= 0 || length > uint64(len(values)-size) {
				return io.ErrUnexpectedEOF
			}
			end := size + int(length)
			value := values[size:end:end]
			values = values[end:]
			if i := bytes.Index(value, []byte(expires)); i >= 0 {
				copy(value[i+len(expires):], v.expires(now))
			}
			writes = append(writes, storage.Write{Key: s.key(v.id), Value: value, Flags: s.Flags, TTL: v.left})
		}
		n += len(writes)
		if err := apply(ctx, store, writes); err != nil {
			return err
		}
	}
	return nil
}

// apply makes writes, all of which must succeed.
func apply(ctx context.Context, store storage.Store, writes []storage.Write) error {
	var errs []error
	for _, o := range store.Apply(ctx, writes) {
		if o.State != storage.Applied {
			errs = append(errs, fmt.Errorf("an item was not written: %w", o.Err))
		}
	}
	return errors.Join(errs...)
}

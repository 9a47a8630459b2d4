package demo

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"os"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format/framework"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

var update = flag.Bool("update", false, "write sessions.gz anew")

// The sessions are those that a transaction writes which sets the customers and their carts in copies of
// the samples.
func TestSessionsAreWritten(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	all, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	made, filled := memstore.New(memstore.Options{}), memstore.New(memstore.Options{})
	if err := transact(ctx, made, all, now); err != nil {
		t.Fatal(err)
	}
	if *update {
		write(t, made, all)
	}
	if err := fill(ctx, filled, now); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range all {
		visits := visitsOf(s, n)
		n += len(visits)
		want, got := load(ctx, made, s, visits), load(ctx, filled, s, visits)
		for i := range want {
			w, g := want[i].Item, got[i].Item
			if w == nil || g == nil {
				t.Fatalf("%s %s: %+v, want %+v", s.Container, visits[i].id, got[i], want[i])
			}
			if !bytes.Equal(w.Value, g.Value) || w.Flags != g.Flags || (w.TTL-g.TTL).Abs() > time.Minute {
				t.Fatalf("%s %s is out of date: go test ./session/demo -update writes it anew. It is\n%q, want\n%q\n%v, want %v", s.Container, visits[i].id, g.Value, w.Value, g.TTL, w.TTL)
			}
		}
	}
}

func load(ctx context.Context, store storage.Store, s sample, visits []visit) []storage.Loaded {
	keys := make([]string, len(visits))
	for i, v := range visits {
		keys[i] = s.key(v.id)
	}
	return store.Load(ctx, keys, storage.NeedValue|storage.NeedTTL)
}

// write writes the values of a store to sessions.gz, with the same time in place of those when sessions expire.
func write(t *testing.T, store storage.Store, all []sample) {
	var values []byte
	n := 0
	for _, s := range all {
		visits := visitsOf(s, n)
		n += len(visits)
		for _, l := range load(t.Context(), store, s, visits) {
			value := l.Item.Value
			if i := bytes.Index(value, []byte(expires)); i >= 0 {
				copy(value[i+len(expires):], timeLayout)
			}
			values = append(binary.AppendUvarint(values, uint64(len(value))), value...)
		}
	}
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	_, err := w.Write(values)
	if err := errors.Join(err, w.Close(), os.WriteFile("sessions.gz", packed.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
	written = packed.Bytes()
}

// transact copies the samples to the ids of the visits, and sets these in one transaction.
func transact(ctx context.Context, store storage.Store, all []sample, now time.Time) error {
	root := session.NewRoot(store, session.Options{Formats: framework.All()})
	return txn.NewManager().Run(ctx, func(tx *txn.Tx) error {
		n := 0
		for _, s := range all {
			visits := visitsOf(s, n)
			n += len(visits)
			writes := make([]storage.Write, len(visits))
			for i, v := range visits {
				writes[i] = storage.Write{Key: s.key(v.id), Value: s.Value, Flags: s.Flags, TTL: v.left}
			}
			if err := apply(ctx, store, writes); err != nil {
				return err
			}
			if err := s.serve(ctx, root, tx, visits, now); err != nil {
				return err
			}
		}
		return nil
	})
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

// leftOver are the keys by which the tests of the frameworks try types of values.
var leftOver = []string{"count", "ratio", "ok", "off", "none", "note", "text", "status", "empty", "bytes"}

// set makes the data of a session those of the visit.
func (v visit) set(data *tree.Map, now time.Time) error {
	var errs []error
	for _, key := range leftOver {
		_, err := data.Delete(key)
		errs = append(errs, err)
	}
	var lines []any
	total := 0.0
	for _, a := range v.cart {
		lines = append(lines, map[string]any{"sku": a.sku, "price": a.price, "qty": a.qty})
		total += a.price * float64(a.qty)
	}
	if v.wrong {
		total *= 10
	}
	errs = append(errs, data.Set("user", map[string]any{"id": v.number, "name": v.customer}))
	if len(v.cart) == 0 {
		_, err := data.Delete("cart")
		errs = append(errs, err)
	} else {
		errs = append(errs, data.Set("cart", map[string]any{"items": lines, "total": total}))
	}
	if cookie, ok := data.Get("cookie"); ok { // express keeps in it when the session expires
		if m, ok := cookie.(*tree.Map); ok {
			errs = append(errs, m.Set("expires", v.expires(now)))
		}
	}
	return errors.Join(errs...)
}

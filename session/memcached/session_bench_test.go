package memcached_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/txn"
)

// shop is n sessions on a server: through the tree of sessions, and as bare
// requests of the same items.
type shop struct {
	root   *session.Root
	ids    []string
	raw    func(requests []byte, n int, last string)
	writes []byte // that store every session
	reads  []byte // that read every session
}

func newShop(b *testing.B, n int) *shop {
	s, raw, _, _ := bench(b, 1)
	own := sesshjson.Format{}
	h := &shop{root: session.NewRoot(s, session.Options{Formats: []format.Format{own}}), raw: raw}
	var writes, reads bytes.Buffer
	for i := range n {
		id := fmt.Sprintf("session%06d", i)
		key, err := own.Key("Shop", id)
		if err != nil {
			b.Fatal(err)
		}
		h.ids = append(h.ids, id)
		value := fmt.Appendf(nil, `{"version":1,"id":%q,"lastAccess":"2026-01-02T03:04:05Z","timeout":3600,"data":{"myData":{"info":"stored in memcache %d"}}}`, id, i)
		fmt.Fprintf(&writes, "set %s 0 3600 %d\r\n%s\r\n", key, len(value), value)
		fmt.Fprintf(&reads, "mg %s c u v f\r\n", key)
	}
	h.writes, h.reads = writes.Bytes(), reads.Bytes()
	raw(h.writes, n, "STORED")
	return h
}

// commit sets a key in every session, and commits.
func (h *shop) commit(b *testing.B, value int) {
	err := txn.NewManager().Run(b.Context(), func(tx *txn.Tx) error {
		all, err := h.root.Container("Shop").Sessions(b.Context(), tx, h.ids...)
		if err != nil {
			return err
		}
		for _, s := range all {
			data, err := s.Package("myData")
			if err != nil {
				return err
			}
			if err := data.Set("visits", value); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// read opens every session and looks at a value.
func (h *shop) read(b *testing.B) {
	m := txn.NewManager()
	tx := m.Tx()
	defer m.Abort(context.WithoutCancel(b.Context()))
	all, err := h.root.Container("Shop").Sessions(b.Context(), tx, h.ids...)
	if err != nil {
		b.Fatal(err)
	}
	for _, s := range all {
		data, err := s.Package("myData")
		if err != nil {
			b.Fatal(err)
		}
		if _, ok := data.Get("info"); !ok {
			b.Fatal("there is no info")
		}
	}
}

// BenchmarkNew sets a key in sessions that are not there yet, and commits. Only reading can tell that
// they are new: x-raw is beside a socket that reads, finds nothing, and then writes items of that size.
// x-writes is beside its writes alone.
func BenchmarkNew(b *testing.B) {
	for _, n := range []int{1, 100, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			h := newShop(b, n)
			empty := func() { h.raw([]byte("flush_all\r\n"), 1, "OK") }
			var writes []time.Duration
			store := raceAfter(b, empty, func() { h.commit(b, 1) }, func() {
				h.raw(h.reads, n, "EN")
				began := time.Now()
				h.raw(h.writes, n, "STORED")
				writes = append(writes, time.Since(began))
			})
			b.ReportMetric(median(writes), "ms/writes")
			b.ReportMetric(store/median(writes), "x-writes")
		})
	}
}

// BenchmarkCommit opens sessions, sets a key in each and commits, beside a socket
// that reads the items, and then writes them.
func BenchmarkCommit(b *testing.B) {
	for _, n := range []int{1, 100, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			h := newShop(b, n)
			i := 0
			race(b, func() { i++; h.commit(b, i) }, func() { h.raw(h.reads, n, "VA "); h.raw(h.writes, n, "STORED") })
		})
	}
}

// BenchmarkRead opens sessions and looks at a value of each, beside a socket that
// reads the items.
func BenchmarkRead(b *testing.B) {
	for _, n := range []int{1, 100, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			h := newShop(b, n)
			race(b, func() { h.read(b) }, func() { h.raw(h.reads, n, "VA ") })
		})
	}
}

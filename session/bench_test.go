package session_test

import (
	"fmt"
	"runtime"
	"testing"

	"sessh/session"
	"sessh/session/tree"
)

// sizes are how many keys the sessions of the benchmarks have: what they measure
// is to take the same time in all of them.
var sizes = []int{10, 10_000, 1_000_000}

func ofEachSize(b *testing.B, f func(b *testing.B, d *desk, m *tree.Map)) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			d := newDesk(b, session.Options{})
			m := d.data("s")
			must(b, d.work().Step("fill", func() error {
				for i := range n {
					must(b, m.Set(fmt.Sprint(i), i))
				}
				return nil
			}))
			f(b, d, m)
		})
	}
}

func BenchmarkSavepoint(b *testing.B) {
	ofEachSize(b, func(b *testing.B, d *desk, _ *tree.Map) {
		tx := d.tx()
		for b.Loop() {
			if _, err := tx.Savepoint(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkRollback changes a key and returns to the savepoint before it.
func BenchmarkRollback(b *testing.B) {
	ofEachSize(b, func(b *testing.B, d *desk, m *tree.Map) {
		sp, err := d.tx().Savepoint(ctx)
		must(b, err)
		i := 0
		for b.Loop() {
			i++
			must(b, m.Set("5", -i))
			must(b, sp.Rollback(ctx))
		}
	})
}

// BenchmarkUndo changes a key and takes that back.
func BenchmarkUndo(b *testing.B) {
	ofEachSize(b, func(b *testing.B, d *desk, m *tree.Map) {
		i := 0
		for b.Loop() {
			i++
			must(b, m.Set("5", -i))
			if _, ok, err := d.work().Undo(); !ok || err != nil {
				b.Fatal(ok, err)
			}
		}
	})
}

// BenchmarkPending is the memory that a pending change takes: a key that was set
// in a session of its own, or in one session with all others.
func BenchmarkPending(b *testing.B) {
	const n = 10_000
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	measure := func(b *testing.B, change func(d *desk, i int)) {
		var total uint64
		for b.Loop() {
			d := newDesk(b, session.Options{})
			before := heap()
			for i := range n {
				change(d, i)
			}
			total += heap() - before
			runtime.KeepAlive(d)
		}
		b.ReportMetric(float64(total)/float64(b.N)/n, "B/change")
	}
	b.Run("a session each", func(b *testing.B) {
		measure(b, func(d *desk, i int) { must(b, d.data(fmt.Sprint("s", i)).Set("k", i)) })
	})
	b.Run("all in one", func(b *testing.B) {
		measure(b, func(d *desk, i int) { must(b, d.data("s").Set(fmt.Sprint("k", i), i)) })
	})
}

func BenchmarkCommit10000(b *testing.B) {
	for range b.N {
		d := newDesk(b, session.Options{})
		ids := make([]string, 10_000)
		for i := range ids {
			ids[i] = fmt.Sprintf("session%06d", i)
		}
		all, err := d.root.Container("C").Sessions(ctx, d.tx(), ids...)
		must(b, err)
		for _, s := range all {
			m, err := s.Package("p")
			must(b, err)
			must(b, m.Set("k", "v"))
		}
		d.commit()
	}
}

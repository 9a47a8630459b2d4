package listing_test

import (
	"bufio"
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sessh/session/format"
	"sessh/session/format/formattest"
	"sessh/session/format/framework"
	"sessh/session/listing"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// BenchmarkRecognition lists the items of a server in all formats, and beside that, through the same
// store, in those whose keys prove what an item is, without any row of the table of frameworks: by
// turns, so that both have the same share of the machine. It reports the medians of both in seconds, and
// in seconds that this process has worked; again, when what was found out is remembered; and what it
// takes to list all items and read them, recognizing none: recognition of items whose keys prove nothing
// cannot take less. php are sessions under keys that
// prove it, and all those of every framework. caches are what applications cache beside their
// sessions: nearly a quarter has keys like those of sessions, and none is one. $SESSH_BENCH_SESSIONS is
// the number of items, and $SESSH_BENCH_FRAMEWORK the one framework that all has sessions of.
func BenchmarkRecognition(b *testing.B) {
	n := 100_000
	if text := os.Getenv("SESSH_BENCH_SESSIONS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	for _, bench := range []struct {
		name string
		fill func(*testing.B, *bufio.Writer, int)
		raw  bool
	}{{"php", fillSessions, false}, {"all", fillFrameworks, false}, {"caches", fillCaches, true}} {
		b.Run(bench.name, func(b *testing.B) {
			server := memcachedtest.Start(b, append(memcachedtest.Usual, "-m", "4096")...)
			conn := server.Dial()
			w := bufio.NewWriter(conn)
			bench.fill(b, w, n)
			w.WriteString("mn\r\n")
			if err := w.Flush(); err != nil {
				b.Fatal(err)
			}
			if _, err := bufio.NewReader(conn).ReadString('\n'); err != nil {
				b.Fatal(err)
			}
			store, err := memcached.Open(b.Context(), []string{server.Addr}, memcached.Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer store.Close()
			all := framework.All()
			bare := slices.DeleteFunc(framework.All(), func(f format.Format) bool {
				_, row := f.(*framework.Format)
				return row || f.Traits().Claims != nil
			})
			var with, again, without, reading cost
			for b.Loop() {
				catalog := listing.NewCatalog(store, all)
				began := now()
				items, raw := list(b, catalog)
				with.add(began)
				began = now()
				list(b, catalog)
				again.add(began)
				if bench.raw && raw != items || !bench.raw && raw > n/10 || items < n*9/10 {
					b.Fatalf("%d of %d items are listed, %d as raw ones", items, n, raw)
				}
				began = now()
				list(b, listing.NewCatalog(store, bare))
				without.add(began)
				began = now()
				read(b, store)
				reading.add(began)
			}
			b.ReportMetric(0, "ns/op")
			for unit, c := range map[string]*cost{"shell": &with, "again": &again, "raw": &without, "read": &reading} {
				b.ReportMetric(median(c.wall), "s/"+unit)
				b.ReportMetric(median(c.cpu), "cpu-s/"+unit)
			}
			b.ReportMetric(median(with.wall)/median(without.wall), "x-raw")
			b.ReportMetric(median(with.wall)/median(reading.wall), "x-read")
			b.ReportMetric(median(again.wall)/median(without.wall), "x-again")
			if worked() > 0 {
				b.ReportMetric(median(with.cpu)/median(without.cpu), "x-raw-cpu")
				b.ReportMetric(median(with.cpu)/median(reading.cpu), "x-read-cpu")
				b.ReportMetric(median(again.cpu)/median(without.cpu), "x-again-cpu")
			}
		})
	}
}

// A moment is when work began, and how long this process had worked then.
type moment struct {
	at  time.Time
	cpu time.Duration
}

func now() moment { return moment{time.Now(), worked()} }

// cost is what work takes, each time: time, and time that this process works.
type cost struct{ wall, cpu []time.Duration }

func (c *cost) add(since moment) {
	c.wall = append(c.wall, time.Since(since.at))
	c.cpu = append(c.cpu, worked()-since.cpu)
}

// median returns the median of some times, in seconds.
func median(all []time.Duration) float64 {
	slices.Sort(all)
	return all[len(all)/2].Seconds()
}

// list lists the items in a catalog. raw of them are of no session.
func list(b *testing.B, catalog *listing.Catalog) (items, raw int) {
	b.Helper()
	for e, err := range catalog.List(b.Context(), "", true) {
		if err != nil {
			b.Fatal(err)
		}
		items++
		if e.Format.Traits().Raw {
			raw++
		}
	}
	return items, raw
}

// read lists the items of a store and reads all of them, many at a time, while it lists.
func read(b *testing.B, store *memcached.Store) {
	b.Helper()
	const many = 2048
	batches := make(chan []string, 2)
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for keys := range batches {
				store.Load(b.Context(), keys, storage.NeedValue)
			}
		})
	}
	keys := make([]string, 0, many)
	for item, err := range store.ListNames(b.Context()) {
		if err != nil {
			b.Fatal(err)
		}
		if keys = append(keys, item.Key); len(keys) == many {
			batches <- keys
			keys = make([]string, 0, many)
		}
	}
	batches <- keys
	close(batches)
	wait.Wait()
}

// fillSessions stores n sessions of PHP.
func fillSessions(_ *testing.B, w *bufio.Writer, n int) {
	value := "user|s:5:\"tea-1\";cart|a:1:{i:0;s:200:\"" + strings.Repeat("x", 200) + "\";}"
	for i := range n {
		fmt.Fprintf(w, "set memc.sess.key.%026d 0 3600 %d noreply\r\n%s\r\n", i, len(value), value)
	}
}

// fillFrameworks stores n sessions: those of the table of frameworks, each under many ids that differ at
// the end.
func fillFrameworks(b *testing.B, w *bufio.Writer, n int) {
	b.Helper()
	folders, err := filepath.Glob("../format/framework/testdata/" + cmp.Or(os.Getenv("SESSH_BENCH_FRAMEWORK"), "*"))
	if err != nil {
		b.Fatal(err)
	}
	var items []formattest.Item
	for _, folder := range folders {
		if framework.Named(filepath.Base(folder)) != nil { // the others have lists of the same items
			items = slices.AppendSeq(items, maps.Values(formattest.Items(b, folder)))
		}
	}
	const varied = 4
	items = slices.DeleteFunc(items, func(item formattest.Item) bool { return len(item.Key) < varied })
	for _, item := range items {
		for i := range n/len(items) + 1 {
			fmt.Fprintf(w, "set %s%04x %d 3600 %d noreply\r\n%s\r\n", item.Key[:len(item.Key)-varied], i, item.Flags, len(item.Value), item.Value)
		}
	}
}

// fillCaches stores n items of caches.
func fillCaches(b *testing.B, w *bufio.Writer, n int) {
	b.Helper()
	formattest.StoreCaches(b, "../format/framework/testdata/caches.py", w, n)
}

package memcached_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"slices"
	"testing"
	"time"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// The benchmarks do their work once through the store and once through a bare
// socket that sends all requests in one piece and only looks for the end of
// the replies, and report how many times as long the store takes.

// sessions are n sessions of 40 bytes under keys of 26.
func sessions(n int) ([]storage.Write, []string) {
	writes, keys := make([]storage.Write, n), make([]string, n)
	for i := range writes {
		keys[i] = fmt.Sprintf("session:%018d", i)
		writes[i] = storage.Write{Key: keys[i], Value: fmt.Appendf(nil, "%040d", i)}
	}
	return writes, keys
}

// race times both sides in turns, and reports the ratio.
func race(b *testing.B, store, raw func()) { raceAfter(b, func() {}, store, raw) }

// raceAfter is race with something that is done before each turn, and not timed. It reports medians, and
// returns that of the store: on a busy machine, single turns take many times as long as the others.
func raceAfter(b *testing.B, before, store, raw func()) (ms float64) {
	var stored, bare []time.Duration
	timed := func(all *[]time.Duration, f func()) {
		before()
		began := time.Now()
		f()
		*all = append(*all, time.Since(began))
	}
	before()
	raw()
	before()
	store()
	for b.Loop() {
		timed(&bare, raw)
		timed(&stored, store)
	}
	b.ReportMetric(median(stored)/median(bare), "x-raw")
	b.ReportMetric(median(stored), "ms/store")
	b.ReportMetric(median(bare), "ms/raw")
	return median(stored)
}

// median returns the median in milliseconds.
func median(all []time.Duration) float64 {
	slices.Sort(all)
	return float64(all[len(all)/2].Nanoseconds()) / 1e6
}

// exchange sends requests while it reads what comes back, up to the n-th line
// that begins with last.
func exchange(b *testing.B, c net.Conn, r *bufio.Reader, requests []byte, n int, last string) {
	failed := make(chan error, 1)
	go func() {
		_, err := c.Write(requests)
		failed <- err
	}()
	for n > 0 {
		line, err := r.ReadSlice('\n')
		if err != nil {
			b.Fatal(err)
		}
		if bytes.HasPrefix(line, []byte(last)) {
			n--
		}
	}
	if err := <-failed; err != nil {
		b.Fatal(err)
	}
}

// bench returns a store and a bare connection to one server, which holds n
// sessions.
func bench(b *testing.B, n int) (s *memcached.Store, raw func(requests []byte, n int, last string), writes []storage.Write, keys []string) {
	server := mct.Start(b, append(mct.Usual, "-m", "1024")...)
	s = open(b, memcached.Options{}, server.Addr)
	writes, keys = sessions(n)
	for i, o := range s.Apply(b.Context(), writes) {
		if o.State != storage.Applied {
			b.Fatal(writes[i].Key, o.Err)
		}
	}
	current(b, s, writes, keys)
	c := server.Dial()
	r := bufio.NewReaderSize(c, 64<<10)
	return s, func(requests []byte, n int, last string) { exchange(b, c, r, requests, n, last) }, writes, keys
}

// current has writes count from what the store holds.
func current(b *testing.B, s *memcached.Store, writes []storage.Write, keys []string) {
	for i, l := range s.Load(b.Context(), keys, 0) {
		if l.Item == nil {
			b.Fatal(keys[i], l.Err)
		}
		writes[i].Version = l.Item.Version
	}
}

func BenchmarkWrite10000(b *testing.B) {
	const n = 10_000
	s, raw, writes, keys := bench(b, n)
	var requests bytes.Buffer
	for _, w := range writes {
		fmt.Fprintf(&requests, "set raw%s 0 0 %d\r\n%s\r\n", w.Key[3:], len(w.Value), w.Value)
	}
	raceAfter(b, func() { current(b, s, writes, keys) }, func() {
		for _, o := range s.Apply(b.Context(), writes) {
			if o.State != storage.Applied {
				b.Fatal(o)
			}
		}
	}, func() { raw(requests.Bytes(), n, "STORED") })
}

func BenchmarkRead10000(b *testing.B) {
	const n = 10_000
	s, raw, _, keys := bench(b, n)
	var requests bytes.Buffer
	for i, key := range keys {
		if i%100 == 0 {
			requests.WriteString("gets")
		}
		requests.WriteString(" " + key)
		if i%100 == 99 {
			requests.WriteString("\r\n")
		}
	}
	race(b, func() {
		for _, l := range s.Load(b.Context(), keys, storage.NeedValue) {
			if l.Item == nil {
				b.Fatal(l.Err)
			}
		}
	}, func() { raw(requests.Bytes(), n/100, "END") })
}

func BenchmarkCheck10000(b *testing.B) {
	const n = 10_000
	s, raw, _, keys := bench(b, n)
	var requests bytes.Buffer
	for _, key := range keys {
		io.WriteString(&requests, "mg "+key+" c t u\r\n")
	}
	race(b, func() {
		for _, l := range s.Load(b.Context(), keys, storage.NeedTTL) {
			if l.Item == nil {
				b.Fatal(l.Err)
			}
		}
	}, func() { raw(requests.Bytes(), n, "HD") })
}

func BenchmarkList100000(b *testing.B) {
	const n = 100_000
	s, raw, _, _ := bench(b, n)
	race(b, func() {
		got := 0
		for _, err := range s.List(b.Context()) {
			if err != nil {
				b.Fatal(err)
			}
			got++
		}
		if got != n {
			b.Fatalf("%d items are listed, want %d", got, n)
		}
	}, func() { raw([]byte("lru_crawler metadump hash\r\n"), 1, "END") })
}

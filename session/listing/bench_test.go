package listing_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/listing"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// BenchmarkRecognition lists the items of a server in all formats, and beside that, through the same
// store, in those whose keys prove what an item is, without any row of the table of frameworks: by
// turns, so that both have the same share of the machine. php are sessions under keys that prove it, and
// all those of every framework. caches are what applications cache beside their sessions: a third has keys like those of sessions,
// and none is one. $SESSH_BENCH_SESSIONS is the number of items, and $SESSH_BENCH_FRAMEWORK the one
// framework that all has sessions of.
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
			server := memcachedtest.Start(b, "-m", "4096")
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
			var with, without time.Duration
			for b.Loop() {
				items, raw, took := list(b, store, all)
				with += took
				if bench.raw && raw != items || !bench.raw && raw > n/10 || items < n*9/10 {
					b.Fatalf("%d of %d items are listed, %d as raw ones", items, n, raw)
				}
				_, _, took = list(b, store, bare)
				without += took
			}
			b.ReportMetric(float64(with)/float64(without), "x-raw")
			b.ReportMetric(with.Seconds()/float64(b.N), "s/shell")
			b.ReportMetric(without.Seconds()/float64(b.N), "s/raw")
		})
	}
}

// list lists the items of a store in some formats, each time by a new catalog. raw of them are of no
// session.
func list(b *testing.B, store storage.Store, formats []format.Format) (items, raw int, took time.Duration) {
	b.Helper()
	began := time.Now()
	for e, err := range listing.NewCatalog(store, formats).List(b.Context(), "", true) {
		if err != nil {
			b.Fatal(err)
		}
		items++
		if e.Format.Traits().Raw {
			raw++
		}
	}
	return items, raw, time.Since(began)
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
	names, err := filepath.Glob("../format/framework/testdata/" + cmp.Or(os.Getenv("SESSH_BENCH_FRAMEWORK"), "*") + "/*.json")
	if err != nil || len(names) == 0 {
		b.Fatal("there are no sessions of frameworks", err)
	}
	for _, name := range names {
		if filepath.Base(filepath.Dir(name)) == "together" {
			continue // lists of items that are in the other files as well
		}
		text, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		var item struct {
			Key   string
			Flags uint32
			Value []byte `json:"value_base64"`
		}
		if err := json.Unmarshal(text, &item); err != nil {
			b.Fatalf("%s: %v", name, err)
		}
		const varied = 4
		if len(item.Key) < varied || len(item.Value) == 0 {
			continue
		}
		for i := range n/len(names) + 1 {
			fmt.Fprintf(w, "set %s%04x %d 3600 %d noreply\r\n%s\r\n", item.Key[:len(item.Key)-varied], i, item.Flags, len(item.Value), item.Value)
		}
	}
}

// fillCaches stores n items: those of caches.py, each under many keys that differ at the end.
func fillCaches(b *testing.B, w *bufio.Writer, n int) {
	b.Helper()
	const kinds, longest, varied = 5000, 300, 3
	out, err := exec.Command("python3", "../format/framework/testdata/caches.py", strconv.Itoa(kinds)).Output()
	if err != nil {
		b.Skipf("caches.py: %v", err)
	}
	for line := range bytes.Lines(out) {
		var item struct {
			Key   string
			Flags uint32
			Value []byte
		}
		if err := json.Unmarshal(line, &item); err != nil {
			b.Fatal(err)
		}
		head := item.Key
		if end := head[max(0, len(head)-varied):]; strings.Trim(end, "abcdefghijklmnopqrstuvwxyz0123456789") == "" {
			head = strings.TrimSuffix(head, end)
		}
		value := item.Value[:min(len(item.Value), longest)]
		for i := range n / kinds {
			fmt.Fprintf(w, "set %s%03x %d 3600 %d noreply\r\n%s\r\n", head, i, item.Flags, len(value), value)
		}
	}
}

package listing_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"sessh/session/format/framework"
	"sessh/session/listing"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
)

// BenchmarkCaches lists what applications cache beside their sessions, in all formats: many
// items have keys like those of sessions, and none is one. It reports the ratio to a listing
// by which nothing is recognised. $SESSH_BENCH_SESSIONS is the number of items.
func BenchmarkCaches(b *testing.B) {
	n := 100_000
	if text := os.Getenv("SESSH_BENCH_SESSIONS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	server := memcachedtest.Start(b, "-m", "4096")
	fill(b, server.Dial(), n)
	store, err := memcached.Open(b.Context(), []string{server.Addr}, memcached.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	var bare, recognized time.Duration
	for b.Loop() {
		began, listed, found := time.Now(), 0, 0
		for _, err := range store.List(b.Context()) {
			if err != nil {
				b.Fatal(err)
			}
			listed++
		}
		bare += time.Since(began)
		began = time.Now()
		for e, err := range listing.NewCatalog(store, framework.All()).List(b.Context(), "", true) {
			if err != nil || !e.Format.Traits().Raw {
				b.Fatalf("%s is listed under %v: %v", e.Item.Key, e.Format, err)
			}
			found++
		}
		if recognized += time.Since(began); found != listed {
			b.Fatalf("of %d items %d are found", listed, found)
		}
	}
	b.ReportMetric(float64(recognized)/float64(bare), "x-bare")
	b.ReportMetric(recognized.Seconds()/float64(b.N), "s/recognized")
	b.ReportMetric(bare.Seconds()/float64(b.N), "s/bare")
}

// fill stores n items: those of caches.py, each under many keys that differ at the end.
func fill(b *testing.B, conn net.Conn, n int) {
	b.Helper()
	const kinds, longest, varied = 5000, 300, 3
	out, err := exec.Command("python3", "../format/framework/testdata/caches.py", strconv.Itoa(kinds)).Output()
	if err != nil {
		b.Skipf("caches.py: %v", err)
	}
	w := bufio.NewWriter(conn)
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
	w.WriteString("mn\r\n")
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if _, err := bufio.NewReader(conn).ReadString('\n'); err != nil {
		b.Fatal(err)
	}
}

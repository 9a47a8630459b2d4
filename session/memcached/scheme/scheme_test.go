package scheme

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// spread is where a real client put keys.
type spread struct {
	Scheme, Client string
	Servers        []string
	Places         map[string]int
}

func TestWhereClientsPutKeys(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) < 7 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".json"), func(t *testing.T) {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var s spread
			if err := json.Unmarshal(b, &s); err != nil {
				t.Fatal(err)
			}
			if s.Scheme == "php-ketama-compatible" {
				s.Scheme = "ketama-weighted"
			}
			pick, err := New(s.Scheme, s.Servers)
			if err != nil {
				t.Fatal(err)
			}
			wrong := 0
			for key, want := range s.Places {
				if pick(key) != want {
					wrong++
				}
			}
			if wrong > 0 || len(s.Places) < 100 {
				t.Errorf("%s: %d of %d keys are elsewhere", s.Client, wrong, len(s.Places))
			}
		})
	}
}

func TestEveryScheme(t *testing.T) {
	t.Parallel()
	for _, s := range All() {
		var servers []string
		for n := 1; n <= 10; n++ {
			servers = append(servers, fmt.Sprintf("10.0.0.%d:11211", n))
			pick, err := New(s.Name, servers)
			if err != nil {
				t.Fatal(err)
			}
			used := make(map[int]bool)
			for i := range 1000 {
				key := fmt.Sprint("key", i)
				at := pick(key)
				if at < 0 || at >= n || at != pick(key) {
					t.Fatalf("%s of %d: server %d", s.Name, n, at)
				}
				used[at] = true
			}
			if len(used) != n {
				t.Errorf("%s uses %d of %d servers", s.Name, len(used), n)
			}
		}
	}
	if _, err := New("none", []string{"a:1"}); err == nil || !strings.Contains(err.Error(), "ketama") {
		t.Errorf("a scheme that is none: %v", err)
	}
	if _, err := New("crc32", nil); err == nil {
		t.Error("there is a choice among no servers")
	}
}

func BenchmarkPick(b *testing.B) {
	for _, s := range All() {
		b.Run(s.Name, func(b *testing.B) {
			pick, err := New(s.Name, []string{"a:1", "b:2", "c:3"})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				pick("memc.sess.key.0123456789abcdef0123456789")
			}
		})
	}
}

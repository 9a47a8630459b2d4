package scheme

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// loopback are other names of servers on this machine.
func loopback(name string) []string {
	host, port, _ := strings.Cut(name, ":")
	if host == "127.0.0.1" {
		return []string{"localhost:" + port, "ip6-localhost:" + port}
	}
	return nil
}

// placed returns where a client puts n keys, and copies of them on the next
// servers.
func placed(t *testing.T, g Guess, n, copies int) map[string][]int {
	pick, err := New(g.Scheme, g.Servers)
	if err != nil {
		t.Fatal(err)
	}
	at := make(map[string][]int)
	for i := range n {
		key := fmt.Sprint("memc.sess.key.visitor", i)
		for c := range copies + 1 {
			at[key] = append(at[key], g.Order[(pick(key)+c)%len(g.Servers)])
		}
	}
	return at
}

func TestFind(t *testing.T) {
	t.Parallel()
	two, three := []string{"127.0.0.1:21", "127.0.0.1:22"}, []string{"127.0.0.1:21", "127.0.0.1:22", "10.1.1.1:11211"}
	for _, test := range []struct {
		name   string
		first  string
		names  []string
		client Guess
		keys   int
		copies int
	}{
		{"another scheme", "crc32", two, Guess{"php-sessions", two, []int{0, 1}}, 20, 0},
		{"another scheme, with copies", "crc32", three, Guess{"php-sessions", three, []int{0, 1, 2}}, 40, 1},
		{"other names", "ketama", two, Guess{"ketama", []string{"localhost:21", "localhost:22"}, []int{0, 1}}, 10, 0},
		{"other names, mixed", "dalli", three, Guess{"dalli", []string{"127.0.0.1:21", "localhost:22", "10.1.1.1:11211"}, []int{0, 1, 2}}, 20, 0},
		{"both", "crc32", two, Guess{"pymemcache", []string{"localhost:21", "localhost:22"}, []int{0, 1}}, 30, 0},
		{"another order", "crc32", three, Guess{"crc32", []string{three[2], three[0], three[1]}, []int{2, 0, 1}}, 30, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			g, ok := Find(test.first, test.names, loopback, placed(t, test.client, test.keys, test.copies))
			if !ok || g.Scheme != test.client.Scheme || !slices.Equal(g.Servers, test.client.Servers) {
				t.Errorf("it finds %v (%v), want %v", g, ok, test.client)
			}
			if g, ok := Find(test.first, test.names, loopback, placed(t, test.client, 4, test.copies)); ok {
				t.Errorf("with 4 keys it is sure of %v", g)
			}
		})
	}
}

// TestFindsNothing looks for the scheme of keys that lie at random.
func TestFindsNothing(t *testing.T) {
	t.Parallel()
	names := []string{"127.0.0.1:21", "127.0.0.1:22", "127.0.0.1:23"}
	r := rand.New(rand.NewPCG(1, 2))
	found, trials := 0, 60
	for range trials {
		at := make(map[string][]int)
		for i := range 4 + r.IntN(12) {
			at[fmt.Sprint(r.Uint64(), i)] = []int{r.IntN(len(names))}
		}
		if _, ok := Find("crc32", names, loopback, at); ok {
			found++
		}
	}
	if found > trials/20 {
		t.Errorf("%d of %d times it is sure of a scheme where there is none", found, trials)
	}
}

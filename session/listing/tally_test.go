package listing

import (
	"fmt"
	"testing"

	"sessh/session/storage"
)

// TestTally: the sample of a long listing is bounded, and has keys of each server, though they come many at
// a time.
func TestTally(t *testing.T) {
	t.Parallel()
	const items, servers, batch = 200_000, 4, 256
	tally, of := new(tally), make(map[string]int)
	for i := range items {
		key := fmt.Sprint(i)
		of[key] = i / batch % servers
		tally.add(&storage.Listed{Key: key, Astray: i%4 == 0})
	}
	sampled := make(map[int]int)
	for _, key := range tally.keys() {
		sampled[of[key]]++
	}
	if n := len(tally.sample); n <= mostSampled/4 || n > mostSampled || tally.items != items || tally.astray != items/4 {
		t.Errorf("of %d items, %d of them astray, %d are in the sample", tally.items, tally.astray, n)
	}
	for server := range servers {
		if n := sampled[server]; n < len(tally.sample)/servers/2 {
			t.Errorf("%d of %d in the sample are of server %d", n, len(tally.sample), server)
		}
	}
}

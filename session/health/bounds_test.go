package health

import (
	"fmt"
	"testing"
	"time"
)

// TestBounds: how much is remembered does not depend on how many sessions there are.
func TestBounds(t *testing.T) {
	t.Parallel()
	lifetimes := make(map[time.Duration]bool)
	for d := time.Duration(0); d < 3000*24*time.Hour; d += (d/200 + time.Second).Truncate(time.Second) {
		if r := coarse(d); (r-d).Abs() > d/25 || d < 5*time.Minute && r != d {
			t.Errorf("%v is taken for %v", d, r)
		}
		lifetimes[coarse(d)] = true
	}
	if coarse(1<<62) != coarse(1<<61) {
		t.Error("lifetimes of centuries are different")
	}
	if len(lifetimes) > 5000 {
		t.Errorf("there are %d lifetimes", len(lifetimes))
	}
	s := newSample()
	for i := range 1_000_000 {
		s.add(fmt.Sprint("key", i))
	}
	if n := len(s.keys); n > mostSampled || n < mostSampled/8 {
		t.Errorf("the sample has %d keys", n)
	}
}

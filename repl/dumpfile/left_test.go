package dumpfile

import (
	"testing"
	"time"

	"sessh/session/storage"
)

func TestLeft(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		ttl  float64
		want time.Duration
	}{
		{0, storage.TTLNever},
		{0.25, time.Second},
		{1.5, 1500 * time.Millisecond},
		{3e9, 3_000_000_000 * time.Second},
		{1e300, 9_223_372_036 * time.Second},
	} {
		if left, known := (&Session{TTL: &tt.ttl}).Left(); left != tt.want || !known {
			t.Errorf("a ttl of %v is %v, %v; want %v", tt.ttl, left, known, tt.want)
		}
	}
	if left, known := (&Session{}).Left(); known {
		t.Errorf("no ttl is %v", left)
	}
}

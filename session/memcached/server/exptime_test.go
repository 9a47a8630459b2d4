package server

import (
	"math"
	"testing"
	"time"

	"sessh/session/storage"
)

func TestExptime(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_000, 0)
	const day = 24 * time.Hour
	for _, tt := range []struct {
		name string
		ttl  time.Duration
		want int32
	}{
		{"never", storage.TTLNever, 0},
		{"unknown is not gone at once", storage.TTLUnknown, 0},
		{"less than a second", time.Nanosecond, 1},
		{"a second", time.Second, 1},
		{"a little more than a second", time.Second + 1, 2},
		{"an hour", time.Hour, 3600},
		{"30 days", 30 * day, 2_592_000},
		{"30 days and a little", 30*day + 1, 1_700_000_000 + 2_592_001},
		{"31 days", 31 * day, 1_700_000_000 + 2_678_400},
		{"a year", 365 * day, 1_700_000_000 + 31_536_000},
		{"the last second that can be counted", (math.MaxInt32 - 1_700_000_000) * time.Second, math.MaxInt32},
		{"later than can be counted", (math.MaxInt32 - 1_700_000_000 + 1) * time.Second, 0},
		{"as long as can be", math.MaxInt64, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := exptime(tt.ttl, now); got != tt.want {
				t.Errorf("%v is %d, want %d", tt.ttl, got, tt.want)
			}
		})
	}
}

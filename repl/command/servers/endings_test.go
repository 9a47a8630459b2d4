package servers

import (
	"testing"
	"time"

	"sessh/session/storage"
	"sessh/session/watch"
)

// TestEndingText: it says what the log says, and no more.
func TestEndingText(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]watch.Event{
		"expired":                    {Kind: watch.Expired},
		"vanished; why is not known": {Kind: watch.Vanished},
		"evicted to make room for other items, 52m before its lifetime was over; last used 3m before, and never read (size class 5)": {
			Kind: watch.Evicted, Report: &storage.Report{TTL: 52 * time.Minute, Idle: 3 * time.Minute, Class: 5},
		},
		"evicted to make room for other items": {Kind: watch.Evicted, Report: &storage.Report{TTL: storage.TTLUnknown, Idle: -1, Fetched: true}},
		"evicted to make room for other items, though it did not expire; last used just before": {
			Kind: watch.Evicted, Report: &storage.Report{TTL: storage.TTLNever, Fetched: true},
		},
		"removed by a client: it did not expire, and was not evicted": {Kind: watch.Removed},
		"removed by connection 26":                                    {Kind: watch.Removed, Report: &storage.Report{Conn: 26}},
		"removed by a client":                                         {Kind: watch.Removed, Report: &storage.Report{}},
		"written by connection 26 with a lifetime that was over at once: one above 30 days in seconds is a date in 1970 to memcached": {
			Kind: watch.OverAtOnce, Report: &storage.Report{Conn: 26},
		},
		"gone, with all items of the server: it was flushed":   {Kind: watch.Flushed},
		"gone, with all items of the server: it was restarted": {Kind: watch.Restarted},
	} {
		if got := endingText(&e); got != want {
			t.Errorf("it is %q, want %q", got, want)
		}
	}
}

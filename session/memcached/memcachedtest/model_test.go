package memcachedtest

import (
	"regexp"
	"strconv"
	"testing"
	"time"
)

var recordedAt = regexp.MustCompile(` la=(\d{9,})`)

// TestModelsAnswerAsRecorded: each model answers each recorded request by the very
// reply of its memcached.
func TestModelsAnswerAsRecorded(t *testing.T) {
	t.Parallel()
	for _, r := range Recordings() {
		t.Run(r.Version, func(t *testing.T) {
			m := StartModel(t, r.Version)
			now := time.Unix(1795696500, 0)
			for _, a := range r.Answers {
				if at := recordedAt.FindStringSubmatch(a[1]); at != nil {
					n, _ := strconv.ParseInt(at[1], 10, 64)
					now = time.Unix(n, 0)
				}
			}
			m.now = func() time.Time { return now }
			for _, a := range r.Answers {
				if got := m.Ask(a[0]); got != a[1] {
					t.Errorf("%q is answered by %q, want %q", a[0], got, a[1])
				}
			}
		})
	}
}

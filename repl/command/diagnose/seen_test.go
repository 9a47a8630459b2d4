package diagnose

import (
	"strings"
	"testing"
	"time"

	"sessh/session/health"
)

// TestGivenYesterday: a time of day that is still to come was yesterday, which the sighting says.
func TestGivenYesterday(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 27, 3, 45, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"3:44":  "2026-11-27T03:44:00Z as --seen says",
		"12:03": "2026-11-26T12:03:00Z as --seen says, at 12:03 yesterday: it is 03:45 UTC now",
		"30m":   "2026-11-27T03:15:00Z as --seen says",
	} {
		if s, err := given(text, now); err != nil || s.Time.Format(time.RFC3339)+" "+s.How != want {
			t.Errorf("%s: %v %q, %v", text, s.Time, s.How, err)
		}
	}
	if s, err := given("2026-11-27 12:03", now); err == nil {
		t.Errorf("the future: %+v", s)
	}
}

// TestRuledOut: causes that are ruled out since the same moment are one line.
func TestRuledOut(t *testing.T) {
	t.Parallel()
	got := ruledOut([]health.Finding{{Cause: "flushed", Since: "s was started 1m ago"}, {Cause: "restarted", Since: "it was there 5s ago"}, {Cause: "evicted", Since: "s was started 1m ago"}})
	if want := "flushed, evicted since s was started 1m ago|restarted since it was there 5s ago"; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

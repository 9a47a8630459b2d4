package notation

import (
	"testing"
	"time"

	"sessh/session/figure"
	"sessh/session/storage"
)

func TestDuration(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]time.Duration{
		"never": storage.TTLNever, "unknown": storage.TTLUnknown,
		"1ms": 600 * time.Microsecond, "1s": time.Second, "1m30s": 90 * time.Second, "30m": 30 * time.Minute, "1h": time.Hour,
		"47h": 47 * time.Hour, "47h59m59s": 48*time.Hour - time.Second, "2d": 48 * time.Hour, "40d": 40*24*time.Hour - time.Millisecond,
		"39d23h59m59s": 40*24*time.Hour - time.Second, "2d1h": 49 * time.Hour, "2d1m": 48*time.Hour + time.Minute, "365d": 365 * 24 * time.Hour,
	} {
		if got := figure.Duration(d); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
		if d < time.Second {
			continue
		}
		if again, err := ParseDuration(want); err != nil || again != d.Round(time.Second) {
			t.Errorf("%s is read as %v, %v", want, again, err)
		}
	}
}

// TestSeconds: a number alone counts seconds.
func TestSeconds(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{"60": time.Minute, "1": time.Second, "0": 0, "": 0, "00": 0, "1.5": 0, "-60": 0, "6 0": 0, "1d60": 0, "99999999999999999999": 0} {
		if d, err := ParseDuration(text); d != want || (err == nil) != (want > 0) {
			t.Errorf("%q is read as %v, %v", text, d, err)
		}
	}
}

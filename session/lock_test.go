package session_test

import (
	"testing"
	"time"

	"sessh/session"
)

func TestAgeOfALock(t *testing.T) {
	for want, lock := range map[string]session.Lock{
		"":                                   {TTL: session.TTLUnknown, Idle: -1},
		"never expires":                      {TTL: session.TTLNever, Idle: -1},
		"last used just now, expires in 25s": {TTL: 25 * time.Second, Idle: 0},
		"last used 59s ago":                  {TTL: session.TTLUnknown, Idle: 59 * time.Second},
		"last used 3h ago, never expires":    {TTL: session.TTLNever, Idle: 3*time.Hour + 59*time.Minute},
		"last used 1m ago, expires in 47h":   {TTL: 48*time.Hour - 1, Idle: time.Minute},
		"last used 12d ago, expires in 2d":   {TTL: 50 * time.Hour, Idle: 12*24*time.Hour + time.Hour},
		"last used just now, expires in 1s":  {TTL: time.Millisecond, Idle: 900 * time.Millisecond},
	} {
		if got := lock.String(); got != want {
			t.Errorf("%v and %v are %q, want %q", lock.TTL, lock.Idle, got, want)
		}
	}
}

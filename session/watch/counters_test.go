package watch

import "testing"

func TestRestarted(t *testing.T) {
	t.Parallel()
	at := func(pid, uptime string) counters {
		return counters{"a:1": {"pid": pid, "uptime": uptime}}
	}
	for _, tt := range []struct {
		name          string
		before, later counters
		want          bool
	}{
		{"it runs on", at("7", "10"), at("7", "11"), false},
		{"in the same second", at("7", "10"), at("7", "10"), false},
		{"another process", at("7", "10"), at("8", "11"), true},
		{"another process with the same number, in a container", at("1", "10"), at("1", "2"), true},
		{"no counters", counters{"a:1": {}}, counters{"a:1": {}}, false},
	} {
		if got := tt.before.restarted(tt.later, "a:1"); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

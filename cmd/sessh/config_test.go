package main

import (
	"testing"

	"sessh/repl/setting"
)

// Every row of the table of settings has a value.
func TestEverySettingHasAValue(t *testing.T) {
	t.Parallel()
	s := &settings{}
	all, targets := s.allSettings(), s.targets()
	for _, row := range setting.Table() {
		f := all.Lookup(row.Name)
		if f == nil {
			t.Errorf("%s has no value", row.Name)
		} else if f.DefValue != row.Default && row.Default != "" {
			t.Errorf("%s is %s by default, want %s", row.Name, f.DefValue, row.Default)
		}
		delete(targets, row.Name)
	}
	if len(targets) > 0 {
		t.Errorf("there are no rows for %v", targets)
	}
}

// A commit asks always, or on servers in production, whose names are red.
func TestConfirms(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		confirm, color string
		want           bool
	}{
		{"never", "red", false}, {"production", "red", true}, {"production", "green", false}, {"production", "", false}, {"always", "", true},
	} {
		if got := (&settings{confirm: tt.confirm, promptColor: tt.color}).confirms(); got != tt.want {
			t.Errorf("%s, where the name is %q: %v", tt.confirm, tt.color, got)
		}
	}
}

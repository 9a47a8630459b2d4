package transact_test

import (
	"testing"

	"sessh/repl/hint"
)

// TestDiffOfAPlace: what is pending elsewhere is not said to be nothing, and a place that is not
// there is an error, as it is for ls. What was removed has been there.
func TestDiffOfAPlace(t *testing.T) {
	sh := visitors(t)
	for _, x := range []struct{ line, shows string }{
		{"diff /Shop/anna/login", "nothing is pending in /Shop/anna/login\n"},
		{"diff /php", "nothing is pending in /php\n"},
		{"diff /Shop/anna/cart/total", "/Shop/anna/cart\n~ total  12 -> 13\n"},
		{"diff /", "/Shop/anna/cart\n~ total  12 -> 13\n"},
	} {
		if got, err := sh.Run(x.line); err != nil || got != x.shows {
			t.Errorf("%s shows %q (%v), want %q", x.line, got, err, x.shows)
		}
	}
	for line, want := range map[string]string{
		"diff /Shop/ana": "/Shop/ana is not there", "diff nosuch": "there are no sessions in /nosuch", "diff /Shop/anna/basket": "/Shop/anna/basket is not there",
		"diff /Shop/anna/cart/totl": "/Shop/anna/cart/totl is not there", "diff /Shop/ana/cart": "/Shop/ana/cart is not there",
	} {
		if got, err := sh.Run(line); err == nil || hint.Line(err) != want || got != "" {
			t.Errorf("%s: %q, %v, want %s", line, got, err, want)
		}
	}
	sh.Do("rm /Shop/anna/cart/total", "savepoint gone")
	for line, shows := range map[string]string{
		"diff /Shop/anna/cart/total":              "/Shop/anna/cart\n- total  12\n",
		"diff --since gone /Shop/anna/cart/total": "nothing has changed since savepoint gone\n",
		"diff --since gone":                       "nothing has changed since savepoint gone\n",
		"diff --since gone /Shop/anna/login/user": "nothing has changed in /Shop/anna/login/user since savepoint gone\n",
	} {
		if got, err := sh.Run(line); err != nil || got != shows {
			t.Errorf("%s shows %q (%v), want %q", line, got, err, shows)
		}
	}
	if _, err := sh.Run("diff --since gone /Shop/ana"); err == nil {
		t.Error("nothing has changed in a place that is not there")
	}
	if _, err := sh.Env.Work.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := sh.Run("diff /Shop/anna"); err != nil || got != "nothing is pending\n" {
		t.Errorf("after a commit: %q, %v", got, err)
	}
}

// TestSavepointsAreAligned: the numbers of changes stand below each other, whatever the names take.
func TestSavepointsAreAligned(t *testing.T) {
	sh := visitors(t)
	sh.Do("savepoint a", "set /Shop/anna/cart/total 14", "savepoint 'with a blank'", "savepoint 五月")
	const want = "a               1 change since\n  ~ /Shop/anna/cart/total  13 -> 14\n" +
		"\"with a blank\"  0 changes since\n五月            0 changes since\n"
	if got, err := sh.Run("savepoints"); err != nil || got != want {
		t.Errorf("savepoints shows\n%s(%v), want\n%s", got, err, want)
	}
}

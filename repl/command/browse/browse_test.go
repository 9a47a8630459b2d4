package browse_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sessh/repl/command"
	"sessh/repl/command/browse"
	"sessh/repl/command/commandtest"
	"sessh/repl/command/edit"
	"sessh/repl/output"
)

func newShell(t *testing.T) *commandtest.Shell {
	t.Parallel()
	return commandtest.New(t, slices.Concat(browse.Commands(), edit.Commands()))
}

func commit(t *testing.T, sh *commandtest.Shell) {
	t.Helper()
	if _, err := sh.Env.Work.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// shop has two sessions that are stored, one that is new, and a pending change.
func shop(t *testing.T) *commandtest.Shell {
	sh := newShell(t)
	sh.Do("set /Shop/s1/cart/total 12", "set /Shop/s2/cart/total 120")
	commit(t, sh)
	sh.Do("set /Shop/s3/cart/total 1", "set /Shop/s2/cart/name Bob", "rm /Shop/s2/cart/total")
	return sh
}

// TestCd: one goes to what is there or can come to be, and back.
func TestCd(t *testing.T) {
	sh := shop(t)
	for _, test := range []struct{ line, at, fails string }{
		{"cd Shop", "/Shop", ""}, {"cd s1/cart", "/Shop/s1/cart", ""}, {"cd -", "/Shop", ""}, {"cd .", "/Shop", ""}, {"cd -", "/Shop/s1/cart", ""},
		{"cd total", "/Shop/s1/cart", "/Shop/s1/cart/total is of type integer, not a place to go to"},
		{"cd nope", "/Shop/s1/cart", "/Shop/s1/cart/nope is not there"}, {"cd /New/s9", "/New/s9", ""},
		{"cd /beaker", "/beaker", ""}, {"cd /laravel", "/laravel", ""}, {"cd /items", "/items", ""}, {"cd", "/", ""},
	} {
		_, err := sh.Run(test.line)
		if at := sh.Env.Place.Here.String(); at != test.at || fmt.Sprint(err) != test.fails && (err != nil || test.fails != "") {
			t.Errorf("%s leads to %s, and the error is %v", test.line, at, err)
		}
	}
}

// TestLs: new sessions come first, then the stored ones; what is pending is marked; a
// name, or a place, that is not there is lacking, however results are written.
func TestLs(t *testing.T) {
	sh := shop(t)
	for _, test := range []struct{ line, shows, note, lacks string }{
		{"ls /Shop", "+ s3  1 change\n  s1\n~ s2\n", "", ""},
		{"ls /Shop/s1", "  cart  1 key\n", "", ""},
		{"ls /Shop/s2/cart", "+ name   \"Bob\"\n- total  120\n", "", ""},
		{"ls /Shop/s1/cart/t*", "  total  12\n", "", ""},
		{"ls --sort name --reverse --limit 2 /Shop", "+ s3  1 change\n~ s2\n", "", ""},
		{"ls --sort name /Shop/s[13]", "  s1\n+ s3  1 change\n", "", ""},
		{"ls -n 1 /Shop", "+ s3  1 change\n", "", ""},
		{"ls -n 2 /Shop", "+ s3  1 change\n  s1\n", "", ""},
		{"ls -n 3 /Shop", "+ s3  1 change\n  s1\n~ s2\n", "", ""},
		{"ls -n 1 /Shop/s2/cart", "+ name  \"Bob\"\n", "", ""},
		{"ls -n 1 /", "  Shop  2 sessions\n", "", ""},
		{"ls -n 1 /Shop/x*", "", "(nothing matches)", "nothing matches /Shop/x*"},
		{"ls /Shop/x*", "", "(nothing matches)", "nothing matches /Shop/x*"},
		{"ls /Shop/s1/x*", "", "(nothing matches)", "nothing matches /Shop/s1/x*"},
		{"ls /Empty", "", "(no sessions in /Empty)", "there are no sessions in /Empty"},
		{"ls /Shop/s9", "", "(new: created by the first key that is set in it)", "/Shop/s9 is not there"},
		{"ls /Shop/s1/crat", "", "(new: created by the first key that is set in it)\nhint: did you mean cart?", "/Shop/s1/crat is not there"},
		{"ls /Shop/s1/basket", "", "(new: created by the first key that is set in it)", "/Shop/s1/basket is not there"},
	} {
		for _, onTerminal := range []bool{false, true} {
			sh.OnTerminal = onTerminal
			note := ""
			if onTerminal {
				note = test.note
			}
			text, err := sh.Run(test.line)
			if err != nil || text != test.shows || strings.Join(sh.Notes, "\n") != note || (sh.Lacking == nil) != (test.lacks == "") || sh.Lacking != nil && sh.Lacking.Error() != test.lacks {
				t.Errorf("%s on a terminal (%t) shows\n%sbeside %q, lacks %v, and the error is %v", test.line, onTerminal, text, sh.Notes, sh.Lacking, err)
			}
		}
		sh.JSON = true
		if _, err := sh.Run(test.line); err != nil || (sh.Lacking == nil) != (test.lacks == "") {
			t.Errorf("%s, as JSON, lacks %v, and the error is %v", test.line, sh.Lacking, err)
		}
		sh.JSON = false
	}
}

// TestLsOfWhatIsGone: sessions with pending changes are listed also if another program has removed them.
func TestLsOfWhatIsGone(t *testing.T) {
	sh := shop(t)
	sh.Do("set /Shop/s4/cart/total 1", "set /Old/s1/cart/total 1")
	commit(t, sh)
	sh.Do("set /Shop/s2/cart/total 5", "rm -r /Shop/s4", "set /Shop/s5/cart/total 1", "set /Old/s1/cart/total 2")
	if err := sh.Env.Root.Store().Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ line, shows string }{
		{"ls /", "~ Old  0 sessions\n+ Shop  0 sessions\n"},
		{"ls /Old", "~ s1  1 change\n"},
		{"ls /Shop", "+ s5  1 change\n~ s2  1 change\n- s4  1 change\n"},
		{"ls -n 2 /Shop", "+ s5  1 change\n~ s2  1 change\n"},
		{"ls /Shop/s[12]", "~ s2  1 change\n"},
		{"ls --sort name /Shop", "~ s2  1 change\n- s4  1 change\n+ s5  1 change\n"},
		{"ls --sort size /Shop", "~ s2  1 change\n- s4  1 change\n+ s5  1 change\n"},
	} {
		if text, err := sh.Run(test.line); err != nil || text != test.shows || sh.Lacking != nil {
			t.Errorf("%s shows\n%s%v, %v", test.line, text, sh.Lacking, err)
		}
	}
}

// TestSizesAreShown: sessions that are sorted by size have their sizes beside them, in columns.
func TestSizesAreShown(t *testing.T) {
	sh := newShell(t)
	sh.Do("set /Shop/long-name/cart/text "+strings.Repeat("x", 2000), "set /Shop/b/cart/text x")
	commit(t, sh)
	out, err := sh.Run("ls --sort size /Shop")
	if want := regexp.MustCompile(`^  long-name  2,\d\d\d bytes\n  b            \d\d\d bytes\n$`); err != nil || !want.MatchString(out) {
		t.Errorf("%q, %v", out, err)
	}
}

// TestListingsAreSeen: what a listing names is remembered, for completion.
func TestListingsAreSeen(t *testing.T) {
	sh := shop(t)
	for _, line := range []string{"ls /Shop", "ls --sort size /Shop", "containers"} {
		sh.Do(line)
		slices.Sort(sh.Seen)
		if !slices.Equal(sh.Seen, []string{"/Shop/s1", "/Shop/s2"}) {
			t.Errorf("after %s, %v are known", line, sh.Seen)
		}
	}
}

// TestRowsStop: a listing ends where its rows are not taken any more, with that error.
func TestRowsStop(t *testing.T) {
	sh := shop(t)
	sh.Do("set /Old/s1/cart/total 1", "set /Old/s2/cart/total 1")
	commit(t, sh)
	enough := errors.New("enough")
	for _, line := range []string{"ls /Shop", "ls /Old", "ls /", "ls --sort name /Shop", "containers", "tree /", "tree /Shop", "tree /Shop/s1", "find .cart /", "find --name s* /", "grep cart /"} {
		call, err := browse.Commands().Bind(browse.Commands().Parse(line), nil)
		if err != nil {
			t.Fatal(err)
		}
		sh.Do("pwd") // there is a printer, from which the width is
		r, err := call.Cmd.Run(t.Context(), sh.Env, call)
		if table, ok := r.(output.Table); ok {
			r = table.Result
		}
		rows, ok := r.(output.Rows)
		if !ok || err != nil {
			t.Errorf("%s has the result %T, and the error is %v", line, r, err)
			continue
		}
		n := 0
		err = rows(func(output.Result) error {
			n++
			return enough
		})
		if n != 1 || !errors.Is(err, enough) {
			t.Errorf("%s goes on for %d rows, and the error is %v", line, n, err)
		}
	}
}

// TestSearch: a search shows what matches; one that finds nothing lacks just that.
func TestSearch(t *testing.T) {
	sh := shop(t)
	for _, test := range []struct{ line, shows string }{
		{"find '.cart.total > 10' /", "/Shop/s1\n"},
		{"find .cart.name", "/Shop/s2  \"Bob\"\n"},
		{"find '.cart.total > 1000'", ""},
		{"find --name t* /Shop", "/Shop/s3/cart/total\n/Shop/s1/cart/total\n"},
		{"find --type string * /Shop", "/Shop/s2/cart/name\n"},
		{"find --name nope", ""},
		{"grep -i bob", "/Shop/s2/cart/name  \"Bob\"\n"},
		{"grep --names bob", ""},
		{"grep nope /Shop/s1", ""},
	} {
		text, err := sh.Run(test.line)
		if got, want := lines(text), lines(test.shows); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s shows\n%swant\n%sand the error is %v", test.line, text, test.shows, err)
		}
		if lacks := errors.Is(sh.Lacking, command.ErrNoMatch); lacks != (test.shows == "") {
			t.Errorf("%s lacks %v", test.line, sh.Lacking)
		}
	}
}

// lines returns the lines of a text, sorted: servers list sessions in no order.
func lines(text string) []string {
	return slices.Sorted(strings.SplitSeq(text, "\n"))
}

// TestExec: a line is run in each session that matches, as one step; where it fails, the
// error says where.
func TestExec(t *testing.T) {
	sh := shop(t)
	text, err := sh.Run("find --exec 'set cart/found true' '.cart.total'")
	if err != nil || text != "2 sessions: set cart/found true\n" {
		t.Fatalf("it shows %q, and the error is %v", text, err)
	}
	w := sh.Env.Work.Work()
	if at := sh.At("Shop", "s1", "cart", "found"); at != true {
		t.Errorf("found is %v", at)
	}
	if _, _, err := w.Undo(); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"s1", "s3"} {
		if text, _ := sh.Run("ls /Shop/" + id + "/cart"); strings.Contains(text, "found") {
			t.Errorf("after undo, %s still has\n%s", id, text)
		}
	}
	if _, err := sh.Run("find --exec 'set nope/a/b 1' .cart.name"); err == nil || !strings.HasPrefix(err.Error(), "/Shop/s2: ") {
		t.Errorf("the error is %v", err)
	}
}

// TestDescribe: get, info, ttl and tree show what is pending, beside what is committed.
func TestDescribe(t *testing.T) {
	sh := shop(t)
	for _, test := range []struct{ line, shows, fails string }{
		{"get /Shop/s2/cart/name", "\"Bob\"\n", ""},
		{"get --committed /Shop/s2/cart/total", "120\n", ""},
		{"get --committed /Shop/s2/cart/name", "", "/Shop/s2/cart/name is not committed"},
		{"get /Shop", "", "/Shop is not a value"},
		{"get /Nope", "", "there are no sessions in /Nope"},
		{"info /Shop/s2/cart/total", "path       /Shop/s2/cart/total\ntype       null\nstate      removed\ncommitted  120\n", ""},
		{"info /", "", "info describes sessions and values, and / is neither"},
		{"ttl /Shop/s3", "", "/Shop/s3 is not stored"},
		{"tree /Shop/s2", "/Shop/s2\n  cart\n    + name  \"Bob\"\n", ""},
		{"tree --depth 1 /Shop/s2", "/Shop/s2\n  cart\n", ""},
	} {
		text, err := sh.Run(test.line)
		if text != test.shows || (err == nil) != (test.fails == "") || err != nil && err.Error() != test.fails {
			t.Errorf("%s shows\n%sand the error is %v", test.line, text, err)
		}
	}
	if text, err := sh.Run("ttl /Shop/s1"); err != nil || text != "1h\n" && !strings.HasPrefix(text, "59m") { // some time may have passed
		t.Errorf("ttl shows %s, and the error is %v", text, err)
	}
	sh.OnTerminal = true
	if _, err := sh.Run("get --raw /Shop/s2/cart/name"); err == nil {
		t.Error("raw output goes to a terminal")
	}
}

// TestCountedAreKnown: all sessions that are counted are known to the shell, for Tab.
func TestCountedAreKnown(t *testing.T) {
	sh := newShell(t)
	const many = 150
	for i := range many {
		sh.Do(fmt.Sprintf("set /Shop/s%d/cart/total 1", i))
	}
	sh.Do("set /Other/s1/cart/total 1")
	commit(t, sh)
	sh.Seen = nil
	if out, err := sh.Run("containers"); err != nil || !strings.Contains(out, "150 sessions") {
		t.Errorf("%v: %q", err, out)
	}
	slices.Sort(sh.Seen)
	if seen := slices.Compact(sh.Seen); len(seen) != many+1 || !slices.Contains(seen, "/Other/s1") {
		t.Errorf("%d are known: %q", len(seen), seen)
	}
}

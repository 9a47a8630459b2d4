package browse_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sessh/session/storage"
)

// TestFindTakesDamagedSessions: whether an expression is decided without decoding sessions or
// not, those that are damaged are reported, and those for which it fails are counted.
func TestFindTakesDamagedSessions(t *testing.T) {
	sh := newShell(t)
	sh.Do("set /Shop/s1/cart/total 12", "set /Shop/s2/cart/total 120", "set /Shop/s3/cart/total text")
	commit(t, sh)
	document := func(id, rest string) storage.Write {
		return storage.Write{Key: "sessh/Shop/" + id, Value: []byte(`{"version":1,"data":{"cart":{"total":` + rest), TTL: storage.TTLNever}
	}
	sh.Env.Root.Store().Apply(t.Context(), []storage.Write{
		document("cut", `1`), document("twice", `1,"total":2}}}`), document("later", `200,"odd":tru}}}`), document("fine", `300, "note":"\u0041" } } }`),
	})
	for _, test := range []struct{ quick, whole, shows string }{
		{".cart.total > 100", "(.cart.total) as $t | $t > 100", "/Shop/s2\n/Shop/s3\n/Shop/fine\n"},
		{".cart.total == 1000", "(.cart.total) as $t | $t == 1000", ""},
		{".cart.total.deep == 1", "(.cart.total.deep) as $d | $d == 1", ""},
		{`.cart.note == "A"`, `.cart.note as $n | $n == "A"`, "/Shop/fine\n"},
	} {
		var errs, notes []string
		for _, expr := range []string{test.quick, test.whole} {
			text, err := sh.Run("find '" + expr + "' /Shop")
			if got, want := lines(text), lines(test.shows); !slices.Equal(got, want) {
				t.Errorf("%s shows\n%swant\n%s", expr, text, test.shows)
			}
			if err == nil {
				t.Fatalf("%s does not report damaged sessions", expr)
			}
			errs, notes = append(errs, err.Error()), append(notes, strings.Join(sh.Notes, "\n"))
		}
		if errs[0] != errs[1] || notes[0] != notes[1] || !strings.Contains(errs[0], "no sessh document") {
			t.Errorf("%s reports\n%s\n%s\nand\n%s\n%s", test.quick, errs[0], notes[0], errs[1], notes[1])
		}
	}
}

// TestOrderOfTimes: without the Z, times in UTC sort as text, parts of a second too, as the help about
// values says.
func TestOrderOfTimes(t *testing.T) {
	sh := newShell(t)
	times := []string{"04.999999999", "05", "05.000000001", "05.5", "05.55", "05.56", "06"}
	for i, at := range times {
		sh.Do(fmt.Sprintf(`set /Shop/s1/cart/t%d {"$time": "2026-01-02T03:04:%sZ"}`, i, at))
	}
	text, err := sh.Run(`find '[.cart[] | rtrimstr("Z")] | . == sort and length == 7' /Shop`)
	if err != nil || text != "/Shop/s1\n" {
		t.Errorf("%v\n%s", err, text)
	}
}

// TestAssignmentIsNoted: an expression that assigns where it was to compare matches every session, and a
// note says so.
func TestAssignmentIsNoted(t *testing.T) {
	const note = "note: = assigns in jq's language, and == compares"
	sh := shop(t)
	for _, test := range []struct {
		expr string
		is   bool
	}{
		{".cart.total = 77", true}, {".cart.total=77 and .cart.name == 1", true}, {"def f: 1; .cart.total = f", true}, {".cart.total == 1 or .cart.name = 2", true},
		{"select(.cart.total = 77)", true}, {"map(select(.total = 77))", true}, {"map(.total = 77)", true}, {"[.cart | .total = 77]", true},
		{"any(.total = 77)", true}, {"any(.[]; .total = 77)", true}, {"all(.total = 77)", true}, {"map(.total = 77) | any", true}, {"(.cart.total = 77) | not", true},
		{"(.cart.total = 77)", true}, {"(.cart.total = 77)?", true}, {"try (.cart.total = 77)", true}, {".cart | .total = 77", true}, {". as $x | .cart.total = 1", true},
		{".cart and (.cart.total = 77)", true}, {"if .cart.total = 77 then 1 else empty end", true}, {"if .cart then .cart.total = 77 else empty end", true},
		{"[.[] | select(.total = 77)] | length > 0", true}, {"first(.[] | .total = 77)", true}, {"with_entries(select(.value = 77)) != {}", true},
		{"(.cart.total = 77) | .cart.total == 77", false}, {"map(.total = 77) | length > 0", false}, {"map(.total = 77)[0].total", false}, {"{a: (.b = 1)}.a", false},
		{".cart.total == 77", false}, {".cart.total |= 77", false}, {".cart.total += 1", false}, {".cart | .total = 1 | .total", false},
		{".cart.name == \"=\"", false}, {". as $x | .cart.total > 1", false}, {"77", false},
	} {
		for _, line := range []string{"find '%s'", "find '%s' /Shop/s1", "find --limit 1 '%s'", "find --exec 'set cart/x 1' '%s'"} {
			line = fmt.Sprintf(line, test.expr)
			if _, err := sh.Run(line); err != nil {
				t.Errorf("%s: %v", line, err)
			}
			if slices.Contains(sh.Notes, note) != test.is {
				t.Errorf("%s notes %q", line, sh.Notes)
			}
		}
	}
}

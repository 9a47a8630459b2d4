package servers

import (
	"strings"
	"testing"
	"time"

	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session/diff"
	"sessh/session/tree"
	"sessh/session/watch"
	"sessh/session/watch/races"
)

// TestRaceText: both writes are shown, what was lost, and how often.
func TestRaceText(t *testing.T) {
	t.Parallel()
	at := func(ms int) time.Time { return time.Date(2026, 1, 2, 12, 3, 5, ms*1e6, time.UTC) }
	path := func(keys ...any) tree.Path { return tree.SessionPath("Shop", "s1", keys...) }
	first := races.Write{Time: at(101), Conn: 31, Command: "set"}
	last := races.Write{Time: at(123), Conn: 34, Command: "set"}
	milk := races.Loss{Path: path("cart", "items", 1), Kind: diff.Added, First: "milk", Missing: true}
	user := races.Loss{Path: path("user"), Kind: diff.Changed, First: "anna", Last: "ben"}
	back := races.Loss{Path: path("token"), Kind: diff.Removed, Last: "x"}
	var got strings.Builder
	p := output.New(output.Options{Out: &got})
	var count tally
	for _, r := range []races.Race{
		{First: first, Last: last, Read: at(90), Lost: []races.Loss{milk, milk, user}},
		{First: first, Last: last, Read: at(90), Lost: []races.Loss{milk}, Perhaps: true, Readers: []int{7, 8}},
		{First: first, Last: last, Lost: []races.Loss{back}, Perhaps: true},
		{First: races.Write{Time: at(101), Conn: 31, Removed: true}, Last: last, Read: at(90), Lost: []races.Loss{milk}},
		{First: first, Last: last, Read: at(90), Unseen: true},
	} {
		x := &race{Race: watch.Race{Race: r}, names: place.Path{"Shop", "s1"}}
		count.add(x)
		if err := p.Emit(x); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Emit(&count); err != nil {
		t.Fatal(err)
	}
	const want = `12:03:05.123 ! /Shop/s1 lost an update
  12:03:05.101  connection 31 wrote
  12:03:05.123  connection 34 wrote from what it had read at 12:03:05.090
  - cart/items/1  "milk"
  - cart/items/1  "milk"
  ~ user  "anna" -> "ben"
12:03:05.123 ! /Shop/s1 perhaps lost an update
  12:03:05.101  connection 31 wrote
  12:03:05.123  connection 34 wrote from what it had read at 12:03:05.090, unless it was read for that by connection 7 or 8
  - cart/items/1  "milk"
12:03:05.123 ! /Shop/s1 perhaps lost an update
  12:03:05.101  connection 31 wrote
  12:03:05.123  connection 34 wrote; when that was read is not known
  + token  "x"
12:03:05.123 ! /Shop/s1 lost an update
  12:03:05.101  connection 31 removed the session
  12:03:05.123  connection 34 wrote from what it had read at 12:03:05.090
  - cart/items/1  "milk"
12:03:05.123 ! /Shop/s1 had a write overwritten unread; what was lost was not seen
  12:03:05.101  connection 31 wrote
  12:03:05.123  connection 34 wrote from what it had read at 12:03:05.090
cart/items lost 2 times, and perhaps 1 time more
user lost 1 time
token perhaps lost 1 time
1 write overwritten unread; what was lost was not seen
`
	if got.String() != want {
		t.Errorf("it is\n%s\nwant\n%s", got.String(), want)
	}
}

// TestRaceOfASecondRead: where a connection looked again right before it wrote, that is the doubt.
func TestRaceOfASecondRead(t *testing.T) {
	t.Parallel()
	r := &race{Race: watch.Race{Race: races.Race{Read: time.Date(2026, 1, 2, 12, 3, 5, 90*1e6, time.UTC), Perhaps: true, Again: true}}}
	if got, want := r.knowledge(), " from what it had read at 12:03:05.090, unless it used what it read again right before"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

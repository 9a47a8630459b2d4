package listing_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"sessh/repl/listing"
	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/sweep"
)

// TestFirst: what is kept of a sequence is what sorting all of it begins with.
func TestFirst(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	all := make([]listing.Brief, 200)
	for i := range all {
		all[i] = listing.Brief{ID: fmt.Sprint("s", i), Size: r.Int32N(50), Expires: r.Int64N(50), Touched: r.Int64N(50)}
	}
	for name, order := range listing.Orders {
		for _, o := range []listing.Order{order, order.Reversed()} {
			sorted := slices.SortedFunc(slices.Values(all), o)
			for _, n := range []int{0, 1, 10, len(all), 2 * len(all)} {
				first := listing.NewFirst(n, o)
				for _, b := range all {
					first.Add(b)
				}
				want := sorted
				if n > 0 && n < len(sorted) {
					want = sorted[:n]
				}
				if got := first.Sorted(); first.Len() != len(want) || !slices.Equal(got, want) {
					t.Errorf("by %s, the first %d are %v, want %v", name, n, got, want)
				}
			}
		}
	}
}

// TestOrders: the largest, the last that was used and the soonest to expire come first;
// what never expires comes last, and equals go by their names.
func TestOrders(t *testing.T) {
	t.Parallel()
	all := []listing.Brief{
		{ID: "old", Size: 1, Expires: 10, Touched: 1}, {ID: "large", Size: 9, Expires: 20, Touched: 2},
		{ID: "eternal", Size: 1, Touched: 3}, {ID: "equal", Size: 1, Expires: 10, Touched: 1},
	}
	for order, want := range map[string]string{
		"name": "[equal eternal large old]", "size": "[large equal eternal old]",
		"ttl": "[equal old large eternal]", "access": "[eternal large equal old]",
	} {
		var ids []string
		for _, b := range slices.SortedFunc(slices.Values(all), listing.Orders[order]) {
			ids = append(ids, b.ID)
		}
		if got := fmt.Sprint(ids); got != want {
			t.Errorf("by %s: %s, want %s", order, got, want)
		}
	}
}

// TestLeft: a session has no more time left than it was given, if the clock of the server is up to a
// second ahead.
func TestLeft(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_000_000, 300_000_000)
	container := session.NewRoot(memstore.New(memstore.Options{}), session.Options{Formats: []format.Format{sesshjson.Format{}}}).Container("Shop")
	for _, test := range []struct {
		name    string
		expires time.Time
		want    time.Duration
	}{
		{"the clocks agree", time.Unix(1_003_600, 0), time.Hour - time.Second},
		{"the server is ahead", time.Unix(1_003_601, 0), time.Hour},
		{"parts of a second count where they are known", now.Add(time.Hour), time.Hour},
		{"it has expired", time.Unix(999_998, 0), -2 * time.Second},
	} {
		if got := listing.Left(test.expires, now); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
		f := listing.BriefOf(sweep.Found{Container: container, ID: "s1", Item: storage.Listed{Expires: test.expires}}).Found()
		if got := listing.Left(f.Item.Expires, now); got != test.want {
			t.Errorf("%s: %v after a brief, want %v", test.name, got, test.want)
		}
	}
}

// TestBrief: what is kept of a session is what the listing had of it, to the second.
func TestBrief(t *testing.T) {
	t.Parallel()
	b := listing.Brief{ID: "s1", Expires: 1000, Touched: 2000, Size: 7}
	f := b.Found()
	if f.ID != "s1" || f.Item.Size != 7 || !f.Item.Expires.Equal(time.Unix(1000, 0)) || !f.Item.LastAccess.Equal(time.Unix(2000, 0)) {
		t.Errorf("%+v has become %+v", b, f)
	}
	if f := (listing.Brief{}).Found(); !f.Item.Expires.IsZero() || !f.Item.LastAccess.IsZero() {
		t.Errorf("a session that never expires has become %+v", f)
	}
}

package memcached_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/plain"
	"sessh/session/format/sesshjson"
	"sessh/session/storage"
	"sessh/session/sweep"
)

// TestMisplaced: that many items are not where the scheme puts them is reported
// once.
func TestMisplaced(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		lay  func(x *fleet)
		want string // items, those astray, and the keys that are looked at
	}{
		{"in place, with replicas", func(x *fleet) {
			for i := range 9 {
				x.lay(fmt.Sprint("a", i), "aaa")
			}
		}, ""},
		{"one left behind", func(x *fleet) { x.lay("a0", "a--"); x.lay("b0", "-a-") }, ""},
		{"few left behind", func(x *fleet) {
			for i := range 9 {
				x.lay(fmt.Sprint("a", i), "aaa")
			}
			x.lay("b0", "-a-")
			x.lay("c1", "a--")
		}, ""},
		{"many", func(x *fleet) { x.lay("a0", "-a-"); x.lay("b1", "a-a"); x.lay("c1", "aa-") }, "3 2 3"},
		{"the scheme's server is down", func(x *fleet) {
			x.lay("a1", "a--")
			x.lay("b1", "--a")
			x.proxies[1].Refuse()
		}, ""},
		{"very many", func(x *fleet) {
			var keys []string
			for i := range 5000 {
				keys = append(keys, keyOf(fmt.Sprint(i, "-1")))
			}
			x.put(2, keys, "a")
		}, "5000 5000 <= 512"},
		{"items of others, beside sessions in place", func(x *fleet) {
			x.lay("a0", "a--")
			x.put(1, []string{"other0", "other2", "other3"}, "x")
		}, ""},
		{"items, and no sessions", func(x *fleet) { x.put(1, []string{"other0", "other2", "other3"}, "x") }, "3 3 3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := startFleet(t)
			root := session.NewRoot(x.root.Store(), session.Options{Formats: []format.Format{sesshjson.Format{}, plain.Raw()}})
			test.lay(x)
			got := ""
			for n := range 2 {
				for _, err := range sweep.ListNames(t.Context(), root) {
					if err != nil && !errors.Is(err, storage.ErrUnreachable) {
						t.Fatal(err)
					}
				}
				m := root.Catalog().Misplaced(t.Context())
				if n == 1 && m != nil {
					t.Error("it is told again")
				}
				if n == 0 && m != nil {
					looked := fmt.Sprint(len(m.At))
					if len(m.At) > 100 && len(m.At) <= 512 {
						looked = "<= 512"
					}
					got = fmt.Sprint(m.Items, m.Astray, " ", looked)
					if on := m.At[keyOf("b1")]; test.name == "many" && !slices.Equal(on, []string{x.proxies[0].Addr, x.proxies[2].Addr}) {
						t.Errorf("b1 is on %v", on)
					}
				}
			}
			if got != test.want {
				t.Errorf("it tells %q, want %q", got, test.want)
			}
		})
	}
}

package keys_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sessh/session/format/keys"
)

// TestIndex looks up keys in an index of many formats: it finds those that a look at each of
// them finds.
func TestIndex(t *testing.T) {
	t.Parallel()
	var shapes [][]keys.Shape
	for _, patterns := range [][]keys.Pattern{
		django, app, digested, private, hinted, without,
		one("tea:{id}", "t"), one("{id:hex4}_s", "h"), one("{id:php6up}", "p"), one("{p:prefix}{id:alnum6up}", "a:{p}"), one("{p}{id:word8}", "w:{p}"), one("{p}-b-{id}", "b:{p}"),
		{{Key: "{p}/{id:hex4}", Container: "h:{p}", Hints: []string{"tea", "mate"}}},
	} {
		k, err := keys.New("Tea", patterns...)
		if err != nil {
			t.Fatal(err)
		}
		shapes = append(shapes, k.Shapes())
	}
	shapes = append(shapes, nil)
	for range 5 { // more than a block
		shapes = append(shapes, shapes...)[:min(len(shapes)*2, 150)]
	}
	x := keys.NewIndex(shapes)
	piece := rapid.SampledFrom([]string{"", ":", "tea:", "_s", "-b-", "ab12", "Zz9", ",", "é", "Tea", "mATE", "/", "0123456789abcdef0123456789abcdef", "2::", ":1:django.contrib.sessions.cache"})
	check := func(t interface{ Errorf(string, ...any) }, key string) {
		end := keys.EndOf(key)
		var want []int
		for i, s := range shapes {
			if end.MayFit(s) {
				want = append(want, i)
			}
		}
		if got := slices.Collect(x.MayFit(key)); !slices.Equal(got, want) {
			t.Errorf("%q may be of %d, want %d", key, got, want)
		}
	}
	for _, key := range []string{"", "Tea/ab12", "mATE/ab12", "cocoa/ab12", "x-b-y", "tea:"} {
		check(t, key)
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, strings.Join(rapid.SliceOfN(piece, 0, 5).Draw(t, "key"), ""))
	})
}

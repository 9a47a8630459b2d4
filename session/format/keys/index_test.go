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
		{{Key: "{p}/{id:hex4}", Container: "u:{p}", Uncached: true}, {Key: "{p:prefix}{id:word4}", Container: "v:{p}", Uncached: true}},
		one("{p:prefix}{id:hex4}", "x:{p}"), one("{p:prefix}{id:uuid|word8}", "i:{p}"), one("{p}{id:uuid}", "j:{p}"), one("{id:uuid}", "k"), one("{id:hex4}", "l"), one("{id:php4up}", "m"),
		one("{p}-sess-{id}", "s:{p}"), one("{p}:session:{id}", "s:{p}"),
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
	piece := rapid.SampledFrom([]string{"", ":", "tea:", "_s", "-b-", "ab12", "Zz9", ",", "é", "Tea", "mATE", "/", "0123456789abcdef0123456789abcdef", "2::", ":1:django.contrib.sessions.cache", "views/", "-sess-", "session:", "6d6eb5d9-be6e-4c32-857a-6b34b819bcac", "abcdefgh"})
	check := func(t interface{ Errorf(string, ...any) }, key string) {
		end := keys.EndOf(key)
		var want []int
		for i, s := range shapes {
			if i >= keys.Held || end.MayFit(s) {
				want = append(want, i)
			}
		}
		if got := slices.Collect(x.MayFit(key, 0).In(len(shapes))); !slices.Equal(got, want) {
			t.Errorf("%q may be of %d, want %d", key, got, want)
		}
		const last = keys.Set(1<<1 | 1<<5)
		i := slices.IndexFunc(want, func(f int) bool { return f < keys.Held && last.Has(f) })
		if got := slices.Collect(x.MayFit(key, last).In(keys.Held)); i >= 0 && !slices.Equal(got, want[:i+1]) {
			t.Errorf("%q may be of %d, up to %d", key, got, want[i])
		}
	}
	for _, key := range []string{"", "Tea/ab12", "mATE/ab12", "cocoa/ab12", "x-b-y", "tea:", "ab12_s", "ab1_s", "aab12_s"} {
		check(t, key)
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, strings.Join(rapid.SliceOfN(piece, 0, 5).Draw(t, "key"), ""))
	})
}

// TestShapesOfParts looks at keys that begin or end with a part of fixed length, and at what is
// beside that.
func TestShapesOfParts(t *testing.T) {
	t.Parallel()
	const uuid, word40 = "6d6eb5d9-be6e-4c32-857a-6b34b819bcac", "-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_"
	for pattern, want := range map[string]map[string]bool{
		"{p:prefix}{id:uuid|word40}": {
			uuid: true, "é." + uuid: true, "a" + uuid: false, uuid[1:]: false, strings.ReplaceAll(uuid, "-", "_"): false,
			word40: true, "é." + word40: true, "a" + word40: false, word40[1:]: false,
		},
		"{p}{id:uuid}":        {uuid: true, "a" + uuid: true, strings.ToUpper(uuid): false},
		"{id:HEX12}:{p}":      {"0123456789AB:": true, "0123456789AB:x": true, "0123456789Ab:": false, "0123:": false, "x0123456789AB:": false},
		"{p}={id:word7}":      {"p=-_-_-_-": true, "=-_-_-_-": true, "p:-_-_-_-": false, "-_-_-_-": false, "==-_-_-_": false},
		"{p:prefix}{id:hex4}": {"abcd": true, ":abcd": true, "xabcd": false, "-0123": true, "": false},
	} {
		container := "c"
		if strings.Contains(pattern, "{p") {
			container = "c:{p}"
		}
		k, err := keys.New("Tea", keys.Pattern{Key: pattern, Container: container})
		if err != nil {
			t.Fatal(err)
		}
		x := keys.NewIndex([][]keys.Shape{k.Shapes()})
		for key, fits := range want {
			if got := x.MayFit(key, 0).Has(0); got != fits {
				t.Errorf("%q may fit %s: %v", key, pattern, got)
			}
			if _, _, ok := k.Parse(key); ok && !fits {
				t.Errorf("%q fits %s", key, pattern)
			}
		}
	}
}

package framework

import (
	"fmt"
	"testing"

	"sessh/session"
	"sessh/session/format/formattest"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/sweep"
)

// TestCachesHaveNoSessions puts what applications cache under keys like those of sessions:
// none of it is listed as one.
func TestCachesHaveNoSessions(t *testing.T) {
	t.Parallel()
	const (
		md5, sha1 = "9e107d9d372bb6826bd81d3542a419d6", "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12"
		sha256    = "d7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592"
		words     = "q8Zt3LkP0vXn5RbY7wUc2aEd9GhJ4mSf6TiKoBqW"
	)
	keys := []string{
		md5, sha1, sha256, words, words[:32], "shop" + md5, "shop:" + md5, "shop:" + sha256, "shop:2:" + sha256, "shop_" + words, "wp_:transient:feed_" + md5,
		"laravel_cache_:" + sha1, "laravel_cache:" + words, "laravel-cache-" + words, "views/products/index:" + md5, "shop:views/products:" + md5, "rails:" + sha256,
		"assessments:" + md5, "possession_" + words, "cake_model_" + words, "myapp_cake_core_" + md5, ":1:views.decorators.cache.cache_page.." + md5, "wikidb:messages:" + md5,
		"global:" + sha1, "horde_" + words, "hordecache:" + md5, "sf2_" + words, "simpleSAMLphp.artifact." + md5, "ci_cache:" + md5, "moodle_" + words[:22],
	}
	entry := func(body string) string { return "\x04\x08\"" + string(rune(len(body)+5)) + body }
	type value struct {
		flags uint32
		text  string
	}
	values := []value{
		{0, ""}, {0, "7"}, {1, "7"}, {0, "<html><p>Tea|s:3</p></html>"}, {0, "a|b|c"}, {0, "<b>x</b>|i:5;"}, {0, `2026|s:1:"x";`}, {0, "|i:5;"}, {0, "N;"}, {0, "s:3:\"tea\";"}, {0, `{"a":1,"flash":"yes","session_id":"x","tracking":"y"}`}, {1, `{"flash":true,"csrf":1}`},
		{0, `a:2:{s:2:"id";i:7;s:4:"name";s:3:"tea";}`}, {4, `a:2:{s:2:"id";i:7;s:6:"Config";i:1;}`}, {0, `a:1:{s:6:"Config";s:3:"tea";}`}, {0, `a:2:{i:0;a:1:{s:7:"__flash";i:1;}i:1;N;}`}, {0, `a:2:{i:0;s:12:"<p>Tea</p>|s:";i:1;N;}`},
		{0, `O:8:"stdClass":1:{s:6:"_token";i:1;}`}, {5, "\x00\x00\x00\x02\x14\x01\x11\x02id\x06\x07"}, {0, "\x00\x00\x00\x02\x14\x01\x11\x02id\x06\x07"}, {7, "\x81\xa2id\x07"}, {0, "\x81\xa2id\x07"}, {6, `{"id":7}`},
		{1, "\x04\x08{\x06I\"\x07id\x06:\x06ETi\x0c"}, {1, "\x04\x08{\x06I\"\x0aflash\x06:\x06ETi\x0c"}, {1, "\x04\x08o: ActiveSupport::Cache::Entry\x06:\x0b@value{\x06I\"\x10_csrf_token\x06:\x06ETi\x0c"},
		{1, entry("\x00\x04\x08[\x06{\x06I\"\x07id\x06:\x06ETi\x0c")}, {1, "\x80\x04}\x94\x8c\x02id\x94K\x07s."}, {0, "\x04user\x00\x01\x02"}, {2, "x\x9c\x03\x00\x00\x00\x00\x01"}, {80, "\x10\x00\x00\x00garbage"}, {0, "gAAAAABrCOuXPJgP56H4KK4idY-thbyNsZwcC0pNJhzBZB5Azzx9_taP0rulqm9Y6hs59TYRb5QGyj0EssUXj5YJkYyhXFkvvQ=="},
	}
	for n, v := range values {
		store := memstore.New(memstore.Options{})
		for _, key := range keys {
			store.Apply(t.Context(), []storage.Write{{Key: key, Value: []byte(v.text), Flags: v.flags}})
		}
		root := session.NewRoot(store, session.Options{Formats: All()})
		for found, err := range sweep.List(t.Context(), root) {
			if err != nil {
				t.Fatal(err)
			}
			if name := found.Container.Format().Name(); name != "raw" {
				t.Errorf("%s, with %s, is listed as a session of %s", found.Item.Key, fmt.Sprintf("%d: %q", values[n].flags, values[n].text), name)
			}
		}
	}
}

// TestTokens: a token of Fernet is a session of Starsessions under the prefix of these alone,
// and what is not such a token is none even there.
func TestTokens(t *testing.T) {
	t.Parallel()
	const id, token = "9e107d9d372bb6826bd81d3542a419d6", "gAAAAABrCOuXPJgP56H4KK4idY-thbyNsZwcC0pNJhzBZB5Azzx9_taP0rulqm9Y6hs59TYRb5QGyj0EssUXj5YJkYyhXFkvvQ=="
	early := "gAAAAAAAAAAB" + token[12:]
	for key, want := range map[string]string{"starsessions." + id: "starsessions-encrypted", "session:" + id: "raw", "sessions." + id: "raw", "mystarsessions." + id: "raw", id: "raw"} {
		for value, whole := range map[string]bool{token: true, token[:len(token)-24]: false, token[:96] + "AAAAAAAA": false, early: false, "gAAAAABmZ": false, token + "AAAA": false} {
			store := memstore.New(memstore.Options{})
			store.Apply(t.Context(), []storage.Write{{Key: key, Value: []byte(value)}})
			for found, err := range sweep.List(t.Context(), session.NewRoot(store, session.Options{Formats: All()})) {
				if err != nil {
					t.Fatal(err)
				}
				if name := found.Container.Format().Name(); name != want && whole || !whole && name != "raw" {
					t.Errorf("%s with %.12s... of %d bytes is of %s", key, value, len(value), name)
				}
			}
		}
	}
}

// TestCachesOfManyKinds lists 10,000 items (1,000 in short runs) that applications of many frameworks cache, beside
// the sessions that the frameworks have written: each session is listed under its format, and
// no other item is.
func TestCachesOfManyKinds(t *testing.T) {
	t.Parallel()
	count := 10000
	if testing.Short() {
		count = 1000
	}
	store, want := memstore.New(memstore.Options{}), make(map[string]string)
	put := func(key, format string, value []byte, flags uint32) {
		store.Apply(t.Context(), []storage.Write{{Key: key, Value: value, Flags: flags}})
		want[key] = format
	}
	for _, item := range formattest.Caches(t, "testdata/caches.py", count) {
		put(item.Key, "raw", item.Value, item.Flags)
	}
	if len(want) != count {
		t.Fatalf("there are %d items", len(want))
	}
	for _, f := range rows() {
		for _, item := range formattest.Items(t, "testdata/"+f.Name()) {
			put(item.Key, f.Name(), item.Value, item.Flags)
		}
	}
	root := session.NewRoot(store, session.Options{Formats: All()})
	for found, err := range sweep.List(t.Context(), root) {
		if err != nil {
			t.Fatal(err)
		}
		if name := found.Container.Format().Name(); name != want[found.Item.Key] {
			t.Errorf("%s is listed under %s, and is of %s", found.Item.Key, name, want[found.Item.Key])
		}
		delete(want, found.Item.Key)
	}
	if len(want) > 0 {
		t.Errorf("%d items are not listed", len(want))
	}
}

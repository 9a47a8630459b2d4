package framework

import (
	"strings"
	"testing"

	"sessh/session"
	"sessh/session/format/client"
	"sessh/session/memstore"
)

// TestUnrelatedItems puts what caches keep under keys like those of sessions: none is listed
// as a session.
func TestUnrelatedItems(t *testing.T) {
	t.Parallel()
	const hex40, word43 = "0123456789abcdef0123456789abcdef01234567", "abcdefghijklmnopqrstuvwxyz-_ABCDEFGHIJKLMNO0"
	ids := []string{hex40[:32], hex40, "Zz_-Zz_-Zz_-Zz_-Zz_-Zz_-Zz_-Zz_-", "6d6eb5d9-be6e-4c32-857a-6b34b819bcac", word43[:43], strings.ToUpper(hex40[:32]) + "-n1"}
	prefixes := []string{"", "shop:", "shop_", "keyv:keyv:", "keyv:", "AIOHTTP_SESSION_", "app:session:", "scs:session:", ":1:views.decorators.cache.cache_page..GET.", "koa:sess:", "koha_library", "wp_:transient:", "shop/views/"}
	values := []struct {
		flags uint32
		value string
	}{
		{0, ""}, {0, "text"}, {2, "5"}, {0, "<html><body>session</body></html>"},
		{0, `{"a":1}`}, {0, `{"cookie":"x"}`}, {0, `{"cookie":{"a":1}}`}, {0, `{"value":{"a":1},"expires":1795697528606}`}, {0, `{"value":[1],"expires":null}`},
		{0, `{"created":"2026-11-26","session":{"a":1}}`}, {0, `{"created":1,"session":{},"user":7}`}, {0, `{"session":{"a":1}}`},
		{0, `{"data":[1],"deadline":1}`}, {0, `{"Values":{"a":1}}`}, {0, `["a","b"]`}, {0, `[{"cookie":1}]`}, {0, `{"maxAge":1,"expires":"_maxAge"}`},
		{0, `{"ct":"tea"}`}, {0, "MIIB"}, {0, "eyJhbGciOiJIUzI1NiJ9.eyJpdiI6MX0.c2ln"}, {0, "gAAAAABmZ"}, {0, "gAAAAABrCOuXPJgP56H4KK4idY-thbyNsZwcC0pNJhzBZB5Azzx9_taP0rulqm9Y6hs59TYRb5QGyj0EssUXj5YJkYyhXFkvvQ=="},
		{1, "\x80\x02}q\x00X\x01\x00\x00\x00aq\x01K\x01s."}, {1, "\x80\x02}q\x00K\x01\x86q\x01."}, {1, "\x80\x04\x8c\x01a\x94."}, {9, "\x78\x9cgarbage"},
		{1, "(dp0\nVa\np1\nI1\ns."}, {0, "\x81\xa1a\x01"}, {0, "\x81\xaa_permanen?\x01"},
		{4, `a:1:{s:1:"a";i:1;}`}, {0, `a:2:{s:4:"name";s:6:"_tokem";i:0;d:1.5;}`}, {0, `O:8:"stdClass":0:{}`},
		{1, "\x04\x08o: ActiveSupport::Cache::Entry\x06:\x0b@valuei\x06"}, {1, "\x04\x08{\x06I\"\x06a\x06:\x06ETi\x06"},
		{0, "---\na: 1\n"}, {0, "--- \n_SESSION: 1\n"}, {0, "$D = {'a' => 1};;$D"}, {0, "\x04\x0b\x0812345678\x04\x08\x08\x08\x02\x01\x00\x00\x00"}, {1, "\x05\x0b\x02\x00\x00\x00\x01\x08\x81"},
		{1, "\xac\xed\x00\x05t\x00\x01a"}, {0, "\x02\x00\x00\x01"}, {0, "\x00\x02\x00W" + strings.Repeat("\x00", 100)}, {0, "\x0c\xff\x81\x02\x01\x02\xff\x82\x00\x01\x0c\x00\x00"},
		{0, "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"}, {80, "a\x11\x00\x00\x1aa:10:{s:6:"}, {0, "\x00\x00\x00\x02\x14\x01\x11\x01a\x06\x01"},
	}
	root := session.NewRoot(memstore.New(memstore.Options{}), session.Options{Formats: All()})
	fits := 0
	for _, f := range root.Formats() {
		claims := f.Traits().Claims
		for _, prefix := range prefixes {
			for _, id := range ids {
				key := prefix + id
				if _, _, _, ok := f.Parse(key); !ok || claims == nil {
					continue
				}
				fits++
				if row, ok := f.(*Format); ok && row.its().keys.Tells(key) {
					continue // a name in small letters that says session
				}
				for _, v := range values {
					if claims(key, &client.Stored{Value: []byte(v.value), Flags: v.flags}) {
						t.Errorf("%s takes %s for a session, with the flags %d and %q", f.Name(), key, v.flags, v.value)
					}
				}
			}
		}
	}
	if fits < 100 {
		t.Errorf("only %d keys fit", fits)
	}
}

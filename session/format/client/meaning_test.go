package client

import "testing"

func TestMeaning(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		flags uint32
		value string
		want  string // "": nothing
	}{
		{0, "text", ""},
		{1, "\x80\x04K\x01.", "python-memcached, pylibmc, pymemcache: a pickle"},
		{1, "\x04\bi\x06", "Dalli: serialized, in Marshal"},
		{2, "5", "python-memcached, pylibmc, pymemcache: an integer; node-memcached: JSON; php-memcached: a float"},
		{4, "a:0:{}", "node-memcached: bytes; php-memcached: serialized"},
		{80, "a\x11\x00\x00\x1a\xffa:10:{", "php-memcached: a text, compressed by fastlz"},
		{52, "a\x11\x00\x00x\x9c", "php-memcached: serialized, compressed by zlib"},
		{768, "0", "PHP's memcache: an integer"},
		{9, string(pack(t, Zlib, []byte("x"))), "python-memcached, pylibmc, pymemcache: a pickle, compressed"},
		{12345, "x", ""},
		{1, "", ""},
	} {
		if got := Meaning(test.flags, []byte(test.value)); got != test.want {
			t.Errorf("the flags %d of %q are %q, want %q", test.flags, test.value, got, test.want)
		}
	}
}

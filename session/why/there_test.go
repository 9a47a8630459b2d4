package why_test

import (
	"testing"
	"time"

	"sessh/session/format/cookie"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/why"
)

// ofThere are what is wrong with sessions that are there.
var ofThere = []happening{
	{"locked", "locked", false, "it is locked (last used ", func(t *testing.T) (*desk, why.Question) {
		d := aged(t)
		d.put(3600, "anna")
		d.tell(set("memc.sess.key.lock.anna", "1", 7200), "STORED")
		d.servers[0].Age(time.Minute)
		return d, anna
	}},
	{"unreadable", "unreadable", false, "its value cannot be read", func(t *testing.T) (*desk, why.Question) {
		d := fresh(t)
		d.tell(set(php+"anna", `user|s:300:"cut off`, 3600), "STORED")
		return d, anna
	}},
	{"written by another serializer", "other-format", false, "it is written as php_serialize", func(t *testing.T) (*desk, why.Question) {
		d := fresh(t)
		d.put(3600, "ben", "eve", "joe")
		d.tell(set(php+"anna", `a:1:{s:4:"user";s:3:"Ann";}`, 3600), "STORED")
		return d, anna
	}},
	{"copies that differ", "copies", false, "with another content", func(t *testing.T) (*desk, why.Question) {
		d := newDesk(t, memcachedtest.Start(t), memcachedtest.Start(t))
		id := d.chosen(0)
		d.put(3600, id)
		d.servers[1].Ask(set(php+id, user("other", 0), 3600)+"\r\n", "STORED")
		return d, why.Question{Container: "php", ID: id}
	}},
	{"no expiry", "never-expires", false, "as 1 of 2 sessions", func(t *testing.T) (*desk, why.Question) {
		d := fresh(t)
		d.put(3600, "ben")
		d.put(0, "anna")
		return d, anna
	}},
	{"expires soon", "expires-soon", false, "sessions in php are given 1h", func(t *testing.T) (*desk, why.Question) {
		d := fresh(t)
		d.put(3600, "ben", "eve")
		d.put(30, "anna")
		return d, anna
	}},
	{"will be evicted", "may-be-evicted", false, "and the session has ", func(t *testing.T) (*desk, why.Question) {
		d := fresh(t, "-m", "2")
		d.fill(1000, d.evicts(500))
		d.tell(set(php+"anna", user("anna", 1000), 3600), "STORED")
		return d, anna
	}},
	{"near the limit", "near-limit", false, "the server's limit is 1.0 MiB", func(t *testing.T) (*desk, why.Question) {
		d := fresh(t)
		d.tell(set(php+"anna", user("anna", 1000<<10), 3600), "STORED")
		return d, anna
	}},
	{"a cookie that is over", "cookie-expired", false, "that expired", func(t *testing.T) (*desk, why.Question) {
		d := fresh(t)
		d.tell(set("sess:"+express, `{"cookie":{"originalMaxAge":1000,"expires":"2020-01-02T03:04:05.678Z","path":"/"},"user":"Ann"}`, 3600), "STORED")
		return d, why.Question{Container: "express:sess", ID: express}
	}},
	{"no mark", "unrecognized", false, "without _token sessh does not recognize it: it is listed under /items", func(t *testing.T) (*desk, why.Question) {
		const id = "kqkH8jX0fTz5VgkHl4Hbd4Dl7QmF3sYwT2rPmUcA"
		d := fresh(t)
		d.tell(set("shop_cache_"+id, `a:1:{s:4:"user";s:3:"Ann";}`, 3600), "STORED")
		return d, why.Question{Container: "laravel:shop_cache_", ID: id}
	}},
	{"what the framework needs is missing", "incomplete", false, "there is no _accessed_time in it, and Beaker cannot read it without", func(t *testing.T) (*desk, why.Question) {
		const id = "0123456789abcdef0123456789abcdef"
		d := fresh(t)
		d.tell("set "+id+"_session 1 3600 9\r\n(dU\x01aK\x01s.", "STORED")
		return d, why.Question{Container: "beaker", ID: id}
	}},
	{"a cookie that is refused", "signature", false, "of another secret", func(t *testing.T) (*desk, why.Question) {
		d := fresh(t)
		d.tell(set("sess:"+express, `{"cookie":{"originalMaxAge":null,"path":"/"}}`, 3600), "STORED")
		secrets, err := cookie.ParseSecrets([]byte("wrong"))
		if err != nil {
			t.Fatal(err)
		}
		return d, why.Question{Jar: cookie.Jar{Secrets: secrets, Cookies: []cookie.Cookie{
			{Name: "connect.sid", Value: "s:" + express + ".eiU/zXqNIgbizmpoXjsEse3HEDmX2MIBUjFZcHDd6lA"},
		}}}
	}},
}

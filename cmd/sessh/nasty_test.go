//go:build unix

package main

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"sessh/session/format/client"
	"sessh/session/format/formattest"
	"sessh/session/memcached/memcachedtest"
)

// written is an item that a framework wrote.
type written struct{ formattest.Item }

// frameworkItem returns an item from the testdata of its format.
func frameworkItem(t *testing.T, format, name string) written {
	t.Helper()
	folder := filepath.Join("../../session/format/framework/testdata", format)
	if format == "lovely" {
		folder = "../../session/format/lovely/testdata"
	}
	return written{formattest.Read(t, filepath.Join(folder, name+".json"))}
}

func (w written) path() string { return "/" + w.Container + "/" + w.ID }

func store(srv *memcachedtest.Server, key string, flags uint32, value []byte) {
	srv.Ask(fmt.Sprintf("set %s %d 3600 %d\r\n%s\r\n", key, flags, len(value), value), "STORED")
}

// bomb returns a few bytes that become more than a value may be.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	block := make([]byte, 1<<20)
	for range client.Limit>>20 + 1 {
		if _, err := w.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// spoilt is an item whose value or flags are not what the framework wrote, and
// the reason that is given.
type spoilt struct {
	name, format, item string
	flags              int // -1: as they were
	value              func(was []byte) []byte
	reason             string
}

func spoiltItems(t *testing.T) []spoilt {
	same := func(was []byte) []byte { return was }
	cut := func(was []byte) []byte { return was[:len(was)/2] }
	zlibbed := func(was []byte) []byte {
		b, err := client.Zlib.Pack(was)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	is := func(b []byte) func([]byte) []byte { return func([]byte) []byte { return b } }
	other := func(format, item string) func([]byte) []byte { return is(frameworkItem(t, format, item).Value) }
	huge := is(bomb(t))
	const tooEarly = "the value ends too early"
	return []spoilt{
		{"cut off django", "django", "pymemcache/simple", -1, cut, "the pickle cannot be read: at byte"},
		{"cut off django, compressed", "django", "pylibmc/compressed", -1, cut, "the compressed value ends too early"},
		{"cut off beaker", "beaker", "pylibmc/nested", -1, cut, "the pickle cannot be read: at byte"},
		{"cut off flask, a pickle", "flask", "pickle/nested", -1, cut, tooEarly},
		{"cut off flask, MessagePack", "flask", "msgpack/nested", -1, cut, "it is neither a pickle nor MessagePack: at byte"},
		{"cut off php", "php", "php/object", -1, cut, "none of PHP's serializers that are known, or cut off"},
		{"cut off php_binary", "php", "php_binary/object", -1, cut, "or cut off"},
		{"cut off php_serialize", "php", "php_serialize/object", -1, cut, "or cut off"},
		{"cut off igbinary", "php", "igbinary/object", -1, cut, tooEarly},
		{"cut off msgpack", "php", "msgpack/object", -1, cut, tooEarly},
		{"cut off rack", "rack", "dalli/object", -1, cut, "the value in Ruby's Marshal cannot be read: at byte"},
		{"cut off rack, compressed", "rack", "dalli/large", -1, cut, "the compressed value ends too early"},
		{"cut off express", "express", "memjs/nested", -1, cut, "the JSON text ends too early"},
		{"cut off lovely", "lovely", "python2/nested", -1, cut, tooEarly},

		{"django, flagged as compressed", "django", "pylibmc/simple", 9, same, "the flags say that the value is compressed, but it is not zlib"},
		{"django, not flagged as compressed", "django", "pylibmc/compressed", 1, same, "it looks compressed, and its flags do not say so"},
		{"rack, flagged as compressed", "rack", "dalli/simple", 3, same, "the flags say that the value is compressed, but it is not zlib"},
		{"rack, not flagged as compressed", "rack", "dalli/compressed", 1, same, "it looks compressed, and its flags do not say so"},
		{"php, compressed", "php", "php/simple", -1, zlibbed, "it looks compressed, and its flags do not say so"},
		{"django, flagged as JSON", "django", "pymemcache/simple", 2, same, "the value in JSON cannot be read"},
		{"django, flagged as a text", "django", "pymemcache/simple", 16, same, "the item's flags are 16"},
		{"beaker, flagged as a long integer", "beaker", "pylibmc/simple", 4, same, "the item's flags are 4"},
		{"rack, flagged as a text", "rack", "dalli/simple", 0, same, "the item's flags are 0: Dalli uses 1 for a session"},
		{"php, flagged as by a client", "php", "php/simple", 4, same, "the item's flags are 4"},
		{"flask, flagged as a text", "flask", "pickle/simple", 16, same, "the item's flags are 16"},
		{"lovely, flagged as an integer", "lovely", "python2/simple", 2, same, "the item's flags are 2"},

		{"django of garbage", "django", "pylibmc/compressed", 9, is([]byte("\x78\x9cgarbage")), "the compressed value cannot be unpacked"},
		{"rack of garbage", "rack", "dalli/compressed", 3, is([]byte("\x78\x9cgarbage")), "the compressed value cannot be unpacked"},
		{"a bomb for django", "django", "pylibmc/compressed", 9, huge, "unpacks to more than 33554432 bytes"},
		{"a bomb for rack", "rack", "dalli/compressed", 3, huge, "unpacks to more than 33554432 bytes"},

		{"an empty value of django", "django", "pymemcache/simple", 1, is(nil), "the value is empty"},
		{"an empty value of beaker", "beaker", "pylibmc/simple", 1, is(nil), "the value is empty"},
		{"an empty value of flask", "flask", "msgpack/simple", 0, is(nil), "the value is empty"},
		{"an empty value of rack", "rack", "dalli/simple", 1, is(nil), "the value is empty"},
		{"an empty value of rack, compressed", "rack", "dalli/simple", 3, is(nil), "the compressed value ends too early"},
		{"an empty value of express", "express", "memjs/simple", 0, is(nil), "the value is empty"},
		{"an empty value of lovely", "lovely", "python2/simple", 0, is(nil), tooEarly},

		{"php in django", "django", "pymemcache/simple", -1, other("php", "php/object"), "the pickle cannot be read: at byte 0"},
		{"django in php", "php", "php/simple", -1, other("django", "pymemcache/simple"), "bytes are left over"},
		{"rack in php", "php", "php/simple", -1, other("rack", "dalli/simple"), "none of PHP's serializers"},
		{"django in rack", "rack", "dalli/simple", -1, other("django", "pymemcache/simple"), "it is not Marshal 4.8"},
		{"JSON in beaker", "beaker", "pylibmc/simple", -1, other("express", "memjs/simple"), "'{' is not an opcode"},
		{"rack in flask", "flask", "msgpack/simple", -1, other("rack", "dalli/simple"), "it is neither a pickle nor MessagePack"},
		{"php_serialize in express", "express", "memjs/simple", -1, other("php", "php_serialize/simple"), "no JSON: invalid character"},
		{"other JSON in express", "express", "memjs/simple", -1, is([]byte(`{"a":1}`)), "there is no cookie in it"},
		{"django in lovely", "lovely", "python2/simple", -1, other("django", "pymemcache/simple"), "not a session of lovely.session"},
		{"a list in django", "django", "pymemcache/simple", -1, is([]byte("\x80\x04]\x94.")), "the value is a list, not a mapping"},
		{"an unknown class in django", "django", "pymemcache/simple", -1, is([]byte("\x80\x02cshop.app\nSession\n)\x81.")), "the value is a shop.app.Session, not a mapping"},
		{"an unknown class in rack", "rack", "dalli/simple", -1, is([]byte("\x04\x08o:\x0cSession\x00")), "the value is a Session, not a mapping"},
	}
}

// TestSpoiltItems asks for what cannot be read: a line names the session and
// reports why, and nothing is written.
func TestSpoiltItems(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	for i, test := range spoiltItems(t) {
		if testing.Short() && i%5 != 0 {
			continue
		}
		t.Run(test.name, func(t *testing.T) {
			w := frameworkItem(t, test.format, test.item)
			if test.flags >= 0 {
				w.Flags = uint32(test.flags)
			}
			store(srv, w.Key, w.Flags, test.value(w.Value))
			raw := srv.Ask("gets "+w.Key+"\r\n", "END")
			p := w.path()
			for _, lines := range [][]string{{"ls " + p}, {"get " + p + "/user"}, {"set " + p + "/user/name x", "commit"}, {"rm " + p + "/user", "commit"}} {
				out, err := sesshFails(t, srv.Addr, lines...)
				raw := "/items/" + w.Key // where it can be read all the same
				if !strings.Contains(out, raw) {
					t.Errorf("%s: it does not name %s:\n%s", lines[0], raw, out)
				}
				out, _, _ = strings.Cut(out, "hint: ls "+raw)
				if err == nil || strings.Count(out, "\n") != 1 || !strings.Contains(out, p+": ") || !strings.Contains(out, test.reason) {
					t.Errorf("%s: %v, and it says\n%s\nwant one line with %s and %q", lines[0], err, out, p, test.reason)
				}
			}
			info := sesshLines(t, srv.Addr, "info "+p)
			if strings.Count(info, test.reason) != 1 || !strings.Contains(info, "unreadable "+p+": ") {
				t.Errorf("info says\n%s\nwant one line with %q", info, test.reason)
			}
			if got := srv.Ask("gets "+w.Key+"\r\n", "END"); got != raw {
				t.Errorf("the item was\n%.300q\nand is\n%.300q", raw, got)
			}
		})
	}
}

// sesshFails runs lines that need not succeed.
func sesshFails(t *testing.T, addr string, lines ...string) (string, error) {
	t.Helper()
	args := []string{"--server", addr}
	for _, l := range lines {
		args = append(args, "-c", l)
	}
	return output(t, t.TempDir(), args...)
}

// TestUnknownClass looks at objects of classes that only the application knows:
// nothing within them can be changed.
func TestUnknownClass(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	for _, test := range []struct{ format, item, shown, within string }{
		{"django", "pymemcache/object", "shopapp.Item", "cart/items/0/name"},
		{"php", "php/object", "Item{", "cart/items/0/name"},
		{"php", "igbinary/object", "Item{", "cart/items/0/name"},
		{"rack", "dalli/object", "Item", "cart/items/0/@name"},
	} {
		t.Run(test.format+" "+test.item, func(t *testing.T) {
			w := frameworkItem(t, test.format, test.item)
			store(srv, w.Key, w.Flags, w.Value)
			raw := srv.Ask("gets "+w.Key+"\r\n", "END")
			if out := sesshLines(t, srv.Addr, "get "+w.path()+"/cart/items/0"); !strings.Contains(out, test.shown) {
				t.Errorf("the object is shown as %s", out)
			}
			out, err := sesshFails(t, srv.Addr, "set "+w.path()+"/"+test.within+" x", "commit")
			if err == nil || !strings.Contains(out, w.path()+"/cart/items/0") {
				t.Errorf("%v: %s", err, out)
			}
			if got := srv.Ask("gets "+w.Key+"\r\n", "END"); got != raw {
				t.Errorf("the item was\n%.300q\nand is\n%.300q", raw, got)
			}
		})
	}
}

// TestLockOfAnother holds a session with the item that PHP locks one by: it can
// be looked at, and neither it nor the lock is touched.
func TestLockOfAnother(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	w := frameworkItem(t, "php", "igbinary/object")
	lock := "memc.sess.key.lock." + w.ID
	store(srv, w.Key, w.Flags, w.Value)
	store(srv, lock, 0, []byte("1"))
	ask := "gets " + w.Key + " " + lock + "\r\n"
	raw := srv.Ask(ask, "END")
	out := sesshLines(t, srv.Addr, "get "+w.path()+"/note", "info "+w.path())
	for _, want := range []string{`"beside"`, "locked     by the application"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	for _, line := range []string{"set " + w.path() + "/note x", "rm " + w.path() + "/note", "rm -r " + w.path(), "cp " + w.path() + "/note " + w.path() + "/other"} {
		out, err := sesshFails(t, srv.Addr, line, "commit")
		want := w.path() + ": the application has locked the session"
		if first, _, _ := strings.Cut(out, "\n"); err == nil || !strings.Contains(first, want) {
			t.Errorf("%s: %v, and it says\n%s\nwant %q", line, err, out, want)
		}
	}
	if got := srv.Ask(ask, "END"); got != raw {
		t.Errorf("the items were\n%q\nand are\n%q", raw, got)
	}
}

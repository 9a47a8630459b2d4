package keys_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sessh/session/format/keys"
)

// django are patterns with parts, groups, and keys that look like one another.
var django = []keys.Pattern{
	{Key: "{prefix}:{version:number}:django.contrib.sessions.cached_db{id}", Container: "django:cached_db[:{prefix}:{version:number=1}]"},
	{Key: "{prefix}:{version:number}:django.contrib.sessions.cache{id}", Container: "django[:{prefix}:{version:number=1}]"},
}

// app are keys behind a prefix of the application's own, and hinted those of which the prefix
// must have the word session.
var (
	app      = one("{app:prefix}{id:alnum22up}", "tea[:{app=tea_}]")
	digested = []keys.Pattern{{Key: "{app}{id:hex32}", Container: "x[:{app}]", Digest: "yii-serialize"}, {Key: "{app}{id:hex32}", Container: "y[:{app}]", Digest: "yii-json"}}
	private  = []keys.Pattern{{Key: "{ns}:{id:rack}", Container: "x:{ns}", Telling: []string{""}}, {Key: "{ns}:{id:hex32}", Container: "x:{ns}", Telling: []string{"session", "sess"}}}
	hinted   = []keys.Pattern{{Key: "{app:prefix}{id:hex32}", Container: "x[:{app}]", Hints: []string{"session"}}}
	without  = []keys.Pattern{{Key: "{app:prefix}{id:hex32}", Container: "x[:{app}]", Without: []string{"flash:"}}}
)

func one(key, container string) []keys.Pattern {
	return []keys.Pattern{{Key: key, Container: container}}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	const cache, digits = ":django.contrib.sessions.cache", "0123456789abcdef0123456789abcdef"
	long := strings.Repeat("x", 249)
	for _, test := range []struct {
		name                 string
		patterns             []keys.Pattern
		container, id        string
		key, refused, parsed string // parsed: CONTAINER ID of a key that is refused; "": none
	}{
		{"an id", one("session:{id}", "flask"), "flask", "a1", "session:a1", "", ""},
		{"without a prefix", one("{id}", "x"), "x", "a1", "a1", "", ""},
		{"letters of any language", one("s:{id}", "x"), "x", "日本", "s:日本", "", ""},
		{"the longest", one("s:{id}", "x"), "x", long[1:], "s:" + long[1:], "", ""},
		{"too long", one("s:{id}", "x"), "x", long, "", "251 bytes", ""},
		{"empty", one("s:{id}", "x"), "x", "", "s:", "empty", ""},
		{"a blank", one("s:{id}", "x"), "x", "a b", "s:a b", "blanks or control", ""},
		{"a line's end", one("s:{id}", "x"), "x", "a\r\n", "s:a\r\n", "blanks or control", ""},
		{"DEL", one("s:{id}", "x"), "x", "a\x7f", "s:a\x7f", "blanks or control", ""},
		{"another container", one("s:{id}", "x"), "y", "a", "", "in the container x, not in y", ""},
		{"a key of others", one("s:{id}", "x"), "x", "", "session:a", "empty", ""},

		{"digits", one("{id:hex32}_session", "beaker"), "beaker", digits, digits + "_session", "", ""},
		{"a digit too few", one("{id:hex32}_session", "beaker"), "beaker", digits[1:], digits[1:] + "_session", "an id of Tea's has 32 hexadecimal digits", ""},
		{"no digits", one("{id:hex4}", "x"), "x", "ABCD", "ABCD", "4 hexadecimal digits", ""},
		{"letters", one("{id:word5}", "x"), "x", "a-_Z9", "a-_Z9", "", ""},
		{"no letters", one("{id:word5}", "x"), "x", "a+/Z9", "a+/Z9", "letters, digits, - and _", ""},

		{"as usual", django, "django", "s1", ":1" + cache + "s1", "", ""},
		{"a prefix", django, "django:shop:1", "s1", "shop:1" + cache + "s1", "", ""},
		{"a prefix with colons", django, "django:a:b:2", "s1", "a:b:2" + cache + "s1", "", ""},
		{"another engine", django, "django:cached_db", "s1", ":1" + cache + "d_dbs1", "", ""},
		{"both", django, "django:cached_db:shop:-3", "s1", "shop:-3" + cache + "d_dbs1", "", ""},
		{"a prefix like an engine", django, "django:cached_db:1", "s1", "cached_db:1" + cache + "s1", "", ""},
		{"as usual, said", django, "django::1", "s1", "", "not in django::1", ""},
		{"a version that is none", django, "django:shop:01", "s1", "shop:01" + cache + "s1", "not in django:shop:01", ""},
		{"an id like an engine", django, "django", "d_dbs1", "", "as that of another session", ""},
		{"a prefix like an engine and a prefix", django, "", "", "cached_db:p:2" + cache + "s1", "not in ", ""},

		{"a group in a key", one("[{namespace}:]rack:session:{id}", "rack[:{namespace}]"), "rack", "s1", "rack:session:s1", "", ""},
		{"a group in a key, there", one("[{namespace}:]rack:session:{id}", "rack[:{namespace}]"), "rack:shop", "s1", "shop:rack:session:s1", "", ""},
		{"a group in the middle", one("tea[/{shop}]/s:{id}", "tea[:{shop}]"), "tea:shop", "s1", "tea/shop/s:s1", "", ""},
		{"a group in the middle, left out", one("tea[/{shop}]/s:{id}", "tea[:{shop}]"), "tea", "s1", "tea/s:s1", "", ""},
		{"a prefix of its own", app, "tea:shop-", strings.Repeat("a1", 11), "shop-" + strings.Repeat("a1", 11), "", ""},
		{"the usual prefix", app, "tea", strings.Repeat("a1", 11), "tea_" + strings.Repeat("a1", 11), "", ""},
		{"no prefix", app, "tea:", strings.Repeat("a1", 11), strings.Repeat("a1", 11), "", ""},
		{"a prefix that is a name", app, "tea:shop", strings.Repeat("a1", 11), "", "as that of another session", ""},
		{"too short behind a prefix", app, "tea:shop-", strings.Repeat("a", 21), "shop-" + strings.Repeat("a", 21), "22 or more letters and digits", ""},
		{"a mark in what is behind a prefix", app, "tea:shop-", strings.Repeat("a", 22) + "-", "shop-" + strings.Repeat("a", 22) + "-", "22 or more", ""},
		{"counted from the end", one("{app}{id:hex32}", "x[:{app}]"), "x:shop", digits, "shop" + digits, "", ""},
		{"counted from the end, and more digits", one("{app}{id:hex32}", "x[:{app}]"), "x:00", digits, "00" + digits, "", ""},
		{"counted from the end, too short", one("{app}{id:hex32}", "x[:{app}]"), "x:shop", digits[1:], "shop" + digits[1:], "32 hexadecimal", ""},
		{"PHP's letters", one("s:{id:php22up}", "x"), "x", "abc-,Z9abc-,Z9abc-,Z9ab", "s:abc-,Z9abc-,Z9abc-,Z9ab", "", ""},
		{"none of PHP's letters", one("s:{id:php22up}", "x"), "x", "abc_,Z9abc-,Z9abc-,Z9ab", "s:abc_,Z9abc-,Z9abc-,Z9ab", "22 to 256 letters", ""},
		{"a private id", private, "x:a:b", "2::" + digits + digits, "a:b:2::" + digits + digits, "", ""},
		{"a public id, in the same container", private, "x:a:b", digits, "a:b:" + digits, "", ""},
		{"neither", private, "x:a:b", digits[1:], "a:b:" + digits[1:], "an id of Tea's has", ""},
		{"what a key has, of digests", digested, "x:shop", digits, "shop" + digits, "", ""},
		{"no text of others", without, "x:shop:", digits, "shop:" + digits, "", ""},
		{"a text of others", without, "x:shop:flash:", digits, "shop:flash:" + digits, "as that of another session", ""},
		{"twice the same", one("{a}:{a}:s:{id}", "x[:{a=k}]"), "x:shop", "s1", "shop:shop:s:s1", "", ""},
		{"twice the same, with colons", one("{a}:{a}:s:{id}", "x[:{a=k}]"), "x:a:b", "s1", "a:b:a:b:s:s1", "", ""},
		{"not the same", one("{a}:{a}:s:{id}", "x[:{a=k}]"), "", "", "shop:app:s:s1", "not in ", ""},
		{"a UUID", one("{app:prefix}{id:uuid}", "x[:{app}]"), "x:shop:", "6d6eb5d9-be6e-4c32-857a-6b34b819bcac", "shop:6d6eb5d9-be6e-4c32-857a-6b34b819bcac", "", ""},
		{"no UUID", one("{app:prefix}{id:uuid}", "x[:{app}]"), "x:shop:", "6d6eb5d9-be6e-4c32-857a-6b34b819bcaX", "shop:6d6eb5d9-be6e-4c32-857a-6b34b819bcaX", "the form of a UUID", ""},
		{"one of two kinds", one("{app:prefix}{id:uuid|hex32}", "x[:{app}]"), "x:shop:", digits, "shop:" + digits, "", ""},
		{"capitals", one("{id:HEX4}-{node}", "x:{node}"), "x:n1", "AB12", "AB12-n1", "", ""},
		{"no capitals", one("{id:HEX4}-{node}", "x:{node}"), "x:n1", "ab12", "ab12-n1", "4 hexadecimal digits in capitals", ""},
		{"a hint", hinted, "x:My_Session_", digits, "My_Session_" + digits, "", ""},
		{"no hint", hinted, "x:my_cache_", digits, "my_cache_" + digits, "as that of another session", ""},
		{"a hint in the name of the container", one("{app:prefix}{id:hex32}", "session[:{app}]"), "session:a_", digits, "a_" + digits, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			k, err := keys.New("Tea", test.patterns...)
			if err != nil {
				t.Fatal(err)
			}
			if test.refused != "" {
				if key, err := k.Key(test.container, test.id); err == nil || !strings.Contains(err.Error(), test.refused) {
					t.Errorf("the key is %q, %v", key, err)
				}
				if c, id, ok := k.Parse(test.key); ok {
					t.Errorf("%q is of %s/%s", test.key, c, id)
				}
				return
			}
			if key, err := k.Key(test.container, test.id); key != test.key || err != nil {
				t.Errorf("the key is %q, %v", key, err)
			}
			if c, id, ok := k.Parse(test.key); c != test.container || id != test.id || !ok {
				t.Errorf("%q is of %s/%s, %v", test.key, c, id, ok)
			}
		})
	}
}

func TestContainers(t *testing.T) {
	t.Parallel()
	k, err := keys.New("Django", django...)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(k.Containers(), " "); got != "django:cached_db django" {
		t.Errorf("the usual containers are %s", got)
	}
	const want = "the sessions of Django are in the container django:cached_db[:PREFIX:VERSION] or django[:PREFIX:VERSION], not in x"
	if _, err := k.Key("x", "s"); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("a container that is none: %v", err)
	}
}

func TestWhatIsNoPattern(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ key, container, want string }{
		{"session:", "x", "not those of"}, {"{id", "x", "bracket"}, {"[{id}", "x", "bracket"}, {"{id}]", "x", "bracket"}, {"[[{id}]]", "x", "bracket"},
		{"{id}{a}", "x[{a}]", "directly follows"}, {"{a}{id:hex4}:x", "x[{a}]", "only the last"}, {"{a}{id:hex4}{b}", "x[{a}{b}]", "directly follows"}, {"{id:alnumup}", "x", "no parts of the kind"}, {"{id:hex4up}", "x", "no parts of the kind"}, {"{a}:{id}", "x", "not those of"}, {"x:{id}", "x:{a}", "not those of"}, {"{id}", "{id}", "has no id"}, {"{id}", "", "empty"}, {"{id}", "[x]", "empty"},
		{"{id:hex}", "x", "no parts of the kind"}, {"{id:word0}", "x", "no parts of the kind"}, {"{id:tea}", "x", "no parts of the kind"},
		{"{a}:{b}:{c}:{d}:{id}", "{a}:{b}:{c}:{d}", "too many"}, {"", "x", "empty"},
	} {
		if _, err := keys.New("Tea", keys.Pattern{Key: test.key, Container: test.container}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s in %s: %v, want %q", test.key, test.container, err, test.want)
		}
	}
}

// locksOf are the locks on a session, with a blank between them.
func locksOf(k *keys.Keys, container, id string) string {
	return strings.Join(k.LockKeys(container, id), " ")
}

// TestLock names the locks beside sessions.
func TestLock(t *testing.T) {
	t.Parallel()
	k, err := keys.New("Tea", keys.Pattern{Key: "tea[/{shop}]/{id}", Container: "tea[:{shop}]"})
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Locks("tea/lock/{id}"); err != nil {
		t.Fatal(err)
	}
	for _, container := range []string{"tea", "tea:shop"} {
		if key := locksOf(k, container, "s1"); key != "tea/lock/s1" {
			t.Errorf("in %s the lock is %q", container, key)
		}
	}
	if c, id, ok := k.Parse("tea/lock/s1"); ok {
		t.Errorf("the lock is the session %s/%s", c, id)
	}
	if key, err := k.Key("tea:lock", "s1"); err == nil {
		t.Errorf("a session has the key %s", key)
	}
	if key := locksOf(k, "milk", "s1"); key != "" {
		t.Errorf("there is a lock %s of others", key)
	}
	for _, pattern := range []string{"lock", "lock/{id}/{a}", "{id"} {
		if err := k.Locks(pattern); err == nil {
			t.Errorf("%s is a pattern of locks", pattern)
		}
	}
}

// TestDigests makes keys of ids that they do not tell: in the containers of listings an id may
// be the digest, and in others everything is an id.
func TestDigests(t *testing.T) {
	t.Parallel()
	k, err := keys.New("Tea", digested...)
	if err != nil || !k.Digests() {
		t.Fatal(err)
	}
	const id, digest = "2vlck2e55s8657rb7fss4v1uqn", "dbdea69b7ef3be1eb79b560ea5a2be4e"
	for _, test := range []struct{ container, id, key string }{
		{"x", id, digest}, {"x", digest, digest}, {"x:shop", id, "shop" + digest}, {"y", "lov4s3o81bb5jjq2dsv5sn4dt3", "82fc61eb23481543c4e7476045e3f185"},
	} {
		if key, err := k.Key(test.container, test.id); key != test.key || err != nil {
			t.Errorf("the key of %s/%s is %q, %v, want %q", test.container, test.id, key, err, test.key)
		}
	}
	if key, err := k.Key("y", digest); key == digest || err != nil {
		t.Errorf("an id that looks like a digest has the key %q, %v", key, err)
	}
	if c, got, ok := k.Parse("shop" + digest); c != "x:shop" || got != digest || !ok {
		t.Errorf("the key is of %s/%s, %v", c, got, ok)
	}
	if _, err := k.Key("x", "a b"); err == nil {
		t.Error("an id with a blank has a key")
	}
	if _, err := keys.New("Tea", keys.Pattern{Key: "{id:hex32}", Container: "x", Digest: "tea"}); err == nil || !strings.Contains(err.Error(), "yii-igbinary, yii-json, yii-serialize") {
		t.Errorf("an unknown digest: %v", err)
	}
}

// TestTells tells keys that say by themselves that an item is a session: by a word of its own.
func TestTells(t *testing.T) {
	t.Parallel()
	k, err := keys.New("Tea", private...)
	if err != nil {
		t.Fatal(err)
	}
	const digits = "0123456789abcdef0123456789abcdef"
	for key, want := range map[string]bool{
		"a:2::" + digits + digits: true, "shop:session:" + digits: true, "MySession:" + digits: true, "SESS-1:" + digits: true, "sess:" + digits: true,
		"shop:" + digits: false, "possession:" + digits: false, "assessment:" + digits: false, "sessions:" + digits: false, "é_Session:" + digits: true, "session:" + digits[1:]: false,
	} {
		if got := k.Tells(key); got != want {
			t.Errorf("%s is taken for a key of a session: %v", key, got)
		}
	}
}

// TestLockBehindAKey names locks that have the key of the session before a text, whatever the
// id.
func TestLockBehindAKey(t *testing.T) {
	t.Parallel()
	k, err := keys.New("Tea", keys.Pattern{Key: "tea:{id:hex4}", Container: "tea"}, keys.Pattern{Key: "{shop:prefix}{id:alnum4up}", Container: "tea:{shop}"})
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Locks("{key}-lock"); err != nil {
		t.Fatal(err)
	}
	for names, want := range map[[2]string]string{{"tea", "00ff"}: "tea:00ff-lock", {"tea:a_", "00ff"}: "a_00ff-lock", {"tea", "*"}: "tea:*-lock", {"milk", "00ff"}: ""} {
		if key := locksOf(k, names[0], names[1]); key != want {
			t.Errorf("the lock of %q is %q, want %q", names, key, want)
		}
	}
	if c, id, ok := k.Parse("a_00ff-lock"); ok {
		t.Errorf("the lock is the session %s/%s", c, id)
	}
	if err := k.Locks("{key}"); err == nil {
		t.Error("a lock has the key of the session")
	}
}

// TestSeveralLocks names locks of which a session can have either.
func TestSeveralLocks(t *testing.T) {
	t.Parallel()
	k, err := keys.New("Tea", keys.Pattern{Key: "{shop:prefix}{id:alnum4up}", Container: "tea:{shop}"})
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Locks("{shop}lock.{id}", "{key}.busy7"); err != nil {
		t.Fatal(err)
	}
	if got, want := locksOf(k, "tea:a_", "00ff"), "a_lock.00ff a_00ff.busy7"; got != want {
		t.Errorf("the locks are %q, want %q", got, want)
	}
	for _, lock := range []string{"a_lock.00ff", "a_00ff.busy7"} {
		if c, id, ok := k.Parse(lock); ok {
			t.Errorf("the lock %s is the session %s/%s", lock, c, id)
		}
	}
	if _, _, ok := k.Parse("a_00ff.busy"); !ok {
		t.Error("what is named almost like a lock is no session")
	}
	if k, err = keys.Under("the prefix", "p_", "p", "lock.{id}", "{id}.lock"); err != nil || locksOf(k, "p", "s1") != "p_lock.s1 p_s1.lock" {
		t.Errorf("under a prefix the locks are %q, %v", locksOf(k, "p", "s1"), err)
	}
}

// TestUnder names items under a prefix that looks like a pattern.
func TestUnder(t *testing.T) {
	t.Parallel()
	k, err := keys.Under("the prefix", "{a}[b]", "{a}", "lock.{id}")
	if err != nil {
		t.Fatal(err)
	}
	if key := locksOf(k, "{a}", "s1"); key != "{a}[b]lock.s1" {
		t.Errorf("the lock is %q", key)
	}
	if c, id, ok := k.Parse("{a}[b]lock.s1"); ok {
		t.Errorf("the lock is the session %s/%s", c, id)
	}
	for _, lock := range []string{"{id", "{id}{a}:"} {
		if _, err := keys.Under("the prefix", "p", "c", lock); err == nil {
			t.Errorf("%s is a pattern of locks", lock)
		}
	}
	if key, err := k.Key("{a}", "s1"); key != "{a}[b]s1" || err != nil {
		t.Errorf("the key is %q, %v", key, err)
	}
	if c, id, ok := k.Parse("{a}[b]s1"); c != "{a}" || id != "s1" || !ok {
		t.Errorf("the key is of %q/%q, %v", c, id, ok)
	}
	if _, _, ok := k.Parse("ab:s1"); ok {
		t.Error("another key fits")
	}
	if got := k.Containers(); len(got) != 1 || got[0] != "{a}" {
		t.Errorf("the containers are %q", got)
	}
	for names, want := range map[[2]string]string{{"a", "s1"}: "the sessions of the prefix are in the container", {"{a}", ""}: "empty", {"{a}", "a b"}: "blanks"} {
		if _, err := k.Key(names[0], names[1]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", names, err, want)
		}
	}
}

// TestInverse draws names and keys that are like those of patterns: what has a key is
// what is read in the key, and the other way round.
func TestInverse(t *testing.T) {
	t.Parallel()
	k, err := keys.New("Tea", append(django, keys.Pattern{Key: "[{a}/]s:{id}", Container: "s[={a}]"}, keys.Pattern{Key: "shop[:{a}]:1{id}", Container: "m[={a}]"}, keys.Pattern{Key: "{id:hex4}_s", Container: "b"}, keys.Pattern{Key: "{p:prefix}{id:alnum3up}", Container: "p[:{p}]", Hints: []string{"s"}}, keys.Pattern{Key: "{p}{id:hex4}", Container: "h[:{p=x}]"})...)
	if err != nil {
		t.Fatal(err)
	}
	piece := rapid.SampledFrom([]string{"", ":", "1", "01", "-2", "shop", "cached_db", "django", ":django.contrib.sessions.cache", "d_db", "s", "=", "/", "s:", "ab12", "p", "h", "x", "_s", " ", "é"})
	text := rapid.Map(rapid.SliceOfN(piece, 0, 9), func(s []string) string { return strings.Join(s, "") })
	usual := rapid.SampledFrom(append(k.Containers(), "django:shop:2", "s=a", "p:s_", "h:shop", "h:"))
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		container, id, key := rapid.OneOf(usual, text).Draw(t, "container"), text.Draw(t, "id"), text.Draw(t, "key")
		if key, err := k.Key(container, id); err == nil {
			found++
			if c, i, ok := k.Parse(key); c != container || i != id || !ok {
				t.Fatalf("%q of %s/%s is of %s/%s, %v", key, container, id, c, i, ok)
			}
		}
		if c, i, ok := k.Parse(key); ok {
			found++
			if end := keys.EndOf(key); !end.MayFit(k.Shapes()) {
				t.Fatalf("%q is of %s/%s, and has none of the shapes", key, c, i)
			}
			if back, err := k.Key(c, i); back != key || err != nil {
				t.Fatalf("%q is of %s/%s, whose key is %q, %v", key, c, i, back, err)
			}
		}
	})
	if found == 0 {
		t.Error("nothing has a key")
	}
}

// TestShapes looks at keys at a glance.
func TestShapes(t *testing.T) {
	t.Parallel()
	k, err := keys.New("Tea", keys.Pattern{Key: "tea:{id}", Container: "t"}, keys.Pattern{Key: "{id:hex4}_s", Container: "h"}, keys.Pattern{Key: "{p:prefix}{id:alnum6up}", Container: "p:{p}"}, keys.Pattern{Key: "{p}{id:word8}", Container: "w:{p}"}, keys.Pattern{Key: "{id:php11up}", Container: "p"}, keys.Pattern{Key: "{p}.s.{id:hex2}", Container: "i:{p}"}, keys.Pattern{Key: "{p}/{id:hex5}", Container: "h:{p}", Hints: []string{"tea"}})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]bool{
		"tea:": true, "tea:x": true, "tea": false, "abcd_s": true, "_abcd_s": false, "abcd_t": false, "x/abcdeZ": true, "x/abc.eZ": false, "x/ab-de_Z9": true, "x/b-de_Z9": false, "": false,
		"0,1-2,3-4,5": true, "0,1-2,3-4,": false, ".0,1-2,3-4,5": false, "x.s.ab": true, "x.t.ab": false, "my_Tea/abcde": true, "coffee/abcde": false,
	} {
		if end := keys.EndOf(key); end.MayFit(k.Shapes()) != want || !end.MayFit(nil) {
			t.Errorf("%q may fit: %v", key, !want)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	k, err := keys.New("Django", django...)
	if err != nil {
		b.Fatal(err)
	}
	for _, key := range []string{":1:django.contrib.sessions.cachev9l2", "memc.sess.key.0123456789abcdef"} {
		b.Run(key, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				k.Parse(key)
			}
		})
	}
}

// TestProves: of the keys of a format, those prove what their item is that fit a pattern which does, and
// none before it.
func TestProves(t *testing.T) {
	t.Parallel()
	k, err := keys.New("Rack", keys.Pattern{Key: "lock:{id}", Container: "lock"}, keys.Pattern{Key: "{app}:{id:rack}", Container: "rack:{app}", Proves: true}, keys.Pattern{Key: "{app}:{id:hex64}", Container: "rack:{app}"})
	if err != nil {
		t.Fatal(err)
	}
	digest := strings.Repeat("0123456789abcdef", 4)
	for key, want := range map[string]bool{
		"shop:2::" + digest: true, ":2::" + digest: true, "shop:" + digest: false, "shop:2::" + digest[1:]: false, "lock:2::" + digest: false, "": false,
	} {
		if got := k.Proves(key); got != want || !k.AnyProves() {
			t.Errorf("%q proves it: %v", key, got)
		}
	}
}

package session_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/client"
	"sessh/session/format/cookie"
	"sessh/session/format/framework"
	"sessh/session/format/plain"
	"sessh/session/listing"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
	"sessh/session/tree"
	"sessh/txn"
)

// keptIn commits a session in each of the places, and returns another root on the store, which
// knows nothing of its containers.
func keptIn(t *testing.T, formats []format.Format, places map[string]string) (*storetest.Faulty, *session.Root) {
	t.Helper()
	store := storetest.Faults(memstore.New(memstore.Options{}))
	root := session.NewRoot(store, session.Options{Formats: formats})
	err := txn.NewManager().Run(ctx, func(tx *txn.Tx) error {
		for place, format := range places {
			container, id, _ := strings.Cut(place, "/")
			s, err := root.ContainerIn(container, root.FormatNamed(format)).Session(ctx, tx, id)
			must(t, err)
			data, err := s.Data()
			must(t, err)
			if format == "express" {
				own := tree.NewMap()
				must(t, own.Set("originalMaxAge", nil))
				must(t, data.Set("cookie", own))
			}
			inner := tree.NewMap()
			must(t, inner.Set("name", "Ann"))
			must(t, data.Set("user", inner))
		}
		return nil
	})
	must(t, err)
	return store, session.NewRoot(store, session.Options{Formats: formats})
}

// described returns what was found: NAME=PLACE of each cookie.
func described(s *listing.Sought) string {
	var texts []string
	for _, b := range s.Found {
		text := fmt.Sprintf("%s=%s/%s", b.Cookie.Name, b.Container, b.ID)
		if b.Namesake {
			text += " (a namesake)"
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, " ")
}

func TestByCookie(t *testing.T) {
	t.Parallel()
	const django, other, public = "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc", "9hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc", "0123456789abcdef0123456789abcdef"
	const private = "2::3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9"
	prefixed, err := plain.Prefixed("shop_")
	must(t, err)
	_, root := keptIn(t, append([]format.Format{prefixed}, framework.All()...), map[string]string{
		"django/" + django: "django", "django:shop:2/" + other: "django", "rack/" + private: "rack", "rack/" + public: "rack",
		"express/b5trTBR86EqFqpOTSH1ZmJB0NuVhW_Yp": "express", "Shop/anna-of-sessh": "sessh", "shop/of-a-prefix": "plain",
		"flask/lone-of-flask": "flask", "MemCacheSession/browser-1": "lovely", "php/abcdefghijklmnopqrstuvwxyz": "php",
		"items/moodle_o394mu0smjlpj9kokcu50dok50": "raw",
	})
	for _, test := range []struct{ name, text, near, want string }{
		{"a usual container", "sessionid=" + django, "", "sessionid=django/" + django},
		{"a container with parts", "sid=" + other, "", "sid=django:shop:2/" + other},
		{"two cookies, one in a container with parts", "a=" + django + "; b=" + other, "", "a=django/" + django + " b=django:shop:2/" + other},
		{"no name", django, "", "=django/" + django},
		{"Rack's ids, the private one first", "rack.session=" + public, "", "rack.session=rack/" + private + " rack.session=rack/" + public},
		{"a contested key", "connect.sid=s%3Ab5trTBR86EqFqpOTSH1ZmJB0NuVhW_Yp.c2ln", "", "connect.sid=express/b5trTBR86EqFqpOTSH1ZmJB0NuVhW_Yp"},
		{"sessh's own", "sid=anna-of-sessh", "", "sid=Shop/anna-of-sessh"},
		{"a prefix of the user's", "sid=of-a-prefix", "", "sid=shop/of-a-prefix"},
		{"a signature", "session=lone-of-flask.c2ln", "", "session=flask/lone-of-flask"},
		{"a digest, in a container that is not known", "zope3_cs_1=browser-1", "", ""},
		{"a digest, in the container where one is", "zope3_cs_1=browser-1", "MemCacheSession", "zope3_cs_1=MemCacheSession/browser-1"},
		{"a digest, known by now", "zope3_cs_1=browser-1", "", "zope3_cs_1=MemCacheSession/browser-1"},
		{"PHP, among others", "_ga=GA1.1.1234567890.1234567890; PHPSESSID=abcdefghijklmnopqrstuvwxyz; theme=dark", "", "PHPSESSID=php/abcdefghijklmnopqrstuvwxyz"},
		{"the end of a raw key", "MoodleSession=o394mu0smjlpj9kokcu50dok50", "", "MoodleSession=items/moodle_o394mu0smjlpj9kokcu50dok50"},
		{"a raw key is no session where there is one", "a=o394mu0smjlpj9kokcu50dok50; b=" + django, "", "b=django/" + django},
		{"none", "sessionid=7hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc", "", ""},
		{"an id of another format's", "a=b; c=:1:django.contrib.sessions.cache" + django, "", ""},
	} {
		cookies, err := cookie.Parse(test.text)
		must(t, err)
		sought, err := root.Catalog().ByCookie(ctx, cookie.Jar{Cookies: cookies}, test.near, nil)
		must(t, err)
		got := described(sought)
		if test.want != got {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		if len(sought.Tried) == 0 {
			t.Errorf("%s: no format was tried", test.name)
		}
	}
}

// TestByCookieOfAnother finds a session whose key was tried for another format before.
func TestByCookieOfAnother(t *testing.T) {
	t.Parallel()
	formats := []format.Format{bare{tagged{tag: "first", contested: true}}, prefixed{tagged{tag: "second"}}}
	store, root := keptIn(t, formats, map[string]string{"second:shop_/1234567890abcdef": "second"})
	defer store.Close()
	sought, err := root.Catalog().ByCookie(ctx, cookie.Jar{Cookies: []cookie.Cookie{{Name: "a", Value: "shop_.1234567890abcdef"}, {Name: "b", Value: "1234567890abcdef"}}}, "", nil)
	must(t, err)
	if got := described(sought); got != "b=second:shop_/1234567890abcdef" {
		t.Error(got)
	}
}

// bare is a format whose ids are its keys, and that claims none.
type bare struct{ tagged }

func (f bare) Traits() *format.Traits {
	t := *f.tagged.Traits()
	t.Claims = func(string, *client.Stored) bool { return false }
	return &t
}

func (bare) Key(_, id string) (string, error) { return id, nil }

func (f bare) Parse(key string) (container, id string, exact, ok bool) {
	return "always-" + f.tag, key, true, true
}

// prefixed is a format whose containers are named after the prefixes of its keys.
type prefixed struct{ tagged }

func (f prefixed) Key(container, id string) (string, error) {
	prefix, ok := strings.CutPrefix(container, f.tag+":")
	if !ok {
		return "", errors.New("no container of this format")
	}
	return prefix + "." + id, nil
}

func (f prefixed) Parse(key string) (container, id string, exact, ok bool) {
	prefix, id, ok := strings.Cut(key, ".")
	return f.tag + ":" + prefix, id, true, ok
}

// TestByCookieNamesake finds a session in a container of which the name is another format's.
func TestByCookieNamesake(t *testing.T) {
	t.Parallel()
	_, root := keptIn(t, framework.All(), map[string]string{"django/8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc": "django"})
	root.Catalog().Assign("django", root.FormatNamed("sessh"))
	sought, err := root.Catalog().ByCookie(ctx, cookie.Jar{Cookies: []cookie.Cookie{{Name: "a", Value: "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc"}}}, "", nil)
	must(t, err)
	if got := described(sought); got != "a=django/8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc (a namesake)" {
		t.Error(got)
	}
}

// TestByCookieFailures: a server that cannot be read, or cannot list, is never one without the
// session.
func TestByCookieFailures(t *testing.T) {
	t.Parallel()
	const id = "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc"
	jar := cookie.Jar{Cookies: []cookie.Cookie{{Name: "a", Value: id}}}
	store, root := keptIn(t, framework.All(), map[string]string{"django/" + id: "django", "django:shop:2/" + id[1:]: "django"})
	store.BeforeList = func() error { return storage.ErrUnsupported }
	sought, err := root.Catalog().ByCookie(ctx, jar, "", nil)
	if err != nil || len(sought.Found) != 1 || sought.Unlisted != nil {
		t.Errorf("what needs no listing: %v, %v", sought, err)
	}
	jar.Cookies[0].Value = id[1:]
	if sought, err = root.Catalog().ByCookie(ctx, jar, "", nil); err != nil || len(sought.Found) != 0 || sought.Unlisted == nil {
		t.Errorf("a store that cannot list: %v, %v", sought, err)
	}
	store.BeforeList = nil
	listed := 0
	if sought, err = root.Catalog().ByCookie(ctx, jar, "", func() { listed++ }); err != nil || len(sought.Found) != 1 || listed != 2 {
		t.Errorf("after %d items: %v, %v", listed, sought, err)
	}
	store.BeforeLoad = func(context.Context, []string) error { return storage.ErrUnreachable }
	if sought, err = root.Catalog().ByCookie(ctx, jar, "", nil); err == nil {
		t.Errorf("a store that cannot be read: %v", sought)
	}
	store.BeforeLoad = func(_ context.Context, keys []string) error {
		return &storage.Error{Op: "read", Server: "a:1", Key: keys[0], Err: storage.ErrUnreachable}
	}
	_, err = root.Catalog().ByCookie(ctx, jar, "", nil)
	if want := "read on a:1: " + storage.ErrUnreachable.Error(); err == nil || err.Error() != want || !errors.Is(err, storage.ErrUnreachable) {
		t.Errorf("%v; want %s, without a key", err, want)
	}
}

// TestByCookieLocked says which formats need a key.
func TestByCookieLocked(t *testing.T) {
	t.Parallel()
	f := sealed{tagged{tag: "sealed"}}
	root := session.NewRoot(memstore.New(memstore.Options{}), session.Options{Formats: []format.Format{f}})
	jar := cookie.Jar{Cookies: []cookie.Cookie{{Name: "a", Value: "eyJpdiI6IkFBQUEiLCJ2YWx1ZSI6IkFBQUEifQ=="}}}
	sought, err := root.Catalog().ByCookie(ctx, jar, "", nil)
	if err != nil || len(sought.Locked) != 1 || sought.WrongKey || len(sought.Tried) != 0 {
		t.Errorf("without a key: %+v, %v", sought, err)
	}
	jar.Secrets, err = cookie.ParseSecrets([]byte("base64:MDEyMzQ1Njc4OWFiY2RlZg=="))
	must(t, err)
	if sought, err = root.Catalog().ByCookie(ctx, jar, "", nil); err != nil || len(sought.Locked) != 1 || !sought.WrongKey {
		t.Errorf("with a wrong key: %+v, %v", sought, err)
	}
}

// sealed is a format whose cookies are encrypted.
type sealed struct{ tagged }

func (f sealed) Traits() *format.Traits {
	t := *f.tagged.Traits()
	t.Cookie = cookie.Laravel
	return &t
}

// TestByCookieOfTheLongestEnd: a raw item is found by the longest id that its key ends with. A cookie that
// is all of the id is not one with a signature before it.
func TestByCookieOfTheLongestEnd(t *testing.T) {
	t.Parallel()
	id := strings.Repeat("0123456789abcdef", 5)[:72] // as Beaker signs: 40 digits, and 32 of the id
	_, root := keptIn(t, framework.All(), map[string]string{"items/shop:" + id: "raw"})
	jar := cookie.Jar{Cookies: []cookie.Cookie{{Name: "a", Value: id}}}
	for range 20 {
		s, err := root.Catalog().ByCookie(ctx, jar, "", nil)
		if err != nil || described(s) != "a=items/shop:"+id || s.Found[0].Signature != cookie.Unsigned {
			t.Fatalf("%s, signature %v, %v", described(s), s.Found, err)
		}
	}
}

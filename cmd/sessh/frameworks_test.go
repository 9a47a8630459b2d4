//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"os/exec"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// webFramework is a real one, which writes a session, and reads it again after
// sessh has edited it. Its script is in testdata/frameworks.
type webFramework struct {
	name      string
	run       []string // the interpreter, and the script
	needs     []string // the modules that it loads
	args      []string // after the server's address
	id        string   // what sessions are called; "": the script tells
	container string
	under     string         // the path of its data in a session
	env       []string       // for the script
	more      map[string]any // what it reads beside what all have
	short     bool           // it runs in short tests, for all of them
}

func frameworks() []webFramework {
	const dir = "testdata/frameworks/"
	php := func(serializer string, extensions ...string) webFramework {
		return webFramework{
			name: "php " + serializer, run: []string{"php", dir + "use_php.php"}, args: []string{serializer, "visitor-" + serializer}, id: "visitor-" + serializer,
			container: "php", needs: append([]string{"memcached"}, extensions...), short: serializer == "php",
			more: map[string]any{"bytes": "ff00", "empty": []any{}, "item": "Item Object\n(\n    [name] => tea\n    [qty:protected] => 3\n    [tags:Item:private] => Array\n        (\n            [0] => hot\n        )\n\n)\n"},
		}
	}
	return []webFramework{
		php("php"), php("php_binary"), php("php_serialize"), php("msgpack", "msgpack"), php("igbinary", "igbinary"),
		{
			name: "django pymemcache", run: []string{"/usr/bin/python3", dir + "use_django.py"}, args: []string{"PyMemcacheCache"}, container: "django", short: true,
			needs: []string{"django.contrib.sessions.backends.cache", "django.core.cache.backends.memcached", "pymemcache"},
			more:  map[string]any{"roles": "('admin', 'dev')", "when": "2026-01-02T03:04:05+00:00", "big": 3000.0},
		},
		{
			name: "django pylibmc", run: []string{"/usr/bin/python3", dir + "use_django.py"}, args: []string{"PyLibMCCache"}, container: "django",
			needs: []string{"django.contrib.sessions.backends.cache", "django.core.cache.backends.memcached", "pylibmc"},
			more:  map[string]any{"roles": "('admin', 'dev')", "when": "2026-01-02T03:04:05+00:00", "big": 3000.0},
		},
		{
			name: "beaker", run: []string{"/usr/bin/python3", dir + "use_beaker.py"}, container: "beaker",
			needs: []string{"beaker.session", "pylibmc"},
		},
		{
			name: "rack", run: []string{"ruby", dir + "use_rack.rb"}, container: "rack",
			needs: []string{"rack/session/dalli", "rack/mock"},
			more:  map[string]any{"level": ":gold", "range": "1..3", "big": 5000.0},
		},
		{
			name: "flask", run: []string{"/usr/bin/python3", dir + "use_flask.py"}, container: "flask",
			needs: []string{"flask_session", "pylibmc"},
		},
		{
			name: "express", run: []string{"node", dir + "use_express.js"}, container: "express",
			needs: []string{"express-session", "connect-memjs", "uid-safe"},
		},
	}
}

// moreFrameworks are those of which one session is edited.
func moreFrameworks() []webFramework {
	const dir = "testdata/frameworks/"
	node := func(name, container string, needs ...string) webFramework {
		return webFramework{name: name, run: []string{"node", dir + "use_node.js"}, args: []string{name}, container: container, needs: needs}
	}
	return []webFramework{
		node("express", "express:myapp_", "express-session", "connect-memcached", "uid-safe"),
		node("fastify", "fastify", "fastify", "@fastify/session", "@fastify/cookie", "cookie-signature", "connect-memcached", "express-session"),
		node("koa-session", "koa-session", "koa", "koa-session", "memcached"),
		node("koa-generic-session", "koa-generic-session", "koa", "koa-generic-session", "memcached"),
		node("keyv", "koa-session:keyv:keyv:", "koa", "koa-session", "memcached", "keyv", "@keyv/memcache"),
		{
			name: "cherrypy", run: []string{"/usr/bin/python3", dir + "use_cherrypy.py"}, container: "cherrypy",
			needs: []string{"cherrypy", "memcache"},
		},
		{
			name: "flask with a prefix", run: []string{"/usr/bin/python3", dir + "use_flask.py"}, container: "flask:shop_",
			needs: []string{"flask_session", "pylibmc"}, env: []string{"PREFIX=shop_"},
		},
		{
			name: "django in JSON", run: []string{"/usr/bin/python3", dir + "use_djangojson.py"}, container: "django:shop-1-",
			needs: []string{"django.contrib.sessions.backends.cache", "django.core.cache.backends.memcached", "pymemcache"},
		},
		{
			name: "cgi-session", run: []string{"perl", dir + "use_cgi.pl"}, container: "cgi-session",
			needs: []string{"CGI::Session", "CGI::Session::Driver::memcached", "CGI::Session::Serialize::yaml", "Cache::Memcached", "JSON::PP"},
		},
	}
}

// TestFrameworks lets real frameworks write sessions on one server; they are
// told apart and shown, edited, and read again by their frameworks.
func TestFrameworks(t *testing.T) {
	t.Parallel()
	for _, f := range append(frameworks(), moreFrameworks()...) {
		t.Run(f.name, func(t *testing.T) {
			f.there(t)
			srv := memcachedtest.Start(t)
			id := strings.TrimSpace(f.script(t, "write", srv.Addr, f.args...))
			if f.id != "" {
				id = f.id
			}
			path := "/" + f.container + "/" + id
			out := sesshLines(t, srv.Addr, "ls /", "ls "+path+"/cart/items/0", "get "+path+"/user")
			for _, want := range []string{f.container + "  1 session", "sku  \"a-1\"", "qty  2", `"jürgen"`} {
				if !strings.Contains(out, want) {
					t.Errorf("%q is not shown in\n%s", want, out)
				}
			}
			sesshLines(t, srv.Addr, "cd "+path, "set cart/total 8.25", "set cart/items/1/qty 30", `set cart/note "für Ömer"`, "rm user", "commit")
			args := f.args
			if f.id == "" {
				args = append(append([]string{}, args...), id)
			}
			var got map[string]any
			text := f.script(t, "read", srv.Addr, args...)
			if err := json.Unmarshal([]byte(text), &got); err != nil {
				t.Fatalf("%v: %s", err, text)
			}
			want := map[string]any{"cart": map[string]any{
				"total": 8.25, "note": "für Ömer",
				"items": []any{map[string]any{"sku": "a-1", "qty": 2.0}, map[string]any{"sku": "b", "qty": 30.0}},
			}}
			for k, v := range f.more {
				want[k] = v
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("it reads\n%v\nwant\n%v", got, want)
			}
		})
	}
}

// TestFrameworkKinds edits sessions of more kinds: their frameworks read what was
// edited, and all else as it was before.
func TestFrameworkKinds(t *testing.T) {
	t.Parallel()
	const dir = "testdata/frameworks/"
	all := append(frameworks(),
		webFramework{
			name: "flask msgpack", run: []string{"/usr/bin/python3", dir + "use_msgpack.py"}, container: "flask",
			needs: []string{"msgpack", "pylibmc"},
		},
		webFramework{
			name: "lovely", run: []string{"/usr/bin/python3", dir + "use_lovely.py"}, args: []string{"Shop", "visitor"}, id: "visitor",
			container: "Shop", under: "/p",
		})
	if testing.Short() {
		t.Skip("TestFrameworks edits sessions of one kind")
	}
	const change, ask = "set cart/items/1/qty 30", "get cart/items/1/qty"
	for _, f := range all {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			f.there(t)
			for _, test := range []struct{ kind, show, shown, set, at string }{
				{"nested", "get deep/one/two/three/1/1/1/four", `"end"`, `set deep/one/two/three/1/1/1/four "ü"`, "deep/one/two/three/1/1/1/four"},
				{"object", "get cart", "Item", `set note "ü"`, "note"},
				{"large", ask, "1", `set note "ü"`, "note"},
				{"empty", "ls", "", `set note "ü"`, "note"},
			} {
				t.Run(test.kind, func(t *testing.T) {
					if test.kind == "object" && (f.container == "express" || f.name == "flask msgpack") {
						t.Skip("there are none in JSON and MessagePack")
					}
					if test.kind == "empty" && f.name == "php php_binary" {
						t.Skip("an empty session is the same in php, which is taken for it")
					}
					if f.env = []string{"KIND=" + test.kind}; test.kind == "large" && f.name != "rack" && f.name != "django pylibmc" {
						t.Skip("its client does not compress")
					}
					srv := memcachedtest.Start(t)
					args := f.args
					id := strings.TrimSpace(f.script(t, "write", srv.Addr, args...))
					if f.id == "" {
						args = append(slices.Clone(args), id)
					} else {
						id = f.id
					}
					want := f.reads(t, srv.Addr, args)
					cd := "cd /" + f.container + "/" + id + f.under
					if out := sesshLines(t, srv.Addr, cd, test.show); !strings.Contains(out, test.shown) {
						t.Errorf("%s shows %s, want %s", test.show, out, test.shown)
					}
					lines := []string{cd, test.set, "commit"}
					if test.kind != "empty" {
						lines = []string{cd, change, test.set, "commit"}
						put(want, f.under+"/cart/items/1/qty", 30.0)
					}
					sesshLines(t, srv.Addr, lines...)
					put(want, f.under+"/"+test.at, "ü")
					if got := f.reads(t, srv.Addr, args); !reflect.DeepEqual(got, want) {
						t.Errorf("it reads\n%v\nwant\n%v", got, want)
					}
				})
			}
		})
	}
}

// reads returns what the framework's script prints of a session.
func (f *webFramework) reads(t *testing.T, addr string, args []string) (v map[string]any) {
	t.Helper()
	text := f.script(t, "read", addr, args...)
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return v
}

// put sets what is at a path in a JSON value.
func put(v any, path string, to any) {
	steps := strings.Split(strings.Trim(path, "/"), "/")
	last := len(steps) - 1
	for _, k := range steps[:last] {
		if list, ok := v.([]any); ok {
			i, _ := strconv.Atoi(k)
			v = list[i]
			continue
		}
		m := v.(map[string]any)
		if m[k] == nil {
			m[k] = map[string]any{}
		}
		v = m[k]
	}
	v.(map[string]any)[steps[last]] = to
}

// there skips the test where the framework is not installed, or does not run in short tests.
func (f *webFramework) there(t *testing.T) {
	t.Helper()
	if testing.Short() && !f.short {
		t.Skipf("starting %s takes long; one of PHP and one of Python stand for all of them", f.name)
	}
	if err := hostOf(f.run, f.needs).missing; err != nil {
		t.Skipf("%s is not there: %v", f.name, err)
	}
}

func (f *webFramework) script(t *testing.T, what, addr string, args ...string) string {
	t.Helper()
	out, err := hostOf(f.run, f.needs).script(append([]string{what, addr}, args...), f.env)
	if err != nil {
		t.Fatalf("%s %s: %v", f.name, what, err)
	}
	return out
}

// sesshLines runs lines on a server, and returns what they print. They have to succeed.
func sesshLines(t *testing.T, addr string, lines ...string) string {
	t.Helper()
	return sesshWith(t, []string{"--server", addr}, lines...)
}

// sesshWith is [sesshLines] with options.
func sesshWith(t *testing.T, args []string, lines ...string) string {
	t.Helper()
	args = slices.Clone(args)
	for _, l := range lines {
		args = append(args, "-c", l)
	}
	out, err := output(t, t.TempDir(), args...)
	if err != nil {
		t.Fatalf("%v: %v\n%s", lines, err, out)
	}
	return out
}

// TestLockedSession edits a session while a request of PHP's uses it: nothing is
// written until the request has ended.
func TestLockedSession(t *testing.T) {
	t.Parallel()
	f := frameworks()[0]
	f.there(t)
	srv := memcachedtest.Start(t)
	f.script(t, "write", srv.Addr, f.args...)
	request := exec.Command(f.run[0], append([]string{f.run[1], "lock", srv.Addr}, f.args...)...)
	in, err := request.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := request.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := request.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "locked\n" {
		t.Fatalf("%q %v", line, err)
	}
	path := "/php/" + f.id
	text, err := output(t, t.TempDir(), "--server", srv.Addr, "-c", "info "+path, "-c", "set "+path+"/user x", "-c", "commit")
	if err == nil || !strings.Contains(text, "the application has locked the session") || !strings.Contains(text, "locked     by the application") {
		t.Errorf("a locked session: %v\n%s", err, text)
	}
	if _, err := in.Write([]byte("end\n")); err != nil {
		t.Fatal(err)
	}
	if err := request.Wait(); err != nil {
		t.Fatal(err)
	}
	sesshLines(t, srv.Addr, "set "+path+"/user x", "commit")
	if got := sesshLines(t, srv.Addr, "get "+path+"/user"); got != "\"x\"\n" {
		t.Errorf("the user is %s", got)
	}
}

// TestFrameworksSideBySide lists the sessions of all frameworks that are there
// on one server.
func TestFrameworksSideBySide(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	want := make(map[string]bool)
	for _, f := range append(frameworks(), moreFrameworks()...) {
		if (f.short || !testing.Short()) && hostOf(f.run, f.needs).missing == nil {
			f.script(t, "write", srv.Addr, f.args...)
			want[f.container] = true
		}
	}
	item := frameworkItem(t, "lovely", "nested")
	store(srv, item.Key, item.Flags, item.Value)
	want["lovely"] = true
	if got := sesshLines(t, srv.Addr, "get /Shop/nested/cart/items/0/price", "get /lovely/"+item.Key+"/cart/totals/net"); got != "3.5\n17\n" {
		t.Errorf("below a session of lovely.session stands %s", got)
	}
	out := sesshLines(t, srv.Addr, "ls /")
	for name := range want {
		if !strings.Contains(out, "  "+name+"  ") {
			t.Errorf("%s is not listed in\n%s", name, out)
		}
	}
	if strings.Contains(out, "items") {
		t.Errorf("a session was not recognized:\n%s", out)
	}
}

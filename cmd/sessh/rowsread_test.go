//go:build unix

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// rowsRead are frameworks whose scripts write a session with a cart, and tell what they read.
func rowsRead() []webFramework {
	const dir = "testdata/frameworks/"
	php := func(name, script, container, under string, args ...string) webFramework {
		return webFramework{name: name, run: []string{"php", dir + script}, needs: []string{"memcached"}, container: container, under: under, args: args}
	}
	ini := func(name, container, handler, settings string) webFramework {
		f := php(name, "use_phpini.php", container, "", handler)
		f.needs, f.env = []string{handler}, []string{"INI=" + settings}
		return f
	}
	ruby := func(name, script, container string, needs []string, args ...string) webFramework {
		return webFramework{name: name, run: []string{"ruby", dir + script}, needs: needs, container: container, args: args}
	}
	rails, dalli := []string{"action_dispatch", "dalli", "rack/mock"}, []string{"dalli"}
	return []webFramework{
		php("laravel", "use_laravel.php", "laravel:laravel_cache:", "", "plain"),
		php("laravel fastlz", "use_laravel.php", "laravel:laravel_cache:", "", "fastlz"),
		php("laravel zlib", "use_laravel.php", "laravel:laravel_cache:", "", "zlib"),
		php("symfony php", "use_symfony.php", "symfony", "/_sf2_attributes", "php"),
		php("symfony php_serialize", "use_symfony.php", "symfony", "/_sf2_attributes", "php_serialize"),
		php("horde", "use_horde.php", "horde", "", "plain"),
		php("horde compressed", "use_horde.php", "horde", "", "compression"),
		ini("memcache", "php-memcache", "memcache", ""),
		ini("memcache compressed", "php-memcache", "memcache", "memcache.compress_threshold=200"),
		ini("prefix", "php-prefix:moodle_", "memcached", "memcached.sess_prefix=moodle_"),
		ini("prefix php_serialize", "php-prefix:shop:sess:", "memcached", "memcached.sess_prefix=shop:sess:;session.serialize_handler=php_serialize"),
		ruby("rails 6.1", "use_rails.rb", "rails", rails, "cache_store"),
		ruby("rails 6.1 namespace", "use_rails.rb", "rails:shop:prod", rails, "cache_store-shop:prod"),
		ruby("rails dalli", "use_rails.rb", "rack:shop:prod", rails, "mem_cache_store-shop:prod"),
		ruby("rails 7.0", "use_railscoder.rb", "rails", dalli, "7.0"),
		ruby("rails 7.1", "use_railscoder.rb", "rails", dalli, "7.1"),
	}
}

// packages are files without which the script of a framework cannot run.
var packages = map[string]string{
	"laravel": "/usr/share/php/Illuminate/Session/autoload.php",
	"horde":   "/usr/share/php/Horde/SessionHandler/Storage/Memcache.php",
	"symfony": "/usr/share/php/Symfony/Component/HttpFoundation/autoload.php",
}

// TestRowsAreReadBack has frameworks write sessions, edits them three levels deep, and has
// the frameworks read them: they find what was edited, and the rest as it was.
func TestRowsAreReadBack(t *testing.T) {
	t.Parallel()
	for _, f := range rowsRead() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			f.there(t)
			name, _, _ := strings.Cut(f.name, " ")
			if file := packages[name]; file != "" {
				if _, err := os.Stat(file); err != nil {
					t.Skipf("%s is not there: %v", name, err)
				}
			}
			srv := memcachedtest.Start(t)
			id := strings.TrimSpace(f.script(t, "write", srv.Addr, f.args...))
			args := append(append([]string{}, f.args...), id)
			want := f.reads(t, srv.Addr, args)
			listed := id
			if f.container == "rails" || strings.HasPrefix(f.container, "rails:") {
				sum := sha256.Sum256([]byte(id))
				listed = "2::" + hex.EncodeToString(sum[:])
			}
			path := "/" + f.container + "/" + listed
			if out := sesshLines(t, srv.Addr, "ls /", "get "+path+f.under+"/cart/items/0/qty"); !strings.Contains(out, f.container+"  1 session") || !strings.HasSuffix(out, "2\n") {
				t.Errorf("it is listed as\n%s", out)
			}
			sesshLines(t, srv.Addr, "cd "+path+f.under, "set cart/items/1/qty 30", `set cart/note "für Ömer"`, "commit")
			put(want, "cart/items/1/qty", 30.0)
			put(want, "cart/note", "für Ömer")
			if got := f.reads(t, srv.Addr, args); !reflect.DeepEqual(got, want) {
				text, _ := json.Marshal(got)
				t.Errorf("it reads %s, want %v", text, want)
			}
		})
	}
}

// TestRawItemsAreReadBack edits raw items that PHP's extension memcached has compressed, and
// has it read them: by zlib they stay compressed, by fastlz they are written as they are.
func TestRawItemsAreReadBack(t *testing.T) {
	t.Parallel()
	php := webFramework{name: "php-memcached", run: []string{"php", "testdata/frameworks/use_rawitems.php"}, needs: []string{"memcached"}}
	php.there(t)
	srv := memcachedtest.Start(t)
	php.script(t, "write", srv.Addr)
	long := strings.Repeat("neu und lang; ", 300)
	sesshLines(t, srv.Addr, "set /items/text_zlib/value kurz", "set /items/text_fastlz/value "+long, "set /items/array_zlib/n 2", "set /items/array_fastlz/n 3", "commit")
	for key, want := range map[string]string{"text_zlib": "flags *48 ", "text_fastlz": "flags *0", "array_zlib": "flags *5?[0-9] ", "array_fastlz": "flags *[4-7] "} {
		if out := sesshLines(t, srv.Addr, "info /items/"+key); !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("%s is written with other flags than %q:\n%s", key, want, out)
		}
	}
	const size = 300 * len("der Käse ist da; ")
	want := fmt.Sprintf(`{"text_zlib":"kurz","array_zlib":{"n":2,"text":%d},"text_fastlz":"%s","array_fastlz":{"n":3,"text":%d}}`+"\n", size, strings.TrimSpace(long), size)
	if got := php.script(t, "read", srv.Addr); got != want {
		t.Errorf("PHP reads %s", got)
	}
}

// TestNewSessionIsRead has CherryPy read a session that it has never written, with what is
// around it.
func TestNewSessionIsRead(t *testing.T) {
	t.Parallel()
	const id = "abcdef0123456789abcdef0123456789abcdef01"
	cherrypy := webFramework{name: "cherrypy", run: []string{"/usr/bin/python3", "testdata/frameworks/use_cherrypy.py"}, needs: []string{"cherrypy", "memcache"}}
	cherrypy.there(t)
	srv := memcachedtest.Start(t)
	sesshLines(t, srv.Addr, "set /cherrypy/"+id+`/cart {"items": [{"qty": 2}]}`, "commit")
	want := map[string]any{"cart": map[string]any{"items": []any{map[string]any{"qty": 2.0}}}}
	if got := cherrypy.reads(t, srv.Addr, []string{id}); !reflect.DeepEqual(got, want) {
		t.Errorf("it reads %v", got)
	}
}

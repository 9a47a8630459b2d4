//go:build unix

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"reflect"
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

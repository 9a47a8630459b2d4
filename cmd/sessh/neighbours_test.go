//go:build unix

package main

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// TestNewSessionBesideOthers makes sessions beside those that an application has
// written, in each way in which its framework may write them: the framework reads
// them, and nothing is said, for nothing is in doubt.
func TestNewSessionBesideOthers(t *testing.T) {
	if testing.Short() {
		t.Skip("every framework reads a new session")
	}
	t.Parallel()
	const dir = "testdata/frameworks/"
	var all []webFramework
	for _, f := range frameworks() {
		switch f.container {
		case "php", "django", "rack", "flask":
			f.id = ""
			all = append(all, f)
		}
	}
	json := all[len(all)-1]
	for _, f := range all {
		if f.container == "rack" {
			json = f
		}
	}
	json.name, json.env = "rack JSON", []string{"SERIALIZER=json"}
	all = append(all, json, webFramework{
		name: "bmemcached", run: []string{"/usr/bin/python3", dir + "use_bmemcached.py"}, args: []string{"zlib"}, container: "django",
		needs: []string{"bmemcached"},
	}, webFramework{
		name: "flask msgpack", run: []string{"/usr/bin/python3", dir + "use_msgpack.py"}, container: "flask",
		needs: []string{"msgpack", "pylibmc"},
	})
	for _, f := range all {
		t.Run(f.name, func(t *testing.T) {
			f.there(t)
			f.env = append(f.env, "KIND=simple")
			srv := memcachedtest.Start(t)
			f.script(t, "write", srv.Addr, f.args...)
			const id = "0123456789abcdef0123456789abcdef"
			args := append(slices.Clone(f.args), id)
			if f.container == "php" {
				args = append(slices.Clone(f.args[:1]), id)
			}
			path := "/" + f.container + "/" + id
			out := sesshLines(t, srv.Addr, "set "+path+`/cart {"items": [{"sku": "tea", "qty": 2}], "total": 7.5}`, "set "+path+"/user jürgen", "commit")
			if !strings.HasSuffix(out, "committed 1 session, 2 changes\n") {
				t.Errorf("the commit says %s", out)
			}
			want := map[string]any{"user": "jürgen", "cart": map[string]any{"total": 7.5, "items": []any{map[string]any{"sku": "tea", "qty": 2.0}}}}
			if got := f.reads(t, srv.Addr, args); !reflect.DeepEqual(got, want) {
				t.Errorf("it reads\n%v\nwant\n%v", got, want)
			}
		})
	}
}

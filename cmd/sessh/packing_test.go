//go:build unix

package main

import (
	"reflect"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// TestPackingIsKept edits sessions that clients have compressed, each in its own
// way: they are shown as compressed by it, and read back by a client that knows
// no other. What cannot be compressed again is refused, and left as it was.
func TestPackingIsKept(t *testing.T) {
	t.Parallel()
	const dir = "testdata/frameworks/"
	rack := webFramework{
		run: []string{"ruby", dir + "use_rack.rb"}, container: "rack",
		needs: []string{"rack/session/dalli", "rack/mock"},
	}
	bmemcached := func(module string) webFramework {
		return webFramework{
			run: []string{"/usr/bin/python3", dir + "use_bmemcached.py"}, args: []string{module}, container: "django",
			needs: []string{"bmemcached"},
		}
	}
	for i, test := range []struct {
		name    string
		by      webFramework
		env     []string
		written string
		refused string
	}{
		{"dalli zlib", rack, nil, "Ruby's Marshal, compressed by zlib", ""},
		{"dalli gzip", rack, []string{"COMPRESSOR=gzip"}, "Ruby's Marshal, compressed by gzip", ""},
		{"dalli JSON", rack, []string{"SERIALIZER=json"}, "JSON, compressed by zlib", ""},
		{"dalli JSON gzip", rack, []string{"SERIALIZER=json", "COMPRESSOR=gzip"}, "JSON, compressed by gzip", ""},
		{"bmemcached zlib", bmemcached("zlib"), nil, "a pickle of protocol 0, compressed by zlib", ""},
		{"bmemcached gzip", bmemcached("gzip"), nil, "a pickle of protocol 0, compressed by gzip", ""},
		{"bmemcached bz2", bmemcached("bz2"), nil, "a pickle of protocol 0, compressed by bzip2", "compressed by bzip2, which can be read and not written"},
	} {
		if testing.Short() && i%3 != 0 {
			continue
		}
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := test.by
			f.there(t)
			f.name, f.env = test.name, append([]string{"KIND=compressed"}, test.env...)
			srv := memcachedtest.Start(t)
			id := strings.TrimSpace(f.script(t, "write", srv.Addr, f.args...))
			args := append(f.args, id)
			want := f.reads(t, srv.Addr, args)
			path := "/" + f.container + "/" + id
			if out := sesshLines(t, srv.Addr, "info "+path); !strings.Contains(out, "written    "+test.written+"\n") {
				t.Errorf("it is not written as %q:\n%s", test.written, out)
			}
			edit := []string{"--server", srv.Addr, "-c", "set " + path + "/cart/items/1/qty 30", "-c", "commit"}
			out, err := output(t, t.TempDir(), edit...)
			switch {
			case test.refused == "" && err != nil, test.refused != "" && (err == nil || !strings.Contains(out, test.refused)):
				t.Errorf("the edit: %v\n%s", err, out)
			case test.refused == "":
				put(want, "/cart/items/1/qty", 30.0)
			}
			if got := f.reads(t, srv.Addr, args); !reflect.DeepEqual(got, want) {
				t.Errorf("it reads\n%v\nwant\n%v", got, want)
			}
		})
	}
}

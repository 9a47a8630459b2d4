//go:build unix

package main

import (
	"fmt"
	"strings"
	"testing"

	mct "sessh/session/memcached/memcachedtest"
)

// TestNamesakes: a container is of one format. Sessions of another format with the same
// container and id are not mixed with its own, and are reported.
func TestNamesakes(t *testing.T) {
	t.Parallel()
	srv := mct.Start(t)
	put := func(key, value string) {
		t.Helper()
		if got := srv.Ask(fmt.Sprintf("set %s 0 0 %d\r\n%s\r\n", key, len(value), value), "STORED"); !strings.Contains(got, "STORED") {
			t.Fatal(got)
		}
	}
	put("sessh/php/u1", `{"version":1,"data":{"p":{"k":"ours"}}}`)
	put("memc.sess.key.u1", `k|s:5:"PHP's";`)
	const listed = "note: /php is a container of the format php, and sessions of the format sessh have its name: these are not listed\n" +
		"hint: format php sessh shows them in the place of the others\n"
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"ls", []string{"ls", "/php"}, "  u1\n" + listed},
		{"ls -l", []string{"ls", "-l", "/php"}, listed},
		{"the containers", []string{"ls", "/"}, "  php  1 session  php\n" + listed},
		{"told once", []string{"-c", "ls /", "-c", "ls /php", "-c", "tree /php"}, listed + "  u1\n/php\n  u1\n    k  \"PHP's\"\n"},
		{"grep", []string{"grep", "P|ours", "/php"}, "/php/u1/k  \"PHP's\"\n" + listed},
		{"get", []string{"get", "/php/u1/k"}, "\"PHP's\"\n"},
		{"info", []string{"info", "/php/u1"}, "namesake   another session has this name in the format sessh\n"},
		{"the other one", []string{"-c", "format php sessh", "-c", "ls /php", "-c", "get /php/u1/p/k"}, "  u1\n" + strings.NewReplacer("format php,", "format sessh,", "format sessh have", "format php have", "format php sessh", "format php php").Replace(listed) + "\"ours\"\n"},
		{"rm", []string{"rm", "-r", "/php/u1"}, "note: /php/u1: another session has this name in the format sessh, and stays\n"},
		{"after it", []string{"ls", "/php"}, listed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, status := sessh(t, t.TempDir(), append([]string{"--server", srv.Addr}, tt.args...)...)
			want := "0"
			if tt.name == "after it" {
				want = "1"
			}
			if status != want || !strings.Contains(out, tt.want) || strings.Count(out, listed) > 1 || strings.Contains(out, "  u1\n  u1") {
				t.Errorf("exit status %s, and\n%s\nwant\n%s", status, out, tt.want)
			}
		})
	}
}

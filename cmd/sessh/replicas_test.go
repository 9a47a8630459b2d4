//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
	"sessh/session/memcached/scheme"
)

// TestReplicas edits sessions that PHP keeps on two of three servers each: PHP
// reads what was edited, from the first of them as well as, with that one stopped,
// from the other.
func TestReplicas(t *testing.T) {
	if testing.Short() {
		t.Skip("a real PHP writes to every pair of servers")
	}
	t.Parallel()
	f := frameworks()[0]
	f.there(t)
	f.env = []string{"INI=memcached.sess_number_of_replicas=1;memcached.sess_locking=0;memcached.sess_remove_failed_servers=1;memcached.sess_server_failure_limit=1"}
	servers := make(map[string]*memcachedtest.Server)
	var addrs []string
	for range 3 {
		s := memcachedtest.Start(t)
		servers[s.Addr], addrs = s, append(addrs, s.Addr)
	}
	all := strings.Join(addrs, ",")
	const n = 6
	id := func(i int) string { return fmt.Sprint("visitor", i) }
	var want map[string]any
	for i := range n {
		f.args = []string{"php", id(i)}
		f.script(t, "write", all, f.args...)
		want = f.reads(t, all, f.args)
	}
	for _, hash := range []string{"php-sessions", "crc32"} {
		t.Run(hash, func(t *testing.T) {
			run := func(args ...string) string {
				t.Helper()
				out, stderr, err := outputs(t, t.TempDir(), append([]string{"--server", all, "--hash", hash}, args...)...)
				if err != nil {
					t.Fatalf("%v: %v\n%s%s", args, err, out, stderr)
				}
				return out
			}
			if got := run("ls", "/"); got != "  php  6 sessions  php\n" {
				t.Errorf("ls / says %q", got)
			}
			if got := run("ls", "-l", "/php"); strings.Count(got, "\n") != n || strings.Count(got, "  copy on ") != n {
				t.Errorf("ls -l says\n%s", got)
			}
			args := []string{"-c", "ls /php", "-c", "grep a-1 /"}
			for i := range n {
				args = append(args, "-c", fmt.Sprintf("set /php/%s/cart/total %q", id(i), hash))
			}
			// By the wrong scheme, the application would not find some of them.
			got := run(append(args, "-c", "commit")...)
			told, astray := strings.Count(got, "! /php"), strings.Count(got, "; the application reads ")
			if !strings.Contains(got, "committed 6 sessions, 6 changes, with ") || told != astray || astray > 0 && hash == "php-sessions" {
				t.Errorf("commit says\n%s", got)
			}
			put(want, "/cart/total", hash)
			for i := range n {
				f.args = []string{"php", id(i)}
				if got := f.reads(t, all, f.args); !reflect.DeepEqual(got, want) {
					t.Errorf("of %s PHP reads\n%v\nwant\n%v", id(i), got, want)
				}
			}
		})
	}
	var info struct {
		Server string
		Copies []struct {
			Server string
			Same   bool
		}
	}
	out, _, err := outputs(t, t.TempDir(), "--server", all, "--hash", "php-sessions", "-o", "json", "info", "/php/visitor0")
	if err == nil {
		err = json.Unmarshal([]byte(out), &info)
	}
	if err != nil || len(info.Copies) != 1 || !info.Copies[0].Same || servers[info.Server] == nil {
		t.Fatalf("info: %v\n%s", err, out)
	}
	servers[info.Server].Kill()
	f.args = []string{"php", "visitor0"}
	if got := f.reads(t, all, f.args); !reflect.DeepEqual(got, want) {
		t.Errorf("from the replica PHP reads\n%v\nwant\n%v", got, want)
	}
}

// TestReplicaServerDown commits to the server that PHP reads while that of the replica
// is stopped, and says so.
func TestReplicaServerDown(t *testing.T) {
	t.Parallel()
	f := frameworks()[0]
	f.there(t)
	f.env = []string{"INI=memcached.sess_number_of_replicas=1;memcached.sess_locking=0"}
	servers := []*memcachedtest.Server{memcachedtest.Start(t), memcachedtest.Start(t)}
	all := servers[0].Addr + "," + servers[1].Addr
	pick, err := scheme.New("php-sessions", []string{servers[0].Addr, servers[1].Addr})
	if err != nil {
		t.Fatal(err)
	}
	id := "v"
	for pick("memc.sess.key."+id) != pick("memc.sess.key.lock."+id) { // its lock must be asked for
		id += "v"
	}
	replica, path := servers[1-pick("memc.sess.key."+id)], "/php/"+id
	f.args = []string{"php", id}
	f.script(t, "write", all, f.args...)
	want := f.reads(t, all, f.args)
	run := func(lines ...string) string {
		t.Helper()
		return sesshWith(t, []string{"--server", all, "--hash", "php-sessions"}, lines...)
	}
	replica.Kill()
	if got := run("set "+path+"/user x", "commit"); !strings.Contains(got, "committed 1 session, 1 change\n! "+path+": a copy may be left as it was: "+replica.Addr+": server does not answer") {
		t.Errorf("commit says\n%s", got)
	}
	put(want, "/user", "x")
	if got := f.reads(t, all, f.args); !reflect.DeepEqual(got, want) {
		t.Errorf("PHP reads\n%v\nwant\n%v", got, want)
	}
}

//go:build unix

package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// looksOnly are the requests that a read-only sessh may send: they write nothing,
// extend no lifetime, and create nothing that is not there. What is not part of it
// is a write, whatever it does. mg has no T, N, E, or R.
var looksOnly = regexp.MustCompile(`^(mg \S+( [bcfhklqstuv]| O\w+)*|gets? .+|mn|me .+|version|stats( settings| conns| items| slabs)?|lru_crawler (metadump|mgdump) (hash|all)|watch [a-z ]+|quit)$`)

// readOnlyServer returns a memcached with sessions of sessh's and of others, and
// what listens to everything that it is asked for.
func readOnlyServer(t *testing.T) (srv *memcachedtest.Server, proxy *memcachedtest.Proxy) {
	t.Helper()
	srv = memcachedtest.Start(t)
	fill(t, srv.Addr, "set /Shop/s1/cart/total 12", `set /Shop/s1/cart/items ["tea", {"qty": 1}]`, "set /Shop/s1/cart/note hot", "set /Shop/s2/cart/total 120", "commit")
	for _, item := range [][2]string{{"php", "php/simple"}, {"django", "pymemcache/simple"}, {"rack", "dalli/simple"}, {"lovely", "python2/simple"}} {
		w := frameworkItem(t, item[0], item[1])
		store(srv, w.Key, w.Flags, w.Value)
	}
	store(srv, "plain:item", 0, []byte("an item of somebody else's"))
	return srv, memcachedtest.NewProxy(t, srv.Addr)
}

// contents returns the items with when they expire, when they were last used, whether
// they were fetched, and which write they are of; and the counters of all that writes.
func contents(srv asked) string {
	var all []string
	for _, l := range strings.Split(srv.Ask("lru_crawler metadump all\r\n", "END"), "\n") {
		all = append(all, strings.TrimSpace(l))
	}
	slices.Sort(all)
	all = slices.Compact(all) // an item that the server moves between its queues meanwhile is reported twice
	for _, l := range strings.Split(srv.Ask("stats\r\n", "END"), "\r\n") {
		for _, name := range []string{"cmd_set ", "cmd_touch ", "cmd_flush ", "delete_", "incr_", "decr_", "cas_", "touch_", "total_items ", "evictions "} {
			if strings.HasPrefix(l, "STAT "+name) {
				all = append(all, l)
			}
		}
	}
	return strings.Join(all, "\n")
}

// untouched reports what was asked of a server that is not a look, and what has
// become of it.
func untouched(t *testing.T, srv *memcachedtest.Server, proxy *memcachedtest.Proxy, before string) {
	t.Helper()
	requests := proxy.Requests()
	if len(requests) == 0 {
		t.Error("the server was asked for nothing at all")
	}
	for _, r := range requests {
		if !looksOnly.MatchString(r) {
			t.Errorf("the server was asked for %.200q", r)
		}
	}
	if after := contents(srv); after != before {
		t.Errorf("the server held\n%s\nand holds\n%s", before, after)
	}
}

// writingWalkthrough commits, in the shell's words and in Python's.
const writingWalkthrough = `
    sessh> set /Shop/s1/cart/total 99
    sessh> commit
    committed 1 session, 1 change
    >>> data = session['cart']
    >>> session['cart']['x'] = 1
    >>> import transaction
    >>> transaction.commit()
    sessh> flush --force
    everything is removed
`

// TestReadOnlyCommands runs every command of the table, with its examples, its
// flags and the names that are there, in one shell after the other.
func TestReadOnlyCommands(t *testing.T) {
	srv, proxy := readOnlyServer(t)
	before := contents(srv)
	args := []string{"Shop/s1/cart/total", "Shop/s1/cart", "Shop/s1", "Shop/s2", "Shop", "new/session", "items/plain:item", "file"}
	for _, command := range commandNames(t) {
		t.Run(command, func(t *testing.T) {
			t.Chdir(t.TempDir())
			write(t, "file", writingWalkthrough)
			p := pipedShell(t, "--server", proxy.Addr, "--read-only", "--allow-flush")
			help := p.run("help " + command)
			lines := callsOf(help, command, "NAME", "13", args)
			for _, m := range exampleLine.FindAllStringSubmatch(help, -1) {
				line, _, _ := strings.Cut(m[1], " #")
				lines = append(lines, line)
			}
			if command == "flush" {
				lines = append(lines, "flush --force")
			}
			for _, l := range lines {
				p.run(l)
				p.run("commit")
				if l != "keep" && l != "recover" {
					p.run("abort")
				}
			}
		})
	}
	untouched(t, srv, proxy, before)
}

// TestReadOnlyRefuses has sessh do what writes, in each way that there is to have
// it done. It is refused with one line and a hint, and status 1.
func TestReadOnlyRefuses(t *testing.T) {
	srv, proxy := readOnlyServer(t)
	php, django := frameworkItem(t, "php", "php/simple").path(), frameworkItem(t, "django", "pymemcache/simple").path()
	dir := t.TempDir()
	t.Chdir(dir)
	fill(t, srv.Addr, "dump /Shop/s2 "+dir+"/file.jsonl", "rm -r /Shop/s2", "commit")
	write(t, "commits.md", writingWalkthrough)
	write(t, "commits.sessh", "set /Shop/s1/cart/total 98\ncommit\n")
	before := contents(srv)
	lines := func(lines ...string) (args []string) {
		for _, l := range lines {
			args = append(args, "-c", l)
		}
		return args
	}
	for _, tt := range []struct {
		name  string
		args  []string
		stdin string
	}{
		{"a command: set", []string{"set", "/Shop/s1/cart/total", "13"}, ""},
		{"a command: rm", []string{"rm", "-r", "/Shop/s1"}, ""},
		{"a command: mv", []string{"mv", "/Shop/s1", "/Shop/s3"}, ""},
		{"a command: cp", []string{"cp", "/Shop/s1", "/Shop/s3"}, ""},
		{"a command: expire", []string{"expire", "/Shop/s1", "2h"}, ""},
		{"a command: flush", []string{"--allow-flush", "flush", "--force"}, ""},
		{"a command: aside", []string{"aside", "set", "/Shop/s1/cart/total", "13"}, ""},
		{"a command: load", []string{"load", "--replace", "file.jsonl"}, ""},
		{"a command: find --exec", []string{"find", "--exec", "set cart/vip true", ".cart.total"}, ""},
		{"a command: source", []string{"source", "commits.sessh"}, ""},
		{"a command: time", []string{"time", "set", "/Shop/s1/cart/total", "13"}, ""},
		{"lines", lines("set /Shop/s1/cart/total 13", "commit"), ""},
		{"a script", nil, "set /Shop/s1/cart/total 13\ncommit\n"},
		{"undone and done again", lines("set /Shop/s1/cart/total 13", "undo", "redo", "commit"), ""},
		{"in a new session", lines("set /Shop/new/cart/total 13", "commit"), ""},
		{"in PHP's session", lines("set "+php+"/new 13", "commit"), ""},
		{"in Django's session", lines("rm -r "+django, "commit"), ""},
		{"in an item of no format", lines("rm -r /items/plain:item", "commit"), ""},
		{"a statement", lines("cd /Shop/s1", ">>> session['cart']['x'] = 1", "commit"), ""},
		{"a statement that commits", lines("cd /Shop/s1", ">>> session['cart']['x'] = 1", ">>> transaction.commit()"), ""},
		{"a client's set", lines(">>> from lovely.memcached.utility import MemcachedClient", ">>> c = MemcachedClient()", ">>> c.set('value', 'key')"), ""},
		{"a client's invalidateAll", lines(">>> from lovely.memcached.utility import MemcachedClient", ">>> c = MemcachedClient()", ">>> c.invalidateAll()"), ""},
		{"a walkthrough that commits", []string{"--allow-flush", "replay", "commits.md"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, err := outputOf(t, dir, tt.stdin, append([]string{"--server", proxy.Addr, "--read-only"}, tt.args...)...)
			if err == nil || exitText(err) != "1" {
				t.Errorf("exit status %v", err)
			}
			refusals := 0
			for _, l := range strings.Split(out, "\n") {
				if strings.HasPrefix(l, "error: ") || strings.HasPrefix(l, "Traceback") {
					refusals++
				}
			}
			if refusals != 1 || !strings.Contains(out, "read-only") && !strings.Contains(tt.name, "walkthrough") {
				t.Errorf("it is refused with\n%s", out)
			}
		})
	}
	untouched(t, srv, proxy, before)
}

// TestReadOnlyProof shows that the same lines would have been seen: without
// --read-only they are.
func TestReadOnlyProof(t *testing.T) {
	t.Parallel()
	srv, proxy := readOnlyServer(t)
	before := contents(srv)
	fill(t, proxy.Addr, "set /Shop/s1/cart/total 13", "commit")
	if !slices.ContainsFunc(proxy.Requests(), func(r string) bool { return !looksOnly.MatchString(r) }) || contents(srv) == before {
		t.Errorf("a commit is not seen: %q", proxy.Requests())
	}
	for _, r := range []string{
		"set k 0 0 1", "add k 0 0 1", "replace k 0 0 1", "append k 0 0 1", "prepend k 0 0 1", "cas k 0 0 1 1", "delete k", "incr k 1", "decr k 1", "touch k 1", "gat 1 k", "gats 1 k",
		"flush_all", "ms k 1", "md k", "ma k", "mg k v T30", "mg k N30 v", "mg k v R30", "mg k E1", "verbosity 1", "stats reset", "stats detail on", "lru_crawler crawl all", "lru_crawler disable", "cache_memlimit 1", "shutdown", "slabs reassign 1 2", "",
	} {
		if looksOnly.MatchString(r) {
			t.Errorf("%q is taken for a look", r)
		}
	}
}

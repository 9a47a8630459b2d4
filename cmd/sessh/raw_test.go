//go:build unix

package main

import (
	"os/exec"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// rawClient is a client of memcached that keeps values of several types: n is 5, list a
// list, map a mapping, and long a text that it compresses where it can, as many a mapping.
type rawClient struct {
	name         string
	needs, write []string // the address comes after them
	read         []string // prints what the client then reads
}

var rawClients = []rawClient{
	{
		"php-memcached",
		[]string{"php", "-r", "exit(extension_loaded('memcached') ? 0 : 1);"},
		[]string{"php", "-r", `$m = new Memcached; [$h, $p] = explode(':', $argv[1]); $m->addServer($h, (int)$p);
			$m->set('n', 5); $m->set('list', [1, 2]); $m->set('map', ['a' => ['b' => 1]]);
			$m->set('long', str_repeat('long ', 1000)); $m->set('many', array_fill_keys(range('a', 'z'), str_repeat('long ', 100)));`},
		[]string{"php", "-r", `$m = new Memcached; [$h, $p] = explode(':', $argv[1]); $m->addServer($h, (int)$p);
			echo json_encode([$m->get('n'), $m->get('list'), $m->get('map'), $m->get('long'), $m->get('many')['a'], $m->get('many')['b'] == str_repeat('long ', 100)]);`},
	},
	{
		"pylibmc",
		[]string{"/usr/bin/python3", "-c", "import pylibmc"},
		[]string{"/usr/bin/python3", "-c", `import sys, pylibmc
c = pylibmc.Client([sys.argv[1]])
c.set('n', 5); c.set('list', [1, 2]); c.set('map', {'a': {'b': 1}})
c.set('long', 'long ' * 1000, min_compress_len=100); c.set('many', {k: 'long ' * 100 for k in 'abc'}, min_compress_len=100)`},
		[]string{"/usr/bin/python3", "-c", `import sys, json, pylibmc
c = pylibmc.Client([sys.argv[1]])
long = c.get('long')
many = c.get('many')
print(json.dumps([c.get('n'), c.get('list'), c.get('map'), long if isinstance(long, str) else long.decode(), many['a'], many['b'] == 'long ' * 100], separators=(',', ':')))`},
	},
}

// TestRawItemsOfClients edits what clients wrote: they read what was committed, and what
// was refused as it was.
func TestRawItemsOfClients(t *testing.T) {
	t.Parallel()
	for _, c := range rawClients {
		t.Run(c.name, func(t *testing.T) {
			if exec.Command(c.needs[0], c.needs[1:]...).Run() != nil {
				t.Skipf("%s is not installed", c.name)
			}
			srv := memcachedtest.Start(t)
			client := func(args []string) string {
				out, err := exec.Command(args[0], append(args[1:len(args):len(args)], srv.Addr)...).CombinedOutput()
				if err != nil {
					t.Fatalf("%v: %s", err, out)
				}
				return strings.TrimSpace(string(out))
			}
			client(c.write)
			sesshLines(t, srv.Addr, "set /items/n/value 6", "commit")
			for _, line := range []string{"set /items/list/value text", "set /items/n/value text"} {
				if out, err := sesshFails(t, srv.Addr, line, "commit"); err == nil || !strings.Contains(out, "the item's flags are") {
					t.Errorf("%s: %v, and it says\n%s", line, err, out)
				}
			}
			sesshLines(t, srv.Addr, "set --flags 0 /items/long/value short", "set /items/map/a/b 2", "set /items/many/a x", "commit")
			if got := client(c.read); got != `[6,[1,2],{"a":{"b":2}},"short","x",true]` {
				t.Errorf("it reads %s", got)
			}
		})
	}
}

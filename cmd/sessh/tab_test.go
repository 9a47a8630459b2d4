//go:build unix

package main

import (
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// Tab completes commands, flags, paths with their quotes, savepoints and files.
func TestTab(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set '/Shop/a visitor/cart/on sale' 3", "set /Shop/anna/cart/total 7", `set /Shop/anna/cart/items ["tea", "bread"]`,
		"set /Shop/日本/cart/total 1", "set /Forum/bob/login/name Bob", "commit")
	p := shell(t, 100, 30, "--server", srv.Addr)
	here := srv.Addr + " "
	for _, tt := range []struct{ name, keys, line string }{
		{"a command", "savepoints\x15savepoi\t", "savepoint"},
		{"a command that is unique", "conta\t", "containers "},
		{"a flag", "ls --lo\t", "ls --long "},
		{"a container", "cd Sh\t", "cd Shop/"},
		{"a session, with quotes", "cd Shop/a\\ v\t", `cd Shop/"a visitor"/`},
		{"a wide session", "cd Shop/日\t", "cd Shop/日本/"},
		{"inside of quotes", `cd "Shop/a v` + "\t", `cd Shop/"a visitor"/`},
		{"a package", "ls /Shop/anna/c\t", "ls /Shop/anna/cart/"},
		{"a key, with quotes", `get /Shop/"a visitor"/cart/o` + "\t", `get /Shop/"a visitor"/cart/"on sale" `},
		{"case is repaired", "get /shop/anna/cart/t\t", "get /shop/anna/cart/t"},
		{"case is repaired in the last name", "get /Shop/anna/cart/TO\t", "get /Shop/anna/cart/total "},
		{"below a list", "get /Shop/anna/cart/items/1\t", "get /Shop/anna/cart/items/1 "},
		{"the value that is there", "set /Shop/anna/cart/items \t", `set /Shop/anna/cart/items ["tea","bread"]`},
		{"the first of two places", "diff Sh\t", "diff Shop/"},
		{"the second of two places", "diff /Shop/anna /Forum/b\t", "diff /Shop/anna /Forum/bob/"},
		{"a file to record to", "watch --record tab_te\t", "watch --record tab_test.go "},
		{"a file to compare with", "diff /Shop/anna --file tab_te\t", "diff /Shop/anna --file tab_test.go "},
		{"a help topic", "help rollb\t", "help rollback "},
		{"an output format", "output j\t", "output json "},
		{"a report", "replay --report ju\t", "replay --report junit "},
		{"in a line after time", "time ls /Sh\t", "time ls /Shop/"},
		{"nothing fits", "cd Nope\t", "cd Nope"},
		{"an open quote with nothing", "set \"\t", "set \""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			complete(p, tt.keys, here+"/> "+tt.line)
			p.Type("\x05\x15")
			p.SeeLast(here + "/>")
		})
	}
	enter(t, p, "set /Shop/anna/cart/x 1", here+"/ *1>")
	enter(t, p, "savepoint before-sale", here+"/ *1 [before-sale]>")
	complete(p, "rollback be\t", here+"/ *1 [before-sale]> rollback before-sale")
	p.Type("\r")
	p.See("0 changes undone")
}

// Completion does not wait for a server that is stuck, and Ctrl-C works.
func TestTabWithAStuckServer(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /Shop/anna/cart/total 7", "commit")
	p := shell(t, 100, 30, "--server", srv.Addr, "--timeout", "60s")
	srv.Pause()
	p.Type("cd Sh\t")
	p.See("still")
	p.Type("\x03")
	p.SeeLast(srv.Addr + " />")
	srv.Resume()
	p.Type("cd Sh\t")
	p.Until("the name, at this Tab or the next", func() bool {
		if strings.Contains(p.Screen(), "> cd Shop/") {
			return true
		}
		if strings.HasSuffix(p.Screen(), "cd Sh") {
			p.Type("\t")
		}
		return false
	})
}

//go:build unix

package main

import (
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// TestCommitByChanges: commit --patch asks for each change, and what was left stays pending.
func TestCommitByChanges(t *testing.T) {
	t.Parallel()
	server := memcachedtest.Start(t).Addr
	p := shell(t, 100, 40, "--server", server)
	here := server + " /"
	ask := func(typed, question string) {
		t.Helper()
		enter(t, p, typed, question+" Commit this change [y,n,q,a,d,?]?")
	}
	enter(t, p, `set Shop/s1/cart {"a": 1, "b": [1], "c": 3}`, here+" *3>")
	enter(t, p, `set Shop/s2/cart {"a": 1, "b": 2, "c": 3}`, here+" *6>")
	enter(t, p, `set Shop/s3/cart/a 1`, here+" *7>")
	ask("commit -p", "(1/7)")
	p.See("+ a  1")
	ask("what", "(1/7)")
	p.See("d - leave this change and those after it in this session pending")
	ask("n", "(2/7)")
	p.See("+ b  [1]")
	ask("y", "(3/7)")
	ask("n", "(4/7)")
	ask("d", "(7/7)")
	enter(t, p, "y", here+" *5>")
	p.See("committed 2 sessions, 2 changes; 5 changes still pending")
	enter(t, p, "aside get --json Shop/s1", here+" *5>")
	p.See(`{"cart":{"b":[1]}}`)

	ask("commit -p Shop/s2", "(1/3)")
	enter(t, p, "a", here+" *2>")
	ask("commit -p", "(1/2)")
	enter(t, p, "\x03", here+" *2>")
	p.See("nothing was done")
	ask("commit -p", "(1/2)")
	enter(t, p, "q", here+" *2>")
	p.See("nothing was committed")
	enter(t, p, "commit", here+">")
	enter(t, p, "get --json Shop/s1", here+">")
	p.See(`{"cart":{"a":1,"b":[1],"c":3}}`)
}

// TestCommitIsAnnounced: a commit of several sessions, or of more than ten changes, says first
// what it writes; one that is seen at a glance does not.
func TestCommitIsAnnounced(t *testing.T) {
	t.Parallel()
	p := shell(t, 100, 40)
	enter(t, p, `set Shop/s1/cart/a 1`, "embedded / *1>")
	enter(t, p, "commit", "embedded />")
	if strings.Contains(p.Screen(), "1 change: + cart/a") {
		t.Errorf("it announces one change:\n%s", p.Screen())
	}
	enter(t, p, `set Shop/s1/cart/a 2`, "embedded / *1>")
	enter(t, p, `set Shop/s2/cart/b 2`, "embedded / *2>")
	enter(t, p, "commit", "embedded />")
	p.See("~ /Shop/s1  1 change: ~ cart/a")
	p.See("+ /Shop/s2  1 change: + cart/b")
	p.See("committed 2 sessions, 2 changes")
	enter(t, p, `set Shop/s3/cart {"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1}`, "embedded / *11>")
	enter(t, p, "commit", "embedded />")
	p.See("+ /Shop/s3  11 changes: + cart/a, + cart/b, + cart/c, + cart/d, + cart/e, ...")
}

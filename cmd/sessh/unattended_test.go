//go:build unix

package main

import (
	"strings"
	"testing"

	mct "sessh/session/memcached/memcachedtest"
)

// TestScriptEndsInDoubt: at its end a script does not say that changes are dropped
// which may be on the server, and gives no hint that needs a prompt.
func TestScriptEndsInDoubt(t *testing.T) {
	t.Parallel()
	lost := func(p *mct.Proxy) {
		p.Next(mct.Writes, mct.Cut().After(func() { p.Every(mct.Reads, mct.Cut()) }))
	}
	const look = "hint: check what the server holds before you run this again\n"
	for _, tt := range []struct {
		name  string
		fault func(p *mct.Proxy)
		line  []string
		want  string
	}{
		{"a commit of a script", lost, []string{"-c", "set /C/s/p/k 2", "-c", "commit"}, look + "1 change whose outcome is not known:\n/C/s/p\n~ k  1 -> 2\n"},
		{"one command", lost, []string{"set", "/C/s/p/k", "2"}, look},
		{"one that only reads", func(p *mct.Proxy) { p.Every(mct.Reads, mct.Cut()) }, []string{"get", "/C/s/p/k"}, "hint: try again when the server is back\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := mct.Start(t)
			if out, status := sessh(t, t.TempDir(), "--server", srv.Addr, "set", "/C/s/p/k", "1"); status != "0" {
				t.Fatal(out)
			}
			proxy := mct.NewProxy(t, srv.Addr)
			tt.fault(proxy)
			out, status := sessh(t, t.TempDir(), append([]string{"--server", proxy.Addr, "--timeout", "60s"}, tt.line...)...)
			if status == "0" || !strings.Contains(out, tt.want) {
				t.Errorf("exit status %s, and no %q in:\n%s", status, tt.want, out)
			}
			for _, not := range []string{"dropped", "pending", "commit again", "resolve"} {
				if strings.Contains(out, not) {
					t.Errorf("%q in:\n%s", not, out)
				}
			}
		})
	}
}

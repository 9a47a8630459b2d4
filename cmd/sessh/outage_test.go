//go:build unix

package main

import (
	"cmp"
	"strings"
	"testing"

	mct "sessh/session/memcached/memcachedtest"
)

// TestOutagesAtThePrompt: whatever goes wrong between set and commit costs one
// clear message; what is pending is still there, and the next commit works when
// the cause is gone.
func TestOutagesAtThePrompt(t *testing.T) {
	t.Parallel()
	type place struct {
		t      *testing.T
		srv    *mct.Server
		proxy  *mct.Proxy
		stream *mct.Stream // between the proxy and the server
	}
	const loses = " *2 ≠>"
	for _, tt := range []struct {
		name    string
		timeout string // "": one that nothing here reaches; else one that only a stopped server does
		breaks  func(p *place)
		says    string // "" where it goes unnoticed
		prompt  string // after the commit, behind the place
		mends   func(p *place)
		then    string // a line that is typed before the next commit
		left    string // the prompt after that: of a session that is gone, all is pending
		// pending is what diff shows after the commit; nil: both changes
		pending []string
	}{
		{name: "connections are cut", breaks: func(p *place) { p.proxy.Cut() }},
		{name: "connections are reset in the middle of the commit", breaks: func(p *place) { p.stream.Arm(mct.Break{Up: 100, Down: -1, Reset: true}) }},
		{name: "one byte at a time", breaks: func(p *place) { p.stream.Arm(mct.Break{Up: -1, Down: -1, Slow: true}) }},
		{name: "the reply is lost", breaks: func(p *place) { p.proxy.Next(mct.Writes, mct.CutReply()) }, says: "/C/new: written", prompt: " *1>", pending: []string{"~ n  1 -> 2"}},
		{name: "the server refuses connections", breaks: func(p *place) { p.proxy.Refuse() }, says: "connection refused", prompt: " *2>", mends: func(p *place) { p.proxy.Accept() }},
		{name: "the reply is lost, and the server as well", breaks: func(p *place) { p.proxy.Every(mct.Writes, mct.CutReply().Then(p.proxy.Refuse)) },
			says: "unknown", prompt: " *2>", mends: func(p *place) { p.proxy.Heal(); p.proxy.Accept() }},
		{name: "the server is stopped", timeout: "5s", breaks: func(p *place) { p.srv.Pause() }, says: "no answer within 5s", prompt: " *2>", mends: func(p *place) { p.srv.Resume() }},
		{name: "the server is killed and comes again without its items", breaks: func(p *place) { p.srv.Restart() }, says: "it is gone from the server", prompt: loses, then: "refresh --mine", left: " *3>"},
		{name: "nonsense", breaks: func(p *place) { p.proxy.Every(mct.Reads+" "+mct.Writes, mct.Answer("what?\r\n")) }, says: "makes no sense", prompt: " *2>", mends: func(p *place) { p.proxy.Heal() }},
		{name: "out of memory", breaks: func(p *place) { p.proxy.Every(mct.Writes, mct.Answer("SERVER_ERROR out of memory storing object\r\n")) },
			says: "out of memory storing object", prompt: " *2>", mends: func(p *place) { p.proxy.Heal() }},
		{name: "somebody else deletes the session", breaks: func(p *place) { fill(p.t, p.srv.Addr, "rm -r /C/s", "commit") }, says: "it is gone from the server", prompt: loses, then: "refresh --mine", left: " *3>"},
		{name: "somebody else changes it elsewhere", breaks: func(p *place) { fill(p.t, p.srv.Addr, "set /C/s/p/theirs 1", "commit") }, says: "no key was changed on both sides", prompt: loses, then: "refresh", left: " *2>"},
		{name: "somebody else changes the same", breaks: func(p *place) { fill(p.t, p.srv.Addr, "set /C/s/p/n 7", "commit") }, says: "theirs  7", prompt: loses, then: "resolve /C/s --mine", left: " *2>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := &place{t: t, srv: mct.Start(t)}
			p.stream = mct.NewStream(t, p.srv.Addr)
			p.proxy = mct.NewProxy(t, p.stream.Addr)
			fill(t, p.srv.Addr, "set /C/s/p/n 1", "set /C/s/p/m 1", "commit")
			here := p.proxy.Addr + " /"
			sh := shell(t, 110, 40, "--server", p.proxy.Addr, "--timeout", cmp.Or(tt.timeout, "30s"))
			enter(t, sh, "set /C/s/p/n 2", here+" *1>")
			enter(t, sh, "set /C/new/p/n 3", here+" *2>")
			tt.breaks(p)
			if tt.says == "" {
				enter(t, sh, "commit", here+">")
				sh.See("committed 2 sessions, 2 changes")
			} else {
				enter(t, sh, "commit", here+tt.prompt)
				sh.See(tt.says)
				if n := strings.Count(sh.Screen(), "error: "); n != 1 {
					t.Errorf("%d errors are told:\n%s", n, sh.Screen())
				}
				if tt.mends != nil {
					tt.mends(p)
				}
				enter(t, sh, "diff", here+tt.prompt)
				if tt.pending == nil {
					tt.pending = []string{"~ n  1 -> 2", "+ n  3"}
				}
				for _, change := range tt.pending {
					sh.See(change)
				}
				if tt.then != "" {
					sh.Type(tt.then + "\r")
					sh.SeeLast(here + tt.left)
				}
				enter(t, sh, "commit", here+">")
			}
			p.stream.Heal()
			if got := p.srv.Ask("get sessh/C/s sessh/C/new\r\n", "END"); !strings.Contains(got, `"n":2`) || !strings.Contains(got, `"n":3`) {
				t.Errorf("the server holds %q", got)
			}
		})
	}
}

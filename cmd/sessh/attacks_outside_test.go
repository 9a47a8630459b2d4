//go:build unix

package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"sessh/repl/syntax"
	"sessh/session/memcached/memcachedtest"
)

// hostileWalkthrough returns a walkthrough with an attack in every line.
func hostileWalkthrough() string {
	var b strings.Builder
	for _, a := range attacks {
		line := strings.ReplaceAll(a.text, "\n", " ")
		fmt.Fprintf(&b, "# About %s\n\nprose %s\n\n", line, line)
		fmt.Fprintf(&b, "    sessh> get /C/s/p/%s%s\n    expected %s\n\n", line, line, line)
		fmt.Fprintf(&b, "    sessh> set /C/s/p/k %s\n    sessh> get /C/s/p/k # doctest: +NOSUCH%s\n    %s\n\n", line, line, line)
		fmt.Fprintf(&b, "    >>> print(%q)\n    %s\n    >>> raise KeyError(%q)\n    expected\n\n", line, line, line)
		fmt.Fprintf(&b, "    >>> 1 +%s\n    2\n    sessh> pwd # doctest: +SKIP\n    %s\n\n", line, line)
	}
	return b.String()
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestAttacksFromFiles replays, runs and reads files of attacks, and types them.
func TestAttacksFromFiles(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		t.Run(format, func(t *testing.T) {
			t.Chdir(t.TempDir())
			p := pipedShell(t, "--output", format)
			const name = "a\x1b[2J\u009b\u202e.md"
			write(t, name, hostileWalkthrough())
			file := syntax.Quote(name)
			for _, options := range []string{
				"", "--verbose", "--report tap", "--report junit", "--report json", "--list", "--update --check", "--match '\x1b['", "--option '+\x1b[2J'", "--option -ELLIPSIS", "--update", "--shell-on-failure",
			} {
				line := "replay " + options + " " + file
				out := p.run(line)
				if out == "" {
					t.Errorf("%s prints nothing", line)
				}
				harmless(t, line, out)
			}
			for _, a := range attacks {
				write(t, name, a.text+"\n"+a.text+"\n")
				for _, line := range []string{
					"source " + file, "load " + file, "set --file " + file + " /C/s/p/k", "set --json --file " + file + " /C/s/p/k",
					"dump /C " + file, "record " + file, a.text, "set " + a.text, ">>> " + a.text, ">>> x = " + a.text, fmt.Sprintf(">>> print(%q)", a.text),
					fmt.Sprintf(">>> {%q: %q}", a.text, a.text), fmt.Sprintf(">>> raise ValueError(%q)", a.text), fmt.Sprintf(">>> session[%q]", a.text), fmt.Sprintf(">>> import %s", a.text),
					fmt.Sprintf("find %s", syntax.Quote("."+a.text)), fmt.Sprintf("grep %s", syntax.Quote("("+a.text)), "expire /C/s " + syntax.Quote(a.text),
				} {
					harmless(t, line, p.run(line))
				}
			}
		})
	}
}

// TestAttacksInRecordings records what attacks. The recording can be looked at
// with cat, and replays; so can what --update writes.
func TestAttacksInRecordings(t *testing.T) {
	t.Chdir(t.TempDir())
	p := pipedShell(t)
	p.run("record made.md")
	for _, a := range attacks {
		n := syntax.Quote(a.text)
		p.run("set /" + n + "/" + n + "/" + n + "/" + n + " " + asciiJSON(a.text))
		p.run("get /" + n + "/" + n + "/" + n + "/" + n)
		p.run("cd /" + n + "/nowhere/" + n + "/" + n)
		p.run(fmt.Sprintf(">>> print(%s)", asciiJSON(a.text)))
		p.run(fmt.Sprintf(">>> raise KeyError(%s)", asciiJSON(a.text)))
	}
	p.run("tree /")
	p.run("diff")
	p.run("record --stop")
	b, err := os.ReadFile("made.md")
	if err != nil {
		t.Fatal(err)
	}
	harmless(t, "the recording", string(b))
	if out := p.run("replay made.md"); !strings.Contains(out, " 0 failed") {
		t.Errorf("it does not replay:\n%s", out)
	}

	var wrong strings.Builder
	for _, a := range attacks {
		fmt.Fprintf(&wrong, "    >>> print(%s)\n    wrong\n    >>> raise KeyError(%s)\n\n", asciiJSON(a.text), asciiJSON(a.text))
	}
	write(t, "wrong.md", wrong.String())
	p.run("replay --update wrong.md")
	if b, err = os.ReadFile("wrong.md"); err != nil || strings.Contains(string(b), "wrong") {
		t.Errorf("it is not updated: %v\n%s", err, b)
	}
	harmless(t, "the update", string(b))
}

// TestAttacksOfServers talks to servers that answer with attacks.
func TestAttacksOfServers(t *testing.T) {
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /C/s/p/k 1", "commit")
	share := 3 // each answer has its share of the attacks
	if testing.Short() {
		share = 11
	}
	for i, a := range attacks {
		text := strings.NewReplacer("\n", "", "\r", "").Replace(a.text)
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			proxy := memcachedtest.NewProxy(t, srv.Addr)
			p := pipedShell(t, "--server", proxy.Addr, "--timeout", "500ms")
			for nth, fault := range []struct{ verbs, answer string }{
				{memcachedtest.Reads, "SERVER_ERROR " + text + "\r\n"},
				{memcachedtest.Reads, text + "\r\n"},
				{memcachedtest.Writes, "SERVER_ERROR " + text + "\r\n"},
				{memcachedtest.Lists, "CLIENT_ERROR " + text + "\r\n"},
				{memcachedtest.Lists, "key=" + text + " exp=-1 la=1 cas=1 fetch=no cls=1 size=1\r\nEND\r\n"},
				{"version", "VERSION " + text + "\r\n"},
				{"stats", "STAT version " + text + "\r\nSTAT " + text + " " + text + "\r\nEND\r\n"},
				{"flush_all", "ERROR " + text + "\r\n"},
			} {
				if (i+nth)%share != 0 {
					continue
				}
				proxy.Heal()
				proxy.Every(fault.verbs, memcachedtest.Answer(fault.answer))
				for _, line := range []string{"ls /", "ls /C", "tree /C", "get /C/s/p/k", "info /C/s", "servers", "stats", "du", "top", "containers", "set /C/s/p/k 2", "set /C/new/p/k 2", "commit", "flush --force"} {
					harmless(t, fault.verbs+" "+line, p.run(line))
				}
				p.run("abort")
			}
		})
	}
}

// TestAttacksOnTheCommandLine quotes words of the command line in errors.
func TestAttacksOnTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for i, a := range attacks {
		if strings.Contains(a.text, "\x00") {
			continue // no word of a command line can
		}
		for nth, args := range [][]string{
			{"--" + a.text}, {"-" + a.text}, {"--server", a.text, "ls"}, {"--server", "unix:/" + a.text, "ls"}, {"--color", a.text, "ls"}, {"--output", a.text, "ls"}, {"--format", a.text, "ls"},
			{"--hash", a.text, "--server", "127.0.0.1:1", "ls"}, {"--prefix", a.text, "ls"}, {"--timeout", a.text, "ls"}, {"--lifetime", a.text}, {"--read-only=" + a.text},
			{"--tls", "--tls-ca", a.text, "--server", "127.0.0.1:1", "ls"}, {"--server", "127.0.0.1:1", "--password-file", a.text, "ls"}, {"--user", a.text, "--server", "127.0.0.1:1", "ls"},
			{a.text}, {"get", a.text}, {"help", a.text}, {"-c", a.text}, {"-c", "get " + a.text}, {"__complete", "get", a.text}, {"completion", a.text},
		} {
			if (i+nth)%3 != 0 {
				continue
			}
			out, _ := output(t, dir, args...)
			harmless(t, fmt.Sprintf("sessh %q", args), out)
		}
	}
}

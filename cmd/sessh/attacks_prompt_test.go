//go:build unix

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/repl/syntax"
	"sessh/session/memcached/memcachedtest"
)

// ours are the sequences that sessh and its line editor write on a terminal.
var ours = regexp.MustCompile(`\x1b\[(0|1|2|4|7|22|27|1;4|22;24|3[1-6]|31;1|0;22|0;22;0;22)?m|\x1b\[\?2004[hl]|\x1b\[2[23];2t|\x1b\[J|\x1b\[K|\x1b\[2K|\x1b\[(1?[0-9])?A|\x1b\[[0-9]{0,3}C|\r\n|\r|\x07`)

// titles are the sequences that set the title of the window. The text in them is looked at as
// all other text is.
var titles = regexp.MustCompile(`\x1b\]2;([^\x1b\x07]* - sessh)\x07`)

// onTerminal reports what was written on a terminal and is not a plain text, nor
// one of our sequences.
func onTerminal(t *testing.T, p *ptytest.Terminal) {
	t.Helper()
	raw := p.Raw()
	for _, a := range attacks {
		if at := strings.Index(raw, a.text); at >= 0 && a.name != "line's end" {
			t.Errorf("%s comes through: %q", a.name, raw[max(0, at-80):min(len(raw), at+40)])
		}
	}
	harmless(t, "the terminal", ours.ReplaceAllString(titles.ReplaceAllString(raw, "$1"), ""))
}

// typed types a line and waits until the next can be typed; a question that it
// asks gets an empty answer.
func typed(p *ptytest.Terminal, line string) {
	const reading = "\x1b[?2004h"
	before := strings.Count(p.Raw(), reading)
	p.Type(line + "\r")
	p.Until("the end of "+line, func() bool {
		raw := p.Raw()
		asks := raw[strings.LastIndex(raw, reading)+1:] // the prompt, or a question
		return strings.Count(raw, reading) > before && (strings.Contains(asks, "> ") || strings.Contains(asks, ": "))
	})
}

// TestAttacksAtThePrompt runs every command at a prompt with colours.
func TestAttacksAtThePrompt(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	hostile(t, srv)
	names := commandNames(t)
	const parts = 8
	share := attacksShare()
	for part := range parts {
		t.Run(string(rune('a'+part)), func(t *testing.T) {
			t.Parallel()
			cmd := program(t, t.TempDir(), "--server", srv.Addr)
			cmd.Dir = t.TempDir()
			cmd.Env = append(cmd.Env, "VISUAL=true")
			p := ptytest.Start(t, 120, 40, cmd)
			p.Until("the prompt", func() bool { return strings.HasSuffix(p.Screen(), ">") })
			for nth, command := range names {
				if nth%parts != part || command == "quit" || command == "shell" { // which would run the attacks
					continue
				}
				use := command
				switch command {
				case "watch":
					use += " --for 1ms"
				case "every":
					use += " --count 1 1s"
				}
				for i, a := range attacks {
					if (i+nth)%share != 0 {
						continue
					}
					n := syntax.Quote(a.text)
					at := n + "/" + n + "/" + n
					typed(p, "set "+at+"/"+n+" "+asciiJSON(a.text))
					typed(p, "savepoint "+n)
					typed(p, "cd "+at)
					typed(p, use)
					typed(p, "cd /")
					for _, arg := range []string{at + "/" + n, at + "/nested", at, n + "/" + n, n, "--" + n, n + " " + n} {
						typed(p, use+" "+arg)
					}
					typed(p, "abort")
				}
			}
			onTerminal(t, p)
		})
	}
}

// TestAttacksInTheLine completes, pastes, and calls up lines that attack.
func TestAttacksInTheLine(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	hostile(t, srv)
	state := t.TempDir()
	var history strings.Builder
	for _, a := range attacks {
		history.WriteString("get " + strings.ReplaceAll(a.text, "\n", " ") + "\n")
	}
	if err := os.Mkdir(filepath.Join(state, "sessh"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(state, "sessh", "history"), history.String())
	p := shellIn(t, state, 100, 30, "--server", srv.Addr)
	clear := func() {
		p.Type("\x05\x15")
		p.SeeLast(srv.Addr + " />")
	}
	for range attacks {
		p.Type("\x10")
	}
	p.See("get " + "?[77A") // the oldest line
	clear()
	p.Type("\x12get" + strings.Repeat("\x12", len(attacks)))
	p.See("(reverse-i-search)`get': get ")
	p.Type("\x07")
	clear()
	typed(p, "history 100")
	for _, a := range attacks {
		p.Type("\x1b[200~get " + strings.NewReplacer("\x1b[201~", "").Replace(a.text) + "\x1b[201~")
		p.Until("what was pasted", func() bool {
			s := p.Screen()
			return strings.Contains(s[strings.LastIndexByte(s, '\n')+1:], "/> get")
		})
		clear()
		n := syntax.Quote(a.text)
		for _, line := range []string{"get " + n + "/", "get " + n + "/" + n + "/" + n + "/", "get /", "set " + n + "/" + n + "/" + n + "/" + n + " ", "rollback "} {
			p.Type(line + "\t\t\t")
			typed(p, "")
		}
	}
	onTerminal(t, p)
}

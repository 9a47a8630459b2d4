//go:build unix

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// seeLine waits until the last line on the screen is a prompt with typed, and behind the cursor
// what is suggested.
func seeLine(p *ptytest.Terminal, prompt, typed, suggested string) {
	want := strings.TrimRight(prompt+" "+typed+suggested, " ")
	p.Until("the line "+typed+"|"+suggested, func() bool {
		s := p.Screen()
		last := s[strings.LastIndexByte(s, '\n')+1:]
		x, _ := p.Cursor()
		return last == want && x == len(prompt+" "+typed)
	})
}

// Each of the suggestions, and each of the keys that take one.
func TestSuggestionsAtThePrompt(t *testing.T) {
	t.Parallel()
	srv, other := memcachedtest.Start(t), memcachedtest.Start(t)
	fill(t, srv.Addr, "set /Shop/anna/cart/total 7", "set /Shop/ben/cart/total 7", "commit")
	state := t.TempDir()
	elsewhere := shellIn(t, state, 100, 30, "--server", other.Addr)
	enter(t, elsewhere, "info /Shop/nobody", other.Addr+" />")
	p := shellIn(t, state, 100, 30, "--server", srv.Addr)
	at := srv.Addr + " />"
	enter(t, p, "get /Shop/anna/cart", at)
	enter(t, p, "ls /Shop", at)
	enter(t, p, "status", at)
	for _, tt := range []struct{ name, keys, typed, suggested, take, taken string }{
		{"of the history", "get /", "get /", "Shop/anna/cart", "\x1b[C", "get /Shop/anna/cart"},
		{"of another server", "inf", "inf", "o /Shop/nobody", "\x1b[F", "info /Shop/nobody"},
		{"a word", "get /", "get /", "Shop/anna/cart", "\x1bf", "get /Shop"},
		{"a command", "containe", "containe", "rs", "\x05", "containers"},
		{"a flag", "ls --lo", "ls --lo", "ng", "\x1b[C", "ls --long"},
		{"a container", "tree /Sh", "tree /Sh", "op/", "\x1b[C", "tree /Shop/"},
		{"a session", "tree /Shop/b", "tree /Shop/b", "en/", "\x1b[C", "tree /Shop/ben/"},
		{"a topic", "help promi", "help promi", "ses", "\x1b[C", "help promises"},
		{"what cannot be taken", "set ", "set ", "PATH VALUE", "\x1b[C", "set "},
		{"the argument that is left", "mv a ", "mv a ", "TO", "\x1b[F", "mv a "},
		{"the value of a flag", "find --exec ", "find --exec ", "LINE", "\x1b[F", "find --exec "},
		{"nothing for a paste", "\x1b[200~get /\x1b[201~", "get /", "", "\x1b[C", "get /"},
		{"nothing for a secret", "cookie a", "cookie a", "", "\x1b[C", "cookie a"},
		{"nothing in the middle", "get /\x02", "get ", "/", "\x1b[D", "get"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.Type(tt.keys)
			if tt.name == "nothing in the middle" {
				p.SeeLast(at + " get /")
			} else {
				seeLine(p, at, tt.typed, tt.suggested)
				p.Type(tt.take)
				p.Until("the line "+tt.taken, func() bool {
					x, _ := p.Cursor()
					return x == len(at+" "+tt.taken) && strings.Contains(p.Screen(), at+" "+tt.taken)
				})
			}
			p.Type("\x03")
			p.SeeLast(at)
		})
	}
	p.Type("get /")
	seeLine(p, at, "get /", "Shop/anna/cart")
	p.Type("\x12")
	p.Until("a search without a suggestion", func() bool {
		return slices.Contains(strings.Split(p.Screen(), "\n"), "(reverse-i-search)`': get /")
	})
	p.Type("\x07")
	p.Type("\x15sta")
	seeLine(p, at, "sta", "tus")
	p.Type("\r") // which is no command
	p.See(at + " sta\n")
	p.See("unknown command sta")
}

// An answer to a question is no command: nothing is suggested for it.
func TestNoSuggestionForAnAnswer(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	p := shell(t, 100, 30, "--server", srv.Addr)
	enter(t, p, "set /C/s/p/k 1", srv.Addr+" / *1>")
	p.Type("\x04")
	p.See("[c/k/d/S]")
	p.Type("s")
	p.SeeLast("1 change pending: commit, keep for later, drop, or stay? [c/k/d/S] s")
	p.Type("\r")
	p.SeeLast(srv.Addr + " / *1>")
	p.Type("s")
	seeLine(p, srv.Addr+" / *1>", "s", "et /C/s/p/k 1")
}

// Typing does not wait for a server that is stuck, also with the names of that server.
func TestTypingWithAStuckServer(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /Shop/anna/cart/total 7", "commit")
	p := shell(t, 100, 30, "--server", srv.Addr, "--timeout", "60s")
	at := srv.Addr + " />"
	enter(t, p, "ls /Shop", at)
	srv.Pause()
	p.Type("cd /Shop/a")
	seeLine(p, at, "cd /Shop/a", "nna/")
	p.Type("nna/ca")
	seeLine(p, at, "cd /Shop/anna/ca", "")
	p.Type("\x03")
	p.SeeLast(at)
	srv.Resume()
}

// What has a colour in a line, what switches that off, and that each switch has its own.
func TestColoursAtThePrompt(t *testing.T) {
	t.Parallel()
	const command, unknown, word = "\x1b[1mhelp\x1b[0m", "\x1b[31mhalp\x1b[0m", "\x1b[35mfor\x1b[0m"
	for _, tt := range []struct {
		name, config      string
		args, env         []string
		colours, suggests bool
	}{
		{"as it is", "", nil, nil, true, true},
		{"no suggestions", "suggestions = false\n", nil, nil, true, false},
		{"no highlighting", "highlighting = false\n", nil, nil, false, true},
		{"--color never", "", []string{"--color", "never"}, nil, false, false},
		{"NO_COLOR", "", nil, []string{"NO_COLOR=1"}, false, false},
		{"a dumb terminal", "", nil, []string{"TERM=dumb"}, false, false},
		{"a dumb terminal with colours", "", []string{"--color", "always"}, []string{"TERM=dumb"}, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			state := t.TempDir()
			if err := os.Mkdir(filepath.Join(state, "sessh"), 0o700); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(state, "sessh", "config.toml"), tt.config)
			p := ptytest.Start(t, 100, 30, program(t, state, tt.args...), tt.env...)
			p.SeeLast("embedded />")
			p.Type("savepoint")
			p.SeeLast("embedded /> savepoint")
			p.Type(" ")
			suggested := ""
			if tt.suggests {
				suggested = "[NAME]"
			}
			seeLine(p, "embedded />", "savepoint ", suggested)
			p.Type("\x15help\r")
			p.SeeLast("embedded />")
			enter(t, p, "halp", "embedded />")
			enter(t, p, "for i in []: pass", "embedded />")
			for _, colour := range []string{command, unknown, word} {
				if strings.Contains(p.Raw(), colour) != tt.colours {
					t.Errorf("%q: %v", colour, !tt.colours)
				}
			}
		})
	}
}

// Suggestions and colours in a narrow window, over several rows, and when its size changes.
func TestTypingInANarrowWindow(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	first := shellIn(t, state, 100, 30)
	enter(t, first, "set /C/s/p/k "+strings.Repeat("0123456789", 5), "embedded / *1>")
	p := shellIn(t, state, 20, 10)
	p.Type("se")
	p.Until("what fits", func() bool { return strings.HasSuffix(p.Screen(), "> set /C/…") })
	p.Type("\x1b[C")
	p.Until("all of it", func() bool { return strings.HasSuffix(p.Screen(), "90123456789") })
	p.Type("\x15日本 ")
	p.SeeLast("embedded /> 日本")
	p.Resize(100, 30)
	p.Type("\x15se")
	p.SeeLast("embedded /> set /C/s/p/k " + strings.Repeat("0123456789", 5))
	p.Resize(16, 10)
	p.Type("t")
	p.Until("what fits", func() bool { return strings.HasSuffix(p.Screen(), "set…") })
	p.Type("\x15help x\r")
	p.See("/> help\n x\n")
}

// The keys that edit a line, each at the prompt of the shell.
func TestKeysAtThePrompt(t *testing.T) {
	t.Parallel()
	const at = "embedded / *2>"
	p := shell(t, 100, 40)
	enter(t, p, "set /C/s/p/k 1", "embedded / *1>")
	enter(t, p, "get /C/s/p/k", "embedded / *1>")
	enter(t, p, "set /C/s/p/x two words", at)
	enter(t, p, "status", at)
	for _, tt := range []struct{ name, keys, line string }{
		{"Up by what was typed", "set\x1b[A\x1b[A", "set /C/s/p/k 1"},
		{"Up and Down", "get\x1b[A\x1b[B!", "get!"},
		{"Ctrl-P is the line before", "get\x10", "status"},
		{"Alt-.", "info \x1b.", "info two words"},
		{"Alt-. again", "info \x1b.\x1b.", "info /C/s/p/k"},
		{"undo", "one two\x1f", "one"},
		{"undo by Ctrl-X Ctrl-U", "one two\x17\x18\x15", "one two"},
		{"no key of vi", "lss\x1b|x", "lss"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before, after, cut := strings.Cut(tt.keys, "|")
			p.Type(before)
			if cut {
				p.SeeLast(at + " lss")
			}
			p.Type(after)
			p.SeeLast(at + " " + tt.line)
			p.Type("\x03")
			p.SeeLast(at)
		})
	}
}

// Ctrl-X Ctrl-E takes the line to the user's editor, and what was saved is the line.
func TestLineInAnEditor(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	script := "cp \"$1\" " + dir + "/seen\nls -l \"$1\" >" + dir + "/mode\nif test -e " + dir + "/fails; then exit 3; fi\nsed -i 's/tea/coffee/' \"$1\"\necho 'EDITED'\n"
	editor := executable(t, "editor", script)
	cmd := program(t, dir)
	cmd.Env = append(cmd.Env, "VISUAL="+editor)
	p := ptytest.Start(t, 100, 30, cmd)
	p.SeeLast("embedded />")
	p.Type("set /C/s/p/k tea\x18\x05")
	p.See("EDITED")
	p.SeeLast("embedded /> set /C/s/p/k coffee")
	p.Type("!\r")
	p.SeeLast("embedded / *1>")
	enter(t, p, "get /C/s/p/k", "embedded / *1>")
	p.See(`"coffee!"`)
	if seen, err := os.ReadFile(dir + "/seen"); err != nil || string(seen) != "set /C/s/p/k tea\n" {
		t.Errorf("the editor was given %q, %v", seen, err)
	}
	if mode, _ := os.ReadFile(dir + "/mode"); !strings.HasPrefix(string(mode), "-rw-------") {
		t.Errorf("others can read it: %s", mode)
	}
	write(t, dir+"/fails", "")
	p.Type("get /C\x18\x05")
	p.See("error: " + editor + ": exit status 3")
	seeLine(p, "embedded / *1>", "get /C", "/s/p/k")
	p.Type("\x03")
	p.SeeLast("embedded / *1>")
}

// The editing mode in the user's configuration of readline makes the keys those of vi.
func TestKeysOfViAtThePrompt(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	inputrc := filepath.Join(state, "inputrc")
	write(t, inputrc, "$if sessh\nset editing-mode vi\n$endif\n")
	p := ptytest.Start(t, 100, 30, program(t, state), "INPUTRC="+inputrc)
	p.SeeLast("embedded />")
	p.Type("hellp x\x1b")
	p.SeeLast("embedded /> hellp x")
	p.Type("0fpXfxrk")
	p.SeeLast("embedded /> help k")
	p.Type("A")
	p.Type("eys\r")
	p.See("In listings and differences + is added")
	p.SeeLast("embedded />")
	p.Type("\x1bk0cw#\r")
	p.SeeLast("embedded />")
	p.See("> # keys\n")
}

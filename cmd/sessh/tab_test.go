//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sessh/repl/line/ptytest"
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
		{"a part of a session's name", "cd Shop/visit\t", `cd Shop/"a visitor"/`},
		{"a session in another case", "cd Shop/ANN\t", "cd Shop/anna/"},
		{"letters of a command", "rlbk\t", "rollback "},
		{"a part of a flag's value", "ls --sort iz\t", "ls --sort size "},
		{"a method in a statement", "transaction.sa\t", "transaction.savepoint("},
		{"a function of jq", "find '.cart | group\t", "find '.cart | group_by("},
		{"in a line after every", "every 2s ls /Sh\t", "every 2s ls /Shop/"},
		{"a command after every", "every -n 1 2s sav\t", "every -n 1 2s savepoint"},
		{"a file behind an operator", "ls > tab_te\t", "ls > tab_test.go "},
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

// TestTabInPrograms: behind | and !, where the user's shell reads on, Tab completes programs on the
// PATH, and files, with the quotes of that shell.
func TestTabInPrograms(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	for name, mode := range map[string]os.FileMode{"sortish": 0o755, "sorted.txt": 0o644, "two words": 0o755} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\ncat\n"), mode); err != nil {
			t.Fatal(err)
		}
	}
	cmd := program(t, t.TempDir())
	cmd.Env = append(cmd.Env, "PATH="+bin+":"+os.Getenv("PATH"))
	p := ptytest.Start(t, 100, 30, cmd)
	p.SeeLast("embedded />")
	for _, tt := range []struct{ name, keys, line string }{
		{"a program", "ls | sorti\t", "ls | sortish "},
		{"without blanks", "ls |sorti\t", "ls |sortish "},
		{"behind another", "ls | cat | sorti\t", "ls | cat | sortish "},
		{"of every", "every 2s ls | sorti\t", "every 2s ls | sortish "},
		{"behind !", "!sorti\t", "!sortish "},
		{"of shell", "shell sorti\t", "shell sortish "},
		{"a file of it", "ls | sortish tab_te\t", "ls | sortish tab_test.go "},
		{"a file behind !", "!cat tab_te\t", "!cat tab_test.go "},
		{"a file behind its operator", "!cat <tab_te\t", "!cat <tab_test.go "},
		{"in quotes", "!cat 'tab_te\t", "!cat tab_test.go "},
		{"a file that is a program", "!" + bin + "/two\t", "!'" + bin + "/two words' "},
		{"a folder", "ls | cat testd\t", "ls | cat testdata/"},
		{"a pattern with |", "grep a|sorti\t", "grep a|sorti"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			complete(p, tt.keys, "embedded /> "+tt.line)
			p.Type("\x05\x15")
			p.SeeLast("embedded />")
		})
	}
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

// What Tab does with several candidates: a menu below the line, which every key but its own
// closes, and which leaves nothing on the screen.
func TestTabMenu(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /Shop/anna/cart/total 7", "set /Shop/anna/cart/tea 3", "set /Shop/bob/cart/x 1", "set /Forum/bob/login/name Bob", "commit")
	p := shell(t, 100, 30, "--server", srv.Addr)
	const below = "\nForum  Shop"
	complete(p, "get /Shop/anna/cart/to\t", srv.Addr+" /> get /Shop/anna/cart/total") // the server has been asked
	p.Type("\x15")
	for _, tt := range []struct{ name, keys, line, menu string }{
		{"it opens", "cd \t", "cd", below},
		{"the first", "cd \t\t", "cd Forum/", below},
		{"the second", "cd \t\t\t", "cd Shop/", below},
		{"the last", "cd \t\x1b[Z", "cd Shop/", below},
		{"down and up", "cd \t\x1b[B\x1b[C\x1b[D", "cd Forum/", below},
		{"back", "cd \t\t\t\x07", "cd", ""},
		{"narrowed", "cd \tS", "cd S", "\nShop"},
		{"accepted by a letter", "cd \t\t\tx", "cd Shop/x", ""},
		{"accepted by an arrow", "cd \t\t\t\x1b[H", "cd Shop/", ""},
		{"values", "get /Shop/anna/cart/\t", "get /Shop/anna/cart/t", ""},
		{"values below", "get /Shop/anna/cart/t\t", "get /Shop/anna/cart/t", "\ntotal  7\ntea    3"},
		{"summaries of commands", "sav\t\t", "savepoint", "\nsavepoint   mark the current point"},
		{"flags", "ls --\t", "ls --", "\n--help"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const clear = "\x07\x05\x15"
			line := "\n" + strings.TrimRight(srv.Addr+" /> "+tt.line, " ")
			typeUntil(p, tt.keys, clear+tt.keys, "the line "+tt.line+" and its menu", func() bool {
				_, after, ok := strings.Cut(p.Screen(), line)
				return ok && (after == "" || after[0] == '\n') && strings.HasPrefix(after, tt.menu) && (tt.menu != "" || after == "")
			})
			p.Type(clear)
			p.SeeLast(srv.Addr + " />")
		})
	}
	p.Type("cd \t\t\t\r")
	p.SeeLast(srv.Addr + " Shop>")
	if s := p.Screen(); strings.Contains(s, "Forum") {
		t.Errorf("the menu is still there:\n%s", s)
	}
}

// A menu in a window whose size changes, and with a server that has gone.
func TestTabMenuInTrouble(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /Shop/a-session-with-a-long-name/cart/total 7", "set /Shop/another-session-with-a-long-name/cart/x 1", "commit")
	p := shell(t, 60, 20, "--server", srv.Addr)
	enter(t, p, "cd Shop", srv.Addr+" Shop>")
	complete(p, "cd an\t", srv.Addr+" Shop> cd another-session-with-a-long-name/")
	p.Type("\x15cd a\t\t")
	p.See("\na-session-with-a-long-name")
	p.Resize(30, 20)
	p.Type("\x1b[B")
	p.See("\nanother-session-with-a-long")
	p.Type("\x07\x05\x15")
	p.SeeLast(srv.Addr + " Shop>")
	p.Resize(100, 20)
	srv.Kill()
	p.Type("cd a\t\t")
	p.See("\na-session-with-a-long-name")
	p.Type("\t/\t\t") // of a session that cannot be read any more
	p.Type("\x03")
	p.SeeLast(srv.Addr + " Shop>")
}

// On a dumb terminal the candidates are listed above the line, as lines that stay.
func TestTabOnADumbTerminal(t *testing.T) {
	t.Parallel()
	p := ptytest.Start(t, 80, 24, program(t, t.TempDir()), "TERM=dumb")
	p.SeeLast("embedded />")
	p.Type("savep\t\t")
	asked := 0 // to press Tab again, where the answer takes longer than an instant
	p.Until("the choices", func() bool {
		if n := strings.Count(p.Raw(), "Tab again"); n > asked {
			asked = n
			p.Type("\t")
		}
		return strings.Contains(p.Screen(), "\nsavepoint   savepoints\nembedded /> savepoint")
	})
	p.Type("\x15\x12sav")
	p.SeeLast("(failed reverse-i-search)`sav':")
}

// Ctrl-R lists the best five below the line.
func TestSearchOfHistory(t *testing.T) {
	t.Parallel()
	p := shell(t, 80, 24)
	for i, line := range []string{"set /C/s/p/k 1", "pwd", "ls /C", "get /C/s/p/k", "ls /C/s", "ls /", "ls -l /C"} {
		enter(t, p, line, []string{"embedded / *1>", "embedded / *1>"}[min(i, 1)])
	}
	p.Type("\x0c\x12lsC")
	p.See("(reverse-i-search)`lsC': ls -l /C\nls -l /C\nls /C/s\nls /C")
	p.Type("\x12")
	p.See("(reverse-i-search)`lsC': ls /C/s\n")
	p.Type("\x1b")
	p.SeeLast("embedded / *1>")
	p.Type("\x12")
	p.See("`':\nls -l /C\nls /\nls /C/s\nget /C/s/p/k\nls /C\n1-5 of 7")
	p.Type("/p/k 1\t")
	p.SeeLast("embedded / *1> set /C/s/p/k 1")
	p.Type("2\r")
	p.SeeLast("embedded / *1>")
	enter(t, p, "\x12get\r", "embedded / *1>")
	p.See("\n12\n")
}

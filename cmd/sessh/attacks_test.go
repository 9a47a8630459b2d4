//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"sessh/repl"
	"sessh/repl/syntax"
	"sessh/session/memcached/memcachedtest"
)

// attacks are texts that act on a terminal, or on the order of the text around
// them. None has a blank or a line's end that is not part of the attack.
var attacks = []struct{ name, text string }{
	{"cursor up", "\x1b[77A"},
	{"cursor home and clear", "\x1b[H\x1b[2J"},
	{"title", "\x1b]0;owned\x07"},
	{"title, ended by ST", "\x1b]2;owned\x1b\\"},
	{"clipboard", "\x1b]52;c;b3duZWQ=\x07"},
	{"link", "\x1b]8;;http://evil/\x1b\\click\x1b]8;;\x1b\\"},
	{"colour", "\x1b[45;5mred\x1b[0m"},
	{"answer back", "\x1b[6n\x1b[c\x05"},
	{"device control", "\x1bP1$r0m\x1b\\"},
	{"reset", "\x1bc"},
	{"C1 as bytes", "\x9b31m\x90q\x9c\x9d0;t\x9c"},
	{"C1 as characters", "\u009b31m\u0090q\u009c\u009d0;t\u009c\u0085"},
	{"overrides", "\u202eabc\u202c\u202a\u202b\u202d"},
	{"isolates", "\u2066\u2067\u2068\u2069"},
	{"marks", "\u200e\u200f\u061c"},
	{"zero width", "a\u200b\u200c\u2060\ufeffb\u00ad"},
	{"separators", "a\u2028b\u2029c"},
	{"no UTF-8", "\xff\xfe\xc3\x28\xed\xa0\x80"},
	{"delete", "a\x7fb"},
	{"bell", "a\x07b"},
	{"overwritten", "rm\rls"},
	{"backspace", "ab\b\bcd"},
	{"shifts", "\x0e\x0f\x0b\x0c"},
	{"nul", "a\x00b"},
	{"line's end", "a\nerror: b"},
	{"tags", "\U000e0041\U000e007f"},
}

// attacksShare returns one in how many attacks a command is tried with: each command
// has its share, and each attack many commands.
func attacksShare() int {
	if testing.Short() {
		return 65
	}
	return 13
}

// acts finds the first thing in what was printed that is not a plain text: anything
// but printable characters and line ends. The joiner that holds emoji together is
// let through. Package screen is not asked what is safe, on purpose.
func acts(out string) (at int, what string) {
	for i, r := range out {
		bad := ""
		switch {
		case r == '\n' || r == '\u200d':
		case r == utf8.RuneError:
			if _, n := utf8.DecodeRuneInString(out[i:]); n == 1 {
				bad = "a byte that is not UTF-8"
			}
		case r < ' ' || r >= 0x7f && r < 0xa0:
			bad = "a control character"
		case unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs):
			bad = "an invisible character"
		}
		if bad != "" {
			return i, bad
		}
	}
	return -1, ""
}

// harmless reports what in out would act on a terminal.
func harmless(t *testing.T, what, out string) {
	t.Helper()
	if at, bad := acts(out); at >= 0 {
		t.Errorf("%s prints %s: %q", what, bad, out[max(0, at-60):min(len(out), at+30)])
	}
}

// hostile fills a server with sessions and items in which everything that can be
// named is an attack.
func hostile(t *testing.T, srv *memcachedtest.Server) {
	t.Helper()
	var lines []string
	for i, a := range attacks {
		n := syntax.Quote(a.text)
		at := strings.Repeat("/"+n, 3)
		v := asciiJSON(a.text)
		lines = append(lines,
			fmt.Sprintf("set %s/%s %s", at, n, v),
			fmt.Sprintf("set %s/nested {%s: [%s, {%s: %s}]}", at, v, v, v, v),
			fmt.Sprintf("set --bytes %s/bytes %x", at, a.text),
			fmt.Sprintf(`set %s/time {"$time": "2026-01-02T03:04:05Z"}`, at))
		key := strings.NewReplacer("\n", "", "\x00", "", " ", "").Replace(a.text)
		for _, k := range []string{"raw%d%s", "memc.sess.key.%d%s", ":1:django.contrib.sessions.cache%d%s", "rack:session:%d%s", "session:%d%s", "%d%s_session"} {
			store(srv, fmt.Sprintf(k, i, key), 0, []byte(a.text))
		}
	}
	fill(t, srv.Addr, append(lines, "commit")...)
	for _, w := range strangers(t) {
		store(srv, w.Key, w.Flags, w.Value)
	}
}

// strangers returns what frameworks wrote, with attacks as long as what they are in
// the place of: names of classes, values and keys.
func strangers(t *testing.T) []written {
	t.Helper()
	var all []written
	for _, f := range []struct{ format, item string }{
		{"django", "pymemcache/object"}, {"beaker", "pylibmc/object"}, {"flask", "pickle/object"}, {"flask", "msgpack/object"}, {"express", "memjs/object"},
		{"php", "php/object"}, {"php", "igbinary/object"}, {"php", "msgpack/object"}, {"rack", "dalli/object"}, {"lovely", "python2/object"}, {"lovely", "python3/object"},
	} {
		w := frameworkItem(t, f.format, f.item)
		for i, attack := range []string{"\x1b[2J", "\u009b1m", "\u202ex", "\x9b31m", "\x1bc\x07\r", "\u2028\x7f"} {
			spoilt := w
			spoilt.Key = fmt.Sprintf("%s%d", w.Key[:len(w.Key)-1], i)
			if suffix := "_session"; strings.HasSuffix(w.Key, suffix) {
				spoilt.Key = fmt.Sprintf("%d%s", i, w.Key[1:])
			}
			spoilt.Value = w.Value
			for _, name := range []string{"Item", "items", "note", "shop", "beside"} {
				spoilt.Value = bytes.ReplaceAll(spoilt.Value, []byte(name), []byte(attack+name[len(attack):]))
			}
			spoilt.Value = bytes.ReplaceAll(spoilt.Value, []byte("tea"), []byte(attack[:3]))
			all = append(all, spoilt)
		}
	}
	return all
}

// asciiJSON returns a JSON text of s without any of its characters.
func asciiJSON(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	var out strings.Builder
	for _, r := range string(b) {
		switch {
		case r > 0xffff:
			r -= 0x10000
			fmt.Fprintf(&out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		case r >= 0x7f:
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// A piped is a shell whose output goes into a file, as it does to a pipe.
type piped struct {
	*repl.Shell
	t    *testing.T
	file *os.File
	read int64
}

// pipedShell returns the shell that sessh opens with args.
func pipedShell(t *testing.T, args ...string) *piped {
	t.Helper()
	return graciousShell(t, 0, args...)
}

// graciousShell is pipedShell with another time for which a write outlasts its interruption.
func graciousShell(t *testing.T, grace time.Duration, args ...string) *piped {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	none := func(string) string { return "" }
	s := &settings{getenv: none, lookupenv: func(string) (string, bool) { return "", false }, stdin: null, stdout: f, stderr: f, grace: grace}
	if err := s.command(nil).ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	store, status := s.open(t.Context(), nil)
	if store == nil {
		t.Fatalf("exit status %d", status)
	}
	o := s.shellOptions(store)
	o.Pending = filepath.Join(t.TempDir(), "pending")
	o.EscapeCSV = true // as on a terminal: a file gets texts as they are
	sh := repl.New(o)
	t.Cleanup(func() {
		sh.Close(context.Background())
		store.Close()
		f.Close()
		null.Close()
	})
	return &piped{Shell: sh, t: t, file: f}
}

// run runs a line, however it ends, and returns what it printed.
func (p *piped) run(line string) string {
	p.t.Helper()
	if err := p.Run(p.t.Context(), line); err != nil {
		p.Report(err)
	}
	end, err := p.file.Seek(0, 1)
	if err != nil {
		p.t.Fatal(err)
	}
	b := make([]byte, end-p.read)
	if _, err := p.file.ReadAt(b, p.read); err != nil && len(b) > 0 {
		p.t.Fatal(err)
	}
	p.read = end
	return string(b)
}

// commandNames returns the names in the table of commands.
func commandNames(t *testing.T) []string {
	t.Helper()
	sh := repl.New(repl.Options{})
	defer sh.Close(context.Background())
	var names []string
	for _, c := range sh.CompleteWords(nil, "") {
		names = append(names, strings.TrimSpace(c.Text))
	}
	if len(names) < 40 {
		t.Fatalf("there are %d commands: %q", len(names), names)
	}
	return names
}

var (
	flagLine    = regexp.MustCompile(`(?m)^  (?:-\w, |    )(--[a-z-]+)( [A-Z]+)?  `)
	exampleLine = regexp.MustCompile(`(?m)^  sessh> (.*)$`)
)

// callsOf are lines that use a command: without arguments, with each of args and
// two of them, with each of its flags, and its examples, with name and value in the
// place of theirs.
func callsOf(help, command, name, value string, args []string) []string {
	use := command
	switch command {
	case "watch":
		use += " --for 1ms" // or it does not end
	case "every":
		use += " --count 1 1s"
	case "shell":
		return []string{"help shell", "shell --help"} // it would run the attacks
	}
	lines := []string{use, use + " " + name + " " + value, "help " + name, command + " --" + name}
	for i, a := range args {
		lines = append(lines, use+" "+a, use+" "+a+" "+args[(i+1)%len(args)], use+" "+a+" "+value)
	}
	for _, m := range flagLine.FindAllStringSubmatch(help, -1) {
		if command == "flush" || command == "watch" && m[1] == "--for" {
			continue // there would be nothing left to look at
		}
		if command == "replay" && m[1] == "--watch" || command == "top" && m[1] == "--live" {
			continue // it does not end
		}
		flag := use + " " + m[1]
		if m[2] != "" {
			lines = append(lines, flag+" "+name+" "+args[0])
			flag += " 1"
		}
		for _, a := range args {
			lines = append(lines, flag+" "+a)
		}
		lines = append(lines, flag+" "+args[0]+" "+args[1], flag+" "+args[0]+" "+value)
	}
	for _, m := range exampleLine.FindAllStringSubmatch(help, -1) {
		l, _, _ := strings.Cut(m[1], " #")
		if command == "flush" && strings.HasPrefix(l, "flush") {
			continue
		}
		l = regexp.MustCompile(`\b(Shop|s1|s2|cart|total|sum|note|title)\b`).ReplaceAllStringFunc(l, func(string) string { return name })
		lines = append(lines, regexp.MustCompile(` 1\d*$`).ReplaceAllLiteralString(l, " "+value))
	}
	return lines
}

// TestAttacks runs every command of the table on sessions in which all names and
// values are attacks. Nothing acts on a terminal: not what is listed and shown, not
// what is quoted in errors, neither as text nor as JSON.
func TestAttacks(t *testing.T) {
	share := attacksShare()
	srv := memcachedtest.Start(t)
	hostile(t, srv)
	for _, format := range []string{"text", "json", "csv", "table"} {
		for nth, command := range commandNames(t) {
			t.Run(format+"/"+command, func(t *testing.T) {
				t.Chdir(t.TempDir())
				p := pipedShell(t, "--server", srv.Addr, "--output", format)
				p.run("output text")
				help := p.run("help " + command)
				p.run("output " + format)
				for i, a := range attacks {
					if (i+nth)%share != 0 {
						continue
					}
					n, v := syntax.Quote(a.text), asciiJSON(a.text)
					at := n + "/" + n + "/" + n
					// Without a / in front: where a file is meant, it is one in this folder.
					args := []string{at + "/" + n, at + "/nested", at, n + "/" + n, n, n + "/*"}
					for _, l := range callsOf(help, command, n, v, args) {
						p.run("abort")
						p.run("set " + at + "/" + n + " " + v)
						p.run("savepoint " + n)
						p.run("set " + at + "/pending " + v)
						if out := p.run(l); !rawOnPurpose(l) {
							harmless(t, l, out)
						}
						if command == "output" {
							p.run("output " + format)
						}
					}
				}
			})
		}
	}
}

// rawOnPurpose are the lines that are for other programs: they write the bytes as they are.
func rawOnPurpose(line string) bool { return strings.HasPrefix(line, "get --raw") }

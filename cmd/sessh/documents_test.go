//go:build unix

package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// top is the top of the repository, where the lines of documents are run.
const top = "../.."

// documented is the server that documents name; a test has another port.
const documented = "localhost:11211"

// documents returns the texts whose command lines are run as they stand.
func documents(t *testing.T) []string {
	t.Helper()
	names := []string{top + "/README.md", top + "/examples/README.md"}
	more, err := filepath.Glob(top + "/.github/*.md")
	if err != nil || len(more) == 0 {
		t.Fatalf("there are no documents in .github: %v", err)
	}
	return append(names, more...)
}

// A block is a fenced block of a document.
type block struct {
	language string
	line     int // where it begins, in the document
	lines    []string
}

// blocks finds the fenced blocks of a document.
func blocks(text string) (all []block, err error) {
	open := false
	for i, l := range strings.Split(text, "\n") {
		fence, isFence := strings.CutPrefix(l, "```")
		switch {
		case isFence && !open:
			all = append(all, block{language: fence, line: i + 1})
			open = true
		case isFence:
			open = false
		case open:
			b := &all[len(all)-1]
			b.lines = append(b.lines, l)
		}
	}
	if open {
		return all, fmt.Errorf("line %d: the block does not end", all[len(all)-1].line)
	}
	return all, nil
}

// A desk is where a reader tries out a document: with sessh in the PATH, a state
// folder of its own, and a memcached.
type desk struct {
	env    []string
	server string // "" before it is needed
}

// newDesk returns a desk whose sessh is this test binary, until a document installs it.
func newDesk(t *testing.T) *desk {
	t.Helper()
	installed, linked := t.TempDir(), t.TempDir()
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, filepath.Join(linked, "sessh"))
	}
	if err != nil {
		t.Fatal(err)
	}
	path := strings.Join([]string{installed, linked, os.Getenv("PATH")}, ":")
	return &desk{env: append(os.Environ(), "PATH="+path, "GOBIN="+installed, "XDG_STATE_HOME="+t.TempDir(),
		"SESSH_SERVER=", "SESSH_PAGER=", "NO_COLOR=1", "LC_ALL=C.UTF-8", "GORACE=atexit_sleep_ms=0")}
}

// here returns a text of a document with the desk's server in it.
func (d *desk) here(t *testing.T, text string) string {
	t.Helper()
	if d.server == "" && strings.Contains(text, documented) {
		_, port, err := net.SplitHostPort(memcachedtest.Start(t).Addr)
		if err != nil {
			t.Fatal(err)
		}
		d.server = "localhost:" + port
	}
	return strings.ReplaceAll(text, documented, d.server)
}

// there returns what was printed at the desk with the documented server in it.
func (d *desk) there(text string) string {
	if d.server == "" {
		return text
	}
	return strings.ReplaceAll(text, d.server, documented)
}

func (d *desk) command(t *testing.T, line string) *exec.Cmd {
	c := exec.CommandContext(t.Context(), "bash", "-c", d.here(t, line))
	c.Dir, c.Env = top, d.env
	return c
}

// run runs a line, and returns what it printed.
func (d *desk) run(t *testing.T, line string) (string, error) {
	t.Helper()
	out, err := d.command(t, line).CombinedOutput()
	return d.there(string(out)), err
}

// checkLine runs a line that stands in a block of type sh, or checks its form.
func (d *desk) checkLine(t *testing.T, line string) error {
	line, _, _ = strings.Cut(line, "  #") // what it is for
	line = strings.TrimRight(line, " ")
	if line == "" || strings.HasPrefix(line, "#") {
		return nil
	}
	for _, c := range onlyChecked {
		if c.line.MatchString(line) {
			if c.check == nil {
				return nil
			}
			return c.check(strings.Fields(line))
		}
	}
	if testing.Short() && strings.HasPrefix(line, "go install ") {
		return nil // it takes longer than all else; the desk has a sessh
	}
	if out, err := d.run(t, line); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// checkSession repeats a session that a block shows: the lines after "$ ", and what is
// typed at the prompt of sessh. Where the block has "...", anything may be printed.
func (d *desk) checkSession(t *testing.T, lines []string) error {
	for len(lines) > 0 {
		line, ok := strings.CutPrefix(lines[0], "$ ")
		if !ok {
			return fmt.Errorf("%q: the session does not begin with \"$ \"", lines[0])
		}
		end := slices.IndexFunc(lines[1:], func(l string) bool { return strings.HasPrefix(l, "$ ") }) + 1
		if end == 0 {
			end = len(lines)
		}
		shown := strings.Join(lines[1:end], "\n")
		lines = lines[end:]
		var got string
		if prompt.MatchString(shown) {
			var err error
			if got, err = d.converse(t, line, shown); err != nil {
				return err
			}
		} else {
			got, _ = d.run(t, line)
		}
		if !matches(shown, strings.TrimRight(got, "\n")) {
			return fmt.Errorf("$ %s\nthe document has:\n%s\nand it printed:\n%s", line, shown, got)
		}
	}
	return nil
}

// prompt is the prompt of sessh, with the line that is typed.
var prompt = regexp.MustCompile(`(?m)^(embedded|demo|` + documented + `) .*?> `)

// converse starts a line on a terminal, types what a session has after the prompts, and
// returns what the terminal shows.
func (d *desk) converse(t *testing.T, line, shown string) (string, error) {
	term := ptytest.Start(t, 120, 80, d.command(t, "exec "+line))
	read := 0
	for l := range strings.SplitSeq(shown, "\n") {
		const reading = "\x1b[?2004h" // what the editor sends when it begins to read
		at := prompt.FindString(l)
		if at == "" {
			continue
		}
		term.Until("the prompt", func() bool { return strings.Count(term.Raw(), reading) > read && strings.HasSuffix(term.Screen(), ">") })
		read = strings.Count(term.Raw(), reading)
		screen := strings.Split(d.there(term.Screen()), "\n")
		if got := screen[len(screen)-1] + " "; got != at {
			return "", fmt.Errorf("the prompt is %q, and the document has %q", got, at)
		}
		term.Type(d.here(t, l[len(at):]) + "\r")
	}
	term.Until("the prompt", func() bool {
		return strings.Count(term.Raw(), "\x1b[?2004h") > read && strings.HasSuffix(term.Screen(), ">")
	})
	screen := d.there(term.Screen())
	return screen[:strings.LastIndexByte(screen, '\n')], nil
}

// matches reports whether a text is as shown, where "..." is anything.
func matches(shown, text string) bool {
	return regexp.MustCompile(`(?s)\A` + strings.ReplaceAll(regexp.QuoteMeta(shown), `\.\.\.`, ".*") + `\z`).MatchString(text)
}

// check runs a block of a document.
func (d *desk) check(t *testing.T, b block) error {
	switch b.language {
	case "sh":
		for _, l := range b.lines {
			if err := d.checkLine(t, l); err != nil {
				return fmt.Errorf("%s: %w", l, err)
			}
		}
	case "console":
		return d.checkSession(t, b.lines)
	case "text", "go":
	default:
		return fmt.Errorf("a block of the language %q: sh and console are run, text and go are not", b.language)
	}
	return nil
}

// Every command line in a document runs as it stands, and prints what is shown.
func TestDocumentsRunAsTyped(t *testing.T) {
	t.Parallel()
	for _, name := range documents(t) {
		t.Run(strings.TrimPrefix(name, top+"/"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all, err := blocks(string(text))
			if err != nil {
				t.Fatal(err)
			}
			d := newDesk(t)
			for _, b := range all {
				if err := d.check(t, b); err != nil {
					t.Errorf("%s:%d: %v", name, b.line, err)
				}
			}
		})
	}
}

// What is wrong in a document is found.
func TestDocumentsThatAreWrong(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, tt := range []struct{ name, language, text, want string }{
		{"a line that fails", "sh", "sessh ls --nonsense", "unknown flag"},
		{"a command that is not there", "sh", "seesh ls /", "not found"},
		{"a flag of memcached", "sh", "memcached --nonsense &", "memcached does not take it"},
		{"a test that is not there", "sh", "go test ./txn -run 'Savepoint|NoSuchTest'", "NoSuchTest matches no"},
		{"a package that is not there", "sh", "go test ./nowhere/...", "no such file"},
		{"a script that is not there", "sh", ".ci/bench", ""},
		{"another output", "console", "$ sessh pwd\n/nowhere", "it printed:\n/"},
		{"an output that is missing", "console", "$ sessh pwd", "it printed:\n/"},
		{"another prompt", "console", "$ sessh\n...\nembedded /> set C/s/p/k 1\nembedded /> diff\n...", "the prompt is"},
		{"another answer at the prompt", "console", "$ sessh\n...\nembedded /> pwd\n/nowhere", "and it printed:"},
		{"no language", "", "sessh ls /", "a block of the language"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := d.check(t, block{language: tt.language, lines: strings.Split(tt.text, "\n")})
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

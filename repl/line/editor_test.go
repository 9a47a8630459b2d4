//go:build unix

package line_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sessh/repl/line"
	"sessh/repl/line/ptytest"
)

// The test binary is also the program that the tests run on a terminal.
func TestMain(m *testing.M) {
	if os.Getenv("LINE_TEST_PROGRAM") == "" {
		os.Exit(m.Run())
	}
	program()
}

// program echoes the lines that it reads.
func program() {
	names := strings.Split(os.Getenv("LINE_TEST_NAMES"), "|")
	if n, err := strconv.Atoi(os.Getenv("LINE_TEST_MANY")); err == nil {
		for i := range n {
			names = append(names, fmt.Sprintf("zed%04d", i))
		}
	}
	var h *line.History
	if path := os.Getenv("LINE_TEST_HISTORY"); path != "" {
		h, _ = line.OpenHistory(path)
	}
	slow := make(chan struct{}) // never answers
	c := line.Config{In: os.Stdin, Out: os.Stdout, History: h, Dumb: os.Getenv("LINE_TEST_DUMB") != "", Complete: func(text string, pos int) line.Completion {
		switch {
		case strings.HasPrefix(text, "panic"):
			panic("in completion")
		case strings.HasPrefix(text, "slow"):
			<-slow
		}
		from := strings.LastIndexByte(text[:pos], ' ') + 1
		if i := strings.LastIndexByte(text[:pos], '"'); i >= 0 {
			from = i
		}
		typed := strings.Trim(text[from:pos], `"`)
		r := line.Completion{From: from, To: pos}
		r.Age, _ = time.ParseDuration(os.Getenv("LINE_TEST_AGE"))
		for _, n := range names {
			if n != "" && len(n) >= len(typed) && strings.EqualFold(n[:len(typed)], typed) {
				put := n
				if strings.Contains(n, " ") {
					put = `"` + n + `"`
				}
				r.Candidates = append(r.Candidates, line.Candidate{Text: put, Display: n, Partial: strings.HasSuffix(n, "/")})
			}
		}
		return r
	}}
	if os.Getenv("LINE_TEST_IMPATIENT") == "" {
		c.Patience = time.Minute // a busy machine is not a slow server
	}
	e, err := line.New(c)
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	if os.Getenv("LINE_TEST_CANCEL") != "" {
		go func() {
			buf := make([]byte, 1)
			os.NewFile(3, "cancel").Read(buf)
			cancel()
		}()
	}
	prompt := os.Getenv("LINE_TEST_PROMPT")
	if prompt == "" {
		prompt = "\x1b[36m> \x1b[0m"
	}
	for {
		text, err := e.Read(ctx, prompt)
		switch {
		case errors.Is(err, line.ErrInterrupt):
			fmt.Println("INTERRUPT")
			continue
		case errors.Is(err, io.EOF):
			fmt.Println("END")
			e.Close()
			os.Exit(7)
		case err != nil:
			fmt.Println("CLOSED")
			e.Close()
			os.Exit(8)
		}
		e.Remember(text)
		fmt.Printf("GOT %q\n", text)
		if strings.HasPrefix(text, "sh ") {
			cmd := exec.Command("sh", "-c", text[3:])
			cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
			cmd.Run()
		}
	}
}

func start(t *testing.T, cols, rows int, env ...string) *ptytest.Terminal {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), append([]string{"LINE_TEST_PROGRAM=1"}, env...)...)
	p := ptytest.Start(t, cols, rows, cmd)
	p.Until("the prompt", func() bool { return strings.Contains(p.Raw(), "\x1b[?2004h") && strings.Contains(p.Screen(), ">") })
	t.Cleanup(func() {
		if raw := p.Raw(); strings.Contains(raw, "panic:") || strings.Contains(raw, "DATA RACE") {
			t.Errorf("it panicked, or raced:\n%s", raw)
		}
	})
	return p
}

const names = "LINE_TEST_NAMES=Info Page|Info Bar|cart|Cartoon|日本語一|日本語二|deep/"

// What the keys make of a line, from keys that are typed to the line that is read.
func TestKeys(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, keys, want string }{
		{"plain", "hello\r", "hello"},
		{"left and insert", "hello\x02\x02X\r", "helXlo"},
		{"home and end of xterm", "b\x1b[Ha\x1b[Fc\r", "abc"},
		{"home and end of tmux", "b\x1b[1~a\x1b[4~c\r", "abc"},
		{"home and end of rxvt", "b\x1b[7~a\x1b[8~c\r", "abc"},
		{"home and end in application mode", "b\x1bOHa\x1bOFc\r", "abc"},
		{"delete", "axb\x02\x02\x1b[3~\r", "ab"},
		{"delete on an empty line is nothing", "\x1b[3~\x1b[3~ok\r", "ok"},
		{"control and arrows go by words", "one two\x1b[1;5D\x1b[1;5DX\x1b[1;5CY\r", "Xone Ytwo"},
		{"alt and unknown keys are nothing", "a\x1bxb\x1bqc\r", "abc"},
		{"function keys are nothing", "a\x1b[15~b\x1b[[Ac\x1bOPd\r", "abcd"},
		{"mouse reports are nothing", "a\x1b[<0;10;10Mb\x1b[M !!c\r", "abc"},
		{"control-space is nothing", "\x00a\x00b\x00\r", "ab"},
		{"control-k and control-u on an empty line", "\x0b\x15\x0bok\r", "ok"},
		{"control-w takes a word", "one two\x17\x17x\r", "x"},
		{"control-w of the first word leaves what is behind", "one two\x1bb\x17\r", "two"},
		{"control-y puts back what was taken", "one two\x17\x01\x19 \r", "two one "},
		{"alt-d takes the rest of a word", "one two\x01\x1bd\r", " two"},
		{"words of other letters", "één 日本\x1bb\x17x\r", "x日本"},
		{"control-t exchanges", "abdc\x14\r", "abcd"},
		{"control-t in the middle", "abcd\x02\x02\x14\r", "acbd"},
		{"control-t with nothing to exchange", "a\x14\x14\x14b\r", "ab"},
		{"escape twice, then a key", "b\x1b\x1b[Ha\r", "ab"},
		{"unknown control characters are nothing", "a\x11\x16\x18\x1d\x1eb\r", "ab"},
		{"search of an empty history, given up", "\x12\x07ok\r", "ok"},
		{"unfinished sequence", "a\x1b[999999999999999999999999999999999999999999999999999999999999999999999999b\r", "a999999b"},
		{"private runes are dropped", "a\uF8D0\uF8D1\uF8D2b\r", "ab"},
		{"CJK, edited in the middle", "日本語\x02\x02x\r", "日x本語"},
		{"emoji, edited in the middle", "a😀b\x02\x02x\r", "ax😀b"},
		{"paste of several lines", "\x1b[200~one\rtwo\n\tthree\x03\x04\x00\x1b[201~!\r", "one\ntwo\n\tthree!"},
		{"paste with sequences in it", "\x1b[200~a\x1b[3~b\x1b[31mc\x1b[201~\r", "abc"},
		{"alt-enter", "one\x1b\rtwo\r", "one\ntwo"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := start(t, 80, 24, names)
			p.Type(tt.keys)
			if tt.name == "unfinished sequence" { // what remains is text: any line will do
				p.See("GOT ")
				return
			}
			p.See(fmt.Sprintf("GOT %q", tt.want))
		})
	}
}

// TestUnfinishedPaste: a paste whose end never comes is shown as far as it has come,
// and Ctrl-C drops it, wherever it was cut.
func TestUnfinishedPaste(t *testing.T) {
	t.Parallel()
	for name, cut := range map[string]string{"in the text": "", "in a sequence": "\x1b[20", "after Esc": "\x1b", "in a short sequence": "\x1bO", "in a character": "\xe6\x97"} {
		t.Run(name, func(t *testing.T) {
			p := start(t, 80, 24)
			p.Type("ab\x1b[200~one\rtwo" + cut)
			if cut == "" {
				p.See("> abone⏎two")
				p.Type("more\r")
				p.See("> abone⏎twomore⏎")
			}
			p.Type("\x03")
			p.See("INTERRUPT")
			p.SeeLast(">")
			p.Type("after\r")
			p.See(`GOT "after"`)
		})
	}
}

func TestInterruptAndEnd(t *testing.T) {
	t.Parallel()
	p := start(t, 80, 24)
	p.Type("half a line\x03")
	p.See("INTERRUPT")
	for _, search := range []string{"\x12", "\x13"} { // in a search, with nothing in the history
		p = start(t, 80, 24)
		p.Type(search + "\x03")
		p.Type("after\r")
		p.See(`GOT "after"`)
	}
	p.SeeLast(">")
	p.Type("\x04")
	p.See("END")
	if got := p.Exit(); got != 7 {
		t.Errorf("exit status %d", got)
	}
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, keys, want string }{
		{"unique, with a blank behind", "x cartoo\t!\r", "x Cartoon !"},
		{"unique and partial: none", "x de\tmore\r", "x deep/more"},
		{"case is repaired, and quotes opened", "show inf\tP\t\r", `show "Info Page" `},
		{"quotes are closed", "show \"Info B\t!\r", `show "Info Bar" !`},
		{"the tail stays", "x carto tail\x02\x02\x02\x02\x02\t!\r", "x Cartoon! tail"},
		{"wide names", "日\t\t\x7f\x7f\x7fok\r", "ok"},
		{"nothing fits", "x nothing\t!\r", "x nothing!"},
		{"a panic is nothing", "panic\t!\r", "panic!"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := start(t, 80, 24, names)
			p.Type(tt.keys)
			p.See(fmt.Sprintf("GOT %q", tt.want))
		})
	}
}

// On a dumb terminal candidates are listed above the line.
func TestCompletionListsAbove(t *testing.T) {
	t.Parallel()
	p := start(t, 60, 20, names, "LINE_TEST_DUMB=1")
	p.Type("show inf\t\t")
	p.See("Info Page  Info Bar")
	p.SeeLast(`> show "Info`)
}

// Tab again on the same line rings, and lists nothing a second time.
func TestTabAgainListsNothing(t *testing.T) {
	t.Parallel()
	const listed = "Info Page  Info Bar"
	p := start(t, 60, 30, names, "LINE_TEST_DUMB=1")
	p.Type("show inf\t\t")
	p.See(listed)
	bells := strings.Count(p.Raw(), "\a")
	p.Type("\t\t\t")
	p.Until("the bell", func() bool { return strings.Count(p.Raw(), "\a") == bells+3 })
	if n := strings.Count(p.Raw(), listed); n != 1 {
		t.Errorf("listed %d times:\n%s", n, p.Screen())
	}
	p.Type("x\x7f\t") // somebody looks again
	p.Until("the list again", func() bool { return strings.Count(p.Screen(), listed) == 2 })
	p.SeeLast(`> show "Info`)
	p.Type("\r")
	p.See(`GOT "show \"Info "`)
	p.Type("show \"Info \t") // another line
	p.Until("the list once more", func() bool { return strings.Count(p.Screen(), listed) == 3 })

	p = start(t, 60, 30, names, "LINE_TEST_IMPATIENT=1", "LINE_TEST_DUMB=1")
	p.Type("slow\t")
	p.See("still asking the server")
	p.Type("\t\t")
	p.Until("the bell", func() bool { return strings.Count(p.Raw(), "\a") == 2 })
	if n := strings.Count(p.Raw(), "still asking"); n != 1 {
		t.Errorf("told %d times:\n%s", n, p.Screen())
	}
}

func TestManyCandidates(t *testing.T) {
	t.Parallel()
	p := start(t, 60, 15, "LINE_TEST_MANY=600", "LINE_TEST_AGE=3m20s", "LINE_TEST_DUMB=1")
	p.Type("first\r")
	p.See(`GOT "first"`)
	p.Type("z\t")
	p.SeeLast("> zed0")
	p.Type("\t")
	p.See("600 names; Tab again to list them")
	p.Type("\t")
	p.See("… and ")
	p.See("… as they were listed 3m ago")
	p.SeeLast("> zed0")
	if !strings.Contains(p.Screen(), "zed0000") {
		t.Errorf("the first names are not shown:\n%s", p.Screen())
	}
	p.Type("599\t\r")
	p.See(`GOT "zed0599 "`)
}

func TestSlowCompletionDoesNotHoldTheKeyboard(t *testing.T) {
	t.Parallel()
	p := start(t, 80, 24, names, "LINE_TEST_IMPATIENT=1")
	p.Type("slow\t")
	p.See("still asking the server")
	p.Type(" and on\r")
	p.See(`GOT "slow and on"`)
}

// No width of the window, and no name wider than it, makes it fail.
func TestEveryWidth(t *testing.T) {
	t.Parallel()
	for _, cols := range []int{0, 1, 2, 3, 5, 8, 13, 21, 29, 40} {
		t.Run(strconv.Itoa(cols), func(t *testing.T) {
			p := start(t, cols, 15, names)
			p.Type("日\t\t\x1b[B\x1b[A\x02\x02x\x15Inf\t\t\x02\x02\x01\x05\x0b\x15zz\t\x02\x02\x02")
			p.Type("\x05\x15ok\r")
			p.Until("the line", func() bool {
				return strings.Contains(p.Raw(), `GOT "ok"`)
			})
		})
	}
}

func TestResize(t *testing.T) {
	t.Parallel()
	p := start(t, 80, 24, names)
	p.Type("a line that is longer than forty columns, for sure")
	p.See("for sure")
	p.Resize(40, 24)
	p.Type("!")
	p.Resize(80, 24)
	p.Type("\x02?\r")
	p.See(`GOT "a line that is longer than forty columns, for sure?!"`)
}

func TestHistory(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state", "history")
	p := start(t, 80, 24, "LINE_TEST_HISTORY="+path)
	p.Type("one\r")
	p.See(`GOT "one"`)
	p.Type("\x10!\r") // recalled and changed
	p.See(`GOT "one!"`)
	p.Type("\x1b[200~two\rlines\x1b[201~\r")
	p.See(`GOT "two\nlines"`)
	p.Type(" secret\r")
	p.See(`GOT " secret"`)
	p.Type("\x10\x10\x10\r")
	p.Until("the oldest line again", func() bool { return strings.Count(p.Screen(), `GOT "one"`) == 2 })
	p = start(t, 80, 24, "LINE_TEST_HISTORY="+path)
	p.Type("\x10\x10\r")
	p.See(`GOT "two\nlines"`)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("history file: %v %v", info.Mode(), err)
	}
	b, _ := os.ReadFile(path)
	if strings.Contains(string(b), "secret") {
		t.Errorf("a line that begins with a blank was kept:\n%s", b)
	}
}

// On a terminal, Esc is distinguished from the keys whose sequences begin with it.
func TestSearchOnATerminal(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ keys, want string }{
		{"\x12on\x1b[D!\r", "!one"}, {"\x12on\x1b[F!\r", "one!"}, {"\x12ne\x1bOH!\r", "!one"}, {"\x12on\x1b[1;5C!\r", "one!"},
		{"half\x12on\x12\x12\x07!\r", "half!"}, {"\x12tw\r", "two"}, {"\x12nothing\x03three\r", "three"},
	} {
		p := start(t, 80, 24)
		for _, l := range []string{"one", "two"} {
			p.Type(l + "\r")
			p.See(fmt.Sprintf("GOT %q\n>", l))
		}
		p.Type(tt.keys)
		p.Until("the line "+tt.want, func() bool {
			return strings.HasSuffix(p.Screen(), fmt.Sprintf("GOT %q\n>", tt.want))
		})
	}
	p := start(t, 80, 24)
	p.Type("one\r")
	p.See("GOT \"one\"\n>")
	p.Type("\x12on")
	p.See("(reverse-i-search)`on': one\none")
	p.Type("\x1b")
	p.SeeLast(">")
	p.Type("[")
	p.SeeLast("> [")
	p.Type("!\x12on\t")
	p.SeeLast("> one")
	p.Type("!\r")
	p.See(`GOT "one!"`)
}

func TestPromptIsMadeSafe(t *testing.T) {
	t.Parallel()
	p := start(t, 80, 24, "LINE_TEST_PROMPT=\x1b[31ma\x1b]0;title\x07\nb\x1b[2J>\x1b", "X=1")
	p.Type("ok\r")
	p.See(`GOT "ok"`)
	if strings.Contains(p.Raw(), "\x1b]0;") || strings.Contains(p.Raw(), "\x1b[2J>") {
		t.Errorf("the prompt acts on the terminal: %q", p.Raw())
	}
}

// Another program gets what is typed while it runs, and nothing is lost after it.
func TestOtherProgramInBetween(t *testing.T) {
	t.Parallel()
	p := start(t, 80, 24)
	p.Type("sh printf 'ask '; read x; echo \"<$x>\"\r")
	p.See("ask ")
	p.Until("its prompt to be last", func() bool { return strings.HasSuffix(p.Screen(), "ask") })
	p.Type("for it\n")
	p.See("<for it>")
	p.Type("after\r")
	p.See(`GOT "after"`)
}

func TestCancelEndsRead(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "LINE_TEST_PROGRAM=1", "LINE_TEST_CANCEL=1")
	cmd.ExtraFiles = []*os.File{r}
	p := ptytest.Start(t, 80, 24, cmd)
	p.Type("half a")
	p.See("half a")
	w.Write([]byte{1})
	p.See("CLOSED")
	if got := p.Exit(); got != 8 {
		t.Errorf("exit status %d", got)
	}
	r.Close()
}

// Ctrl-Z where no shell could let it go on does nothing, and stops nobody else.
func TestSuspendWithoutAShell(t *testing.T) {
	t.Parallel()
	p := start(t, 80, 24)
	p.Type("abc\x1adef\r")
	p.See(`GOT "abcdef"`)
}

// startUnderShell starts the program from an interactive bash, and waits for its prompt.
func startUnderShell(t *testing.T) *ptytest.Terminal {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("skipped: there is no bash on the PATH")
	}
	cmd := exec.Command("bash", "--norc", "-i")
	cmd.Env = append(os.Environ(), "PS1=SHELL$ ", "HISTFILE=/dev/null")
	p := ptytest.Start(t, 80, 24, cmd)
	p.SeeLast("SHELL$")
	p.Type("LINE_TEST_PROGRAM=1 '" + os.Args[0] + "'\n")
	p.SeeLast(">")
	return p
}

// Under a shell with jobs Ctrl-Z stops it, and fg lets it go on.
func TestSuspendUnderAShell(t *testing.T) {
	t.Parallel()
	p := startUnderShell(t)
	p.Type("abc\x1a")
	p.See("Stopped")
	p.SeeLast("SHELL$")
	p.Type("fg\n")
	p.Until("the program again", func() bool { return strings.Count(p.Raw(), "LINE_TEST_PROGRAM=1 ") >= 2 })
	const reading = "\x1b[?2004h" // what the editor sends when it begins to read
	before := strings.Count(p.Raw(), reading)
	p.Type("def\r")
	p.See(`GOT "abcdef"`)
	p.Until("the next line to be read", func() bool {
		return strings.Count(p.Raw(), reading) > before && strings.HasSuffix(p.Screen(), ">") // drawn in raw mode
	})
	p.Type("\x04")
	p.SeeLast("SHELL$")
	p.Type("exit\n")
	p.Exit()
}

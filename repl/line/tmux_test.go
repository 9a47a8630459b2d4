//go:build unix

package line_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// tmux is a tmux of its own with the program in it.
type tmux struct {
	t   *testing.T
	dir string
}

func startTmux(t *testing.T, cols, rows int) *tmux {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("skipped: there is no tmux on the PATH")
	}
	m := &tmux{t, t.TempDir()}
	m.do("-u", "new-session", "-d", "-x", strconv.Itoa(cols), "-y", strconv.Itoa(rows), os.Args[0])
	t.Cleanup(func() { m.do("kill-server") })
	m.until("the prompt", func() bool { return strings.HasPrefix(m.screen(), ">") })
	return m
}

func (m *tmux) do(args ...string) string {
	m.t.Helper()
	cmd := exec.Command("tmux", append([]string{"-S", filepath.Join(m.dir, "s"), "-f", "/dev/null"}, args...)...)
	cmd.Env = append(os.Environ(), "LINE_TEST_PROGRAM=1", "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil {
		m.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (m *tmux) screen() string { return m.do("capture-pane", "-p") }

// cursor returns the cursor's column and row.
func (m *tmux) cursor() string { return m.do("display-message", "-p", "#{cursor_x},#{cursor_y}") }

func (m *tmux) keys(keys ...string) { m.do(append([]string{"send-keys"}, keys...)...) }

func (m *tmux) until(what string, ok func() bool) {
	m.t.Helper()
	deadline := time.Now().Add(5 * time.Minute)
	for !ok() {
		if time.Now().After(deadline) {
			m.t.Fatalf("timed out waiting for %s:\n%s", what, m.screen())
		}
	}
}

// Wide text is drawn where tmux, which knows widths, has the cursor.
func TestCursorInTmux(t *testing.T) {
	t.Parallel()
	m := startTmux(t, 60, 10)
	for _, tt := range []struct {
		text string
		left int
		want string // the cursor's column: 2 of the prompt, and what is before it
	}{{"日本語", 2, "4"}, {"a😀b", 1, "5"}, {"Ａ。x", 2, "4"}, {"plain", 2, "5"}} {
		m.keys("-l", tt.text)
		for range tt.left {
			m.keys("Left")
		}
		m.until("the cursor at "+tt.want+" in "+tt.text, func() bool { return m.cursor() == tt.want+",0" })
		m.keys("C-e")
		m.keys("C-u")
		m.until("an empty line", func() bool { return m.cursor() == "2,0" })
	}
}

// Home in a line that is wider than a tmux leaves what is above.
func TestWrappedLineInTmux(t *testing.T) {
	if testing.Short() {
		t.Skip("tmux is started for each width")
	}
	t.Parallel()
	for _, n := range []int{37, 38, 39, 59, 77, 78, 79} { // with the prompt, around one and two rows
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			m := startTmux(t, 40, 12)
			m.keys("first", "Enter")
			m.until("the output", func() bool { return strings.Contains(m.screen(), `GOT "first"`) && m.cursor() == "2,2" })
			line := strings.Repeat("0123456789", 8)[:n]
			m.keys("-l", line)
			m.keys("C-a")
			m.until("the cursor at the start", func() bool { return m.cursor() == "2,2" })
			m.keys("X")
			want := "> first\nGOT \"first\"\n> X" + line
			m.until("the line", func() bool { return m.cursor() == "3,2" })
			if got := strings.ReplaceAll(m.screen(), "\n", ""); got != strings.ReplaceAll(want, "\n", "") {
				t.Errorf("the screen is\n%s", m.screen())
			}
			m.do("resize-window", "-x", "30")
			m.keys("Y")
			m.until("the line in a narrower window", func() bool {
				return strings.ReplaceAll(m.do("capture-pane", "-p", "-S", "-"), "\n", "") == strings.ReplaceAll("> first\nGOT \"first\"\n> XY"+line, "\n", "")
			})
		})
	}
}

// A line in the top row is whole when the window has become narrower, though no key was typed: tmux
// moves its first row out of the screen.
func TestNarrowedInTheTopRow(t *testing.T) {
	t.Parallel()
	m := startTmux(t, 60, 8)
	line := strings.Repeat("0123456789", 5)
	m.keys("-l", line)
	m.until("the line", func() bool { return m.cursor() == "52,0" })
	for _, window := range []struct{ cols, cursor string }{{"30", "22,1"}, {"20", "12,2"}} {
		m.do("resize-window", "-x", window.cols)
		m.until("the line in "+window.cols+" columns", func() bool {
			return strings.ReplaceAll(m.screen(), "\n", "") == "> "+line && m.cursor() == window.cursor
		})
	}
}

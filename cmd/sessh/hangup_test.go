//go:build unix

package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// hangUps is how many random moments TestHangUp tries: in short tests one of each state;
// $SESSH_TEST_HANGUPS says otherwise.
const hangUps = 30

// job is sessh as another shell has started it, on a terminal.
type job struct {
	*ptytest.Terminal
	t     *testing.T
	pid   int
	ended chan struct{} // closed when no process of it is left, the other shell included
}

// startJob starts sessh from sh or, where interactive is set, from a bash that has
// jobs, and waits for the prompt.
func startJob(t *testing.T, interactive bool, cmd *exec.Cmd, prompt string) *job {
	t.Helper()
	pidFile := filepath.Join(t.TempDir(), "pid")
	inner := fmt.Sprintf(`sh -c 'echo $$ >%s; exec "$0" "$@"' %s`, pidFile, strings.Join(cmd.Args, " "))
	outer := exec.Command("sh", "-c", inner+"; exit $?")
	if interactive {
		outer = exec.Command("bash", "--norc", "-i")
	}
	outer.Env = append(cmd.Env, "PS1=SHELL$ ", "HISTFILE=/dev/null")
	// Whatever runs in the terminal holds the end of this pipe.
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	outer.ExtraFiles = []*os.File{w}
	j := &job{Terminal: ptytest.Start(t, 100, 20, outer), t: t, ended: make(chan struct{})}
	w.Close()
	go func() {
		defer close(j.ended)
		defer r.Close()
		io.Copy(io.Discard, r)
	}()
	if interactive {
		j.SeeLast("SHELL$")
		j.Type(inner + "\n")
	}
	j.SeeLast(prompt)
	b, err := os.ReadFile(pidFile)
	if err == nil {
		j.pid, err = strconv.Atoi(strings.TrimSpace(string(b)))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		select {
		case <-j.ended:
		default:
			syscall.Kill(j.pid, syscall.SIGKILL)
		}
	})
	return j
}

// gone waits until no process is left, and returns how long that took.
func (j *job) gone() time.Duration {
	j.t.Helper()
	start := time.Now()
	select {
	case <-j.ended:
	case <-time.After(5 * time.Minute):
		ps, _ := exec.Command("ps", "-o", "pid,ppid,stat,wchan,args", "--forest", "-g", fmt.Sprint(j.pid)).CombinedOutput()
		j.t.Fatalf("it is still there:\n%s\n%s", ps, j.Screen())
	}
	return time.Since(start)
}

// begun brings the shell into a state, with a change pending.
var begun = []struct {
	name string
	keys string // "" is nothing
	see  string // what shows that it has begun
	hold string // requests that are not answered from here on
	bash bool
}{
	{name: "at the prompt"},
	{name: "in half a line", keys: "rm -r /C", see: "rm -r /C"},
	{name: "at the question whether to leave", keys: "\x04", see: "[c/k/d/S]"},
	{name: "at the question of a command", keys: "flush\r", see: "go on:"},
	{name: "in a pager", keys: "ls /Many\r", see: "visitor-00"},
	{name: "in an editor", keys: "edit /C/s/p/n\r", see: "editing"},
	{name: "in a program", keys: "!echo running; read line </dev/tty\r", see: "\nrunning"},
	{name: "in a program that reads", keys: "ls /Many | less\r", see: "visitor-00"},
	{name: "in a repeated command", keys: "every 1s ls /C\r", see: "Ctrl-C ends it"},
	{name: "in a watch", keys: "watch /C\r", see: "Ctrl-C ends it"},
	{name: "in a command without an answer", keys: "tree /\r", see: "tree", hold: memcachedtest.Reads + " " + memcachedtest.Lists},
	{name: "in the vote of a commit", keys: "commit\r", see: "commit", hold: memcachedtest.Reads},
	{name: "in a commit without an answer", keys: "commit\r", see: "commit", hold: memcachedtest.Writes},
	{name: "stopped", keys: "\x1a", see: "Stopped", bash: true},
	{name: "at the prompt, under a shell with jobs", bash: true},
	{name: "in a pager, under a shell with jobs", keys: "ls /Many\r", see: "visitor-00", bash: true},
}

var hangUpBy = []struct {
	name string
	do   func(j *job)
}{
	{"closing the terminal", func(j *job) { j.HangUp() }},
	{"closing the terminal", func(j *job) { j.HangUp() }}, // the most usual
	{"SIGHUP", func(j *job) { syscall.Kill(j.pid, syscall.SIGHUP) }},
	{"SIGTERM", func(j *job) { syscall.Kill(j.pid, syscall.SIGTERM) }},
}

// TestHangUp: whenever, and in whatever way, the shell is ended from outside, it ends
// with all that it has started, and the next one offers what was pending.
func TestHangUp(t *testing.T) {
	t.Parallel()
	n := hangUps
	if testing.Short() {
		n = len(begun)
	}
	if s := os.Getenv("SESSH_TEST_HANGUPS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"bash", "less"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("skipped: there is no %s on the PATH", name)
		}
	}
	srv := memcachedtest.Start(t)
	lines := []string{"set /C/s/p/n 1"}
	for i := range 100 {
		lines = append(lines, fmt.Sprintf("set /Many/visitor-%04d/cart/total %d", i, i))
	}
	fill(t, srv.Addr, append(lines, "commit")...)
	editor := executable(t, "editor", "echo editing\nread line </dev/tty\n")
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for i := range n {
		// Every state first, then as it comes.
		state, by := begun[i%len(begun)], hangUpBy[random.IntN(len(hangUpBy))]
		if state.bash { // which would go on after a signal to the job
			by = hangUpBy[0]
		}
		moment := time.Duration(random.IntN(40_000)) * time.Microsecond
		seen := random.IntN(3) > 0
		t.Run(fmt.Sprintf("%d %s by %s", i, state.name, by.name), func(t *testing.T) {
			t.Parallel()
			proxy := memcachedtest.NewProxy(t, srv.Addr)
			dir := t.TempDir()
			cmd := program(t, dir, "--server", proxy.Addr, "--timeout", "60s")
			cmd.Env = append(cmd.Env, "VISUAL="+editor, "SESSH_PAGER=less", "LESS=")
			j := startJob(t, state.bash, cmd, proxy.Addr+" />")
			enter(t, j.Terminal, "set /C/s/p/n 2", proxy.Addr+" / *1>")
			enter(t, j.Terminal, "set /C/new/p/n 2", proxy.Addr+" / *2>")
			if state.hold != "" {
				proxy.Every(state.hold, memcachedtest.Drop())
			}
			if state.keys != "" {
				j.Type(state.keys)
				if seen {
					j.See(state.see)
				}
			}
			<-time.After(moment) // any: nothing is waited for
			by.do(j)
			t.Logf("it took %v", j.gone())
			proxy.Heal()
			out, err := output(t, dir, "--server", proxy.Addr, "recover", "--list")
			if err != nil || !strings.Contains(out, "2 changes in ") {
				t.Errorf("it was ended after %v (%v seen), and left: %v\n%s", moment, seen, err, out)
			}
		})
	}
}

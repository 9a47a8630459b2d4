//go:build unix

package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"sessh/session/memcached/memcachedtest"
)

// TestMain makes the test binary the program as well, what measures it, and an editor.
func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"sessh": main, "measured-sessh": measuredSessh, "hearing-editor": hearingEditor})
}

// tests are what the test binary runs under its own name.
type tests struct{ *testing.M }

// Run runs twice as many tests at a time as there are processors, unless -parallel says
// how many: most of them wait for a shell, a server or a terminal. It collects garbage
// no more often than the program does.
func (t tests) Run() int {
	if !slices.ContainsFunc(os.Args, func(arg string) bool { return strings.HasPrefix(arg, "-test.parallel") }) {
		_ = flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0))) // it takes any number
	}
	debug.SetGCPercent(400)
	return t.M.Run()
}

// The files in testdata that begin with mc_ run against a memcached of their
// own, whose address is in $SERVER; kill, restart and pause act on it. Those that
// begin with several_ have three, $A, $B and $C, all of which are in $SERVER.
//
// "exec sessh" and plain "sessh" run it in a process of its own. "run sessh" runs it in the process of the
// test, which takes a fraction of the time: for a line that reads no standard input, and no file by a
// relative name.
func TestScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			t.Parallel()
			var srv *memcachedtest.Server
			var vars []string
			servers := make(map[string]*memcachedtest.Server)
			switch kind, _, _ := strings.Cut(filepath.Base(f), "_"); kind {
			case "mc":
				srv = memcachedtest.Start(t)
				servers[srv.Addr], vars = srv, append(vars, "SERVER", srv.Addr)
			case "several":
				var all []string
				for _, name := range []string{"A", "B", "C"} {
					srv = memcachedtest.Start(t)
					servers[srv.Addr], all, vars = srv, append(all, srv.Addr), append(vars, name, srv.Addr)
				}
				vars = append(vars, "SERVER", strings.Join(all, ","))
			}
			testscript.Run(t, testscript.Params{
				Files: []string{f},
				Setup: func(e *testscript.Env) error {
					for i := 0; i < len(vars); i += 2 {
						e.Setenv(vars[i], vars[i+1])
					}
					e.Setenv("XDG_STATE_HOME", filepath.Join(e.WorkDir, "state"))
					e.Setenv("XDG_CONFIG_HOME", filepath.Join(e.WorkDir, "config"))
					e.Setenv("NO_COLOR", "")
					e.Setenv("EXAMPLES", examples)
					e.Setenv("GORACE", "atexit_sleep_ms=0")
					return nil
				},
				Cmds: map[string]func(*testscript.TestScript, bool, []string){
					"server": func(ts *testscript.TestScript, _ bool, args []string) {
						srv := srv
						if len(args) > 1 {
							srv = servers[args[1]]
						}
						switch args[0] {
						case "kill":
							srv.Kill()
						case "restart":
							srv.Restart()
						case "pause":
							srv.Pause()
						case "resume":
							srv.Resume()
						}
					},
					"file": func(ts *testscript.TestScript, _ bool, args []string) { // NAME SIZE
						size, err := strconv.Atoi(args[1])
						ts.Check(err)
						ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.Repeat([]byte("x"), size), 0o600))
					},
					"item": func(ts *testscript.TestScript, _ bool, args []string) { // ADDRESS KEY VALUE
						servers[args[0]].Ask(fmt.Sprintf("set %s 0 0 %d\r\n%s\r\n", args[1], len(args[2]), args[2]), "STORED")
					},
					"status": func(ts *testscript.TestScript, _ bool, args []string) {
						if got := runScripted(t, ts, args[1:]); args[0] != strconv.Itoa(got) {
							ts.Fatalf("exit status %d, not %s", got, args[0])
						}
					},
					"run": func(ts *testscript.TestScript, fails bool, args []string) { // sessh ARGS...
						if got := runScripted(t, ts, append([]string{"run"}, args...)); (got != 0) != fails {
							ts.Fatalf("exit status %d", got)
						}
					},
				},
			})
		})
	}
}

// runScripted runs the command of a line, and returns its exit status: "run sessh" in this process, and
// other programs in one of their own.
func runScripted(t *testing.T, ts *testscript.TestScript, command []string) int {
	if command[0] != "run" {
		err := ts.Exec(command[0], command[1:]...)
		var ended *exec.ExitError
		if errors.As(err, &ended) {
			return ended.ExitCode()
		}
		ts.Check(err)
		return 0
	}
	if len(command) < 2 || command[1] != "sessh" {
		ts.Fatalf("usage: run sessh [ARGS...]")
	}
	lookup := func(name string) (string, bool) {
		value := ts.Getenv(name)
		return value, value != ""
	}
	out, errs, status := within(t, lookup, command[2:])
	fmt.Fprint(ts.Stdout(), out)
	fmt.Fprint(ts.Stderr(), errs)
	return status
}

func exitText(err error) string {
	if e, ok := err.(interface{ ExitCode() int }); ok {
		return string(rune('0' + e.ExitCode()))
	}
	return err.Error()
}

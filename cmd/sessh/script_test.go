package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"sessh/session/memcached/memcachedtest"
)

// TestMain makes the test binary the program as well, what measures it, and an editor.
// TestMain runs twice as many tests at a time as there are processors, unless
// -parallel says how many: most of them wait for a shell, a server or a terminal.
func TestMain(m *testing.M) {
	if !slices.ContainsFunc(os.Args, func(arg string) bool { return strings.HasPrefix(arg, "-test.parallel") }) {
		_ = flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0))) // it takes any number
	}
	testscript.Main(m, map[string]func(){"sessh": main, "measured-sessh": measuredSessh, "hearing-editor": hearingEditor})
}

// The files in testdata that begin with mc_ run against a memcached of their
// own, whose address is in $SERVER; kill, restart and pause act on it. Those that
// begin with several_ have three, $A, $B and $C, all of which are in $SERVER.
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
						want := args[0]
						err := ts.Exec(args[1], args[2:]...)
						got := "0"
						if err != nil {
							got = exitText(err)
						}
						if got != want {
							ts.Fatalf("exit status %s, not %s", got, want)
						}
					},
				},
			})
		})
	}
}

func exitText(err error) string {
	if e, ok := err.(interface{ ExitCode() int }); ok {
		return string(rune('0' + e.ExitCode()))
	}
	return err.Error()
}

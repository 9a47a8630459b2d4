package main

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"sessh/session/memcached/memcachedtest"
)

// TestMain makes the test binary the program as well.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"sessh": main})
}

// The files in testdata that begin with mc_ run against a memcached of their
// own, whose address is in $SERVER; kill, restart and pause act on it.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			var srv *memcachedtest.Server
			if filepath.Base(f)[:3] == "mc_" {
				srv = memcachedtest.Start(t)
			}
			testscript.Run(t, testscript.Params{
				Files: []string{f},
				Setup: func(e *testscript.Env) error {
					if srv != nil {
						e.Setenv("SERVER", srv.Addr)
					}
					e.Setenv("XDG_STATE_HOME", filepath.Join(e.WorkDir, "state"))
					e.Setenv("NO_COLOR", "")
					e.Setenv("GORACE", "atexit_sleep_ms=0")
					return nil
				},
				Cmds: map[string]func(*testscript.TestScript, bool, []string){
					"server": func(ts *testscript.TestScript, _ bool, args []string) {
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

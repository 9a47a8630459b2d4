package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"sessh/repl/screen"
)

// pager returns the command line of the user's pager; ok is false if long output
// must not be paged.
func (s *settings) pager() (command string, ok bool) {
	if _, err := exec.LookPath("sh"); err != nil {
		return "", false
	}
	if command, set := s.lookupenv("SESSH_PAGER"); set {
		return command, command != "" && command != "cat"
	}
	if s.pagerLine != "" {
		return s.pagerLine, s.pagerLine != "cat"
	}
	if command, set := s.lookupenv("PAGER"); set {
		return command, command != "" && command != "cat"
	}
	_, err := exec.LookPath("less")
	return "less", err == nil
}

// page starts the pager. If $LESS is not set, less passes colours on, leaves what
// it has shown on the screen, and ends by itself if everything fits.
func (s *settings) page() (io.WriteCloser, error) {
	command, _ := s.pager()
	if name := programOf(command); name != "" {
		if err := exec.Command("sh", "-c", `command -v "$0" >/dev/null`, name).Run(); err != nil {
			s.noPager.Do(func() { fmt.Fprintf(s.stderr, "note: output is not paged: there is no %s\n", screen.Safe(name)) })
			return nil, err
		}
	}
	c := s.program("sh", "-c", command)
	c.Stdout, c.Stderr, c.Env = s.stdout, s.stderr, os.Environ()
	if _, set := s.lookupenv("LESS"); !set {
		c.Env = append(c.Env, "LESS=FRX")
	}
	in, err := c.StdinPipe()
	if err != nil {
		return nil, err
	}
	return &running{in, c, s.end.mendAfter}, c.Start()
}

// programOf returns the program, or builtin, that a simple command line runs; "" if a shell has
// to read it to know.
func programOf(command string) string {
	if words := strings.Fields(command); len(words) > 0 && !strings.ContainsAny(command, "|&;<>()$`\\\"'*?[#~=%{}!\n") {
		return words[0]
	}
	return ""
}

// running is a pager that is being written to.
type running struct {
	io.WriteCloser
	cmd   *exec.Cmd
	after func()
}

// Close waits until the user has left the pager. How the pager ended does not matter.
func (r *running) Close() error {
	r.WriteCloser.Close()
	_ = r.cmd.Wait()
	r.after()
	return nil
}

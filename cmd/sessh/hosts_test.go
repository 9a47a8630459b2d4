//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// A host runs a framework's script as often as the tests want. Python and Ruby load
// the framework once, in a process that forks for each run and ends with the tests,
// when its input does; see testdata/frameworks/serve.py. The others start quickly.
type host struct {
	run     []string // the interpreter, and the script
	missing error    // why it cannot run: something is not installed

	mu      sync.Mutex
	in      io.Writer // nil: each run has an interpreter of its own
	answers *bufio.Reader
}

// servers are the programs that fork, beside the scripts, by the interpreter.
var servers = map[string]string{"python3": "serve.py", "ruby": "serve.rb"}

// checks end without an error where the modules that follow are installed.
var checks = map[string][]string{
	"php":  {"-r", "foreach (array_slice($argv, 1) as $name) { if (!extension_loaded($name)) { exit(1); } }"},
	"node": {"-e", "process.argv.slice(1).forEach(require)"},
	"perl": {"-e", "for (@ARGV) { eval \"require $_; 1\" or exit 1 }"},
}

var hosts = struct {
	sync.Mutex
	started map[string]*host
}{started: make(map[string]*host)}

// hostOf returns the host of a script that needs modules, which all tests share.
func hostOf(run, modules []string) *host {
	hosts.Lock()
	defer hosts.Unlock()
	key := strings.Join(append(run[:len(run):len(run)], modules...), " ")
	h := hosts.started[key]
	if h == nil {
		h = &host{run: run}
		h.missing = h.start(modules)
		hosts.started[key] = h
	}
	return h
}

func (h *host) start(modules []string) error {
	interpreter, script := h.run[0], h.run[1]
	if check := checks[interpreter]; check != nil {
		return exec.Command(interpreter, append(check[:len(check):len(check)], modules...)...).Run()
	}
	server := filepath.Join(filepath.Dir(script), servers[filepath.Base(interpreter)])
	cmd := exec.Command(interpreter, append([]string{server, script}, modules...)...)
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	h.in, h.answers = in, bufio.NewReader(out)
	if line, err := h.answers.ReadString('\n'); line != "ready\n" {
		cmd.Wait()
		return fmt.Errorf("%w: %s", err, stderr.String())
	}
	return nil
}

// script runs the script, and returns what it prints.
func (h *host) script(args, env []string) (string, error) {
	if h.in == nil {
		return h.process(args, env)
	}
	environment := make(map[string]string)
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		environment[name] = value
	}
	line, err := json.Marshal([]any{args, environment})
	if err != nil {
		return "", err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, err := h.in.Write(append(line, '\n')); err != nil {
		return "", err
	}
	answer, err := h.answers.ReadBytes('\n')
	if err != nil {
		return "", err
	}
	var said struct {
		OK       bool
		Out, Err string
	}
	if err := json.Unmarshal(answer, &said); err != nil {
		return "", err
	}
	if !said.OK {
		return "", fmt.Errorf("it failed\n%s%s", said.Out, said.Err)
	}
	return said.Out, nil
}

func (h *host) process(args, env []string) (string, error) {
	cmd := exec.Command(h.run[0], append(h.run[1:len(h.run):len(h.run)], args...)...)
	cmd.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%w\n%s%s", err, out, stderr.String())
	}
	return string(out), nil
}

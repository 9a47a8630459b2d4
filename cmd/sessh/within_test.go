package main

import (
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
)

// exitStatus is the exit status of a sessh that failed, like that in an [exec.ExitError].
type exitStatus int

func (s exitStatus) Error() string { return "exit status " + strconv.Itoa(int(s)) }
func (s exitStatus) ExitCode() int { return int(s) }

// environment is what a sessh under test finds in its environment, beside what the test finds
// there. It keeps its files in state.
func environment(state string) []string {
	return []string{"XDG_STATE_HOME=" + state, "XDG_CONFIG_HOME=" + state, "NO_COLOR=", "SESSH_SERVER=", "SESSH_PAGER=", "LC_ALL=C.UTF-8", "INPUTRC=/dev/null", "GORACE=atexit_sleep_ms=0"}
}

// output runs sessh, and returns what it writes to standard output and standard error. It runs
// in the process of the test, which takes a fraction of the time that starting a process does.
// A test of signals, terminals, limits or the working directory needs a [program].
func output(t *testing.T, state string, args ...string) (string, error) {
	t.Helper()
	return outputOf(t, state, "", args...)
}

// outputOf is [output] with a standard input.
func outputOf(t *testing.T, state, input string, args ...string) (string, error) {
	t.Helper()
	out, status := newCapture(t), 0
	out.read(func(w *os.File) { status = runWithin(t, lookupIn(state), input, w, w, args) })
	if status != 0 {
		return out.text, exitStatus(status)
	}
	return out.text, nil
}

// outputs is [output] with standard error apart.
func outputs(t *testing.T, state string, args ...string) (out, errs string, err error) {
	t.Helper()
	out, errs, status := within(t, lookupIn(state), args)
	if status != 0 {
		err = exitStatus(status)
	}
	return out, errs, err
}

// within runs sessh without standard input in the process of the test, which looks up its environment
// with lookup.
func within(t *testing.T, lookup func(string) (string, bool), args []string) (out, errs string, status int) {
	t.Helper()
	o, e := newCapture(t), newCapture(t)
	o.read(func(w *os.File) {
		e.read(func(we *os.File) { status = runWithin(t, lookup, "", w, we, args) })
	})
	return o.text, e.text, status
}

// lookupIn looks up what is in the environment of a sessh that keeps its files in state.
func lookupIn(state string) func(string) (string, bool) {
	own := make(map[string]string)
	for _, v := range environment(state) {
		name, value, _ := strings.Cut(v, "=")
		own[name] = value
	}
	return func(name string) (string, bool) {
		if value, is := own[name]; is {
			return value, true
		}
		return os.LookupEnv(name)
	}
}

// runWithin runs sessh in the process of the test, and returns its exit status.
func runWithin(t *testing.T, lookup func(string) (string, bool), input string, out, errs *os.File, args []string) int {
	t.Helper()
	in, w := pipe(t)
	defer in.Close()
	go func() {
		defer w.Close()
		_, _ = io.WriteString(w, input) // sessh need not read all of it
	}()
	get := func(name string) string { value, _ := lookup(name); return value }
	return (&settings{getenv: get, lookupenv: lookup, stdin: in, stdout: out, stderr: errs}).run(args)
}

// A capture is what is written to a file.
type capture struct {
	r, w *os.File
	text string
}

func newCapture(t *testing.T) *capture {
	t.Helper()
	r, w := pipe(t)
	return &capture{r: r, w: w}
}

// read reads what write writes to the file.
func (c *capture) read(write func(*os.File)) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		b, _ := io.ReadAll(c.r)
		c.text = string(b)
	}()
	write(c.w)
	c.w.Close()
	<-done
	c.r.Close()
}

func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	return r, w
}

package script

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Statements answer as Python 3 does, or name what is not supported: the same
// programs are run by the real Python and here.

var (
	differentialSeed  = flag.Int64("differential.seed", 1, "seed of the programs that Python runs as well")
	differentialCount = flag.Int("differential.count", 5000, "number of these programs")
)

// program is some statements, and an expression whose value is compared.
type program struct {
	Setup, Expr string
}

func (p program) String() string { return strings.TrimPrefix(p.Setup+"\n"+p.Expr, "\n") }

// python311 runs programs in the real Python. The texts of errors change from one
// version to the next: those of 3.11 are ours.
func python311(t *testing.T, programs []program) []string {
	t.Helper()
	const harness = `
import sys, json, warnings
warnings.simplefilter('ignore')
for line in sys.stdin:
    p = json.loads(line)
    ns = {'__name__': '__main__'}
    try:
        exec(p['Setup'], ns)
        out = repr(eval(p['Expr'], ns))
    except BaseException as e:
        text = str(e)
        out = type(e).__name__ + (': ' + text if text else '')
    print(json.dumps(out))
`
	version, err := exec.Command("python3", "-c", "import sys; print(sys.version_info[:2])").Output()
	if err != nil {
		t.Skip("there is no python3")
	}
	if v := strings.TrimSpace(string(version)); v != "(3, 11)" {
		t.Skipf("python3 is %s, not 3.11", v)
	}
	if len(programs) == 0 {
		return nil
	}
	var in bytes.Buffer
	for _, p := range programs {
		line, _ := json.Marshal(p)
		in.Write(append(line, '\n'))
	}
	var lines []string
	for seed := range 3 {
		cmd := exec.Command("python3", "-c", harness)
		cmd.Stdin = bytes.NewReader(in.Bytes())
		cmd.Env = append(cmd.Environ(), "PYTHONIOENCODING=utf-8", fmt.Sprint("PYTHONHASHSEED=", seed))
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("python3: %v", err)
		}
		again := strings.Split(strings.TrimSpace(string(out)), "\n")
		if len(again) != len(programs) {
			t.Fatalf("Python wrote %d lines for %d programs", len(again), len(programs))
		}
		for i, l := range again {
			if err := json.Unmarshal([]byte(l), &again[i]); err != nil {
				t.Fatal(err)
			}
			if seed > 0 && alike(again[i]) != alike(lines[i]) {
				again[i] = byLot
			}
		}
		lines = again
	}
	return lines
}

// byLot is in the place of an outcome that Python draws by lot: the order of texts in a
// set.
const byLot = "\x00"

// places are where Python says that a syntax error is.
var places = regexp.MustCompile(` \(<string>, line \d+\)$`)

var addresses = regexp.MustCompile(`0x[0-9a-f]{8,}`)

// alike makes two outcomes comparable: addresses differ, and of a text of several
// lines the first counts.
func alike(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	s = places.ReplaceAllString(s, "")
	if strings.HasPrefix(s, "MemoryError") {
		return "MemoryError"
	}
	return addresses.ReplaceAllString(s, "0x...")
}

func (p program) here(in *Interp) string {
	for _, source := range []string{p.Setup, p.Expr} {
		r := in.Run(context.Background(), source+"\n")
		if r.Exception != nil {
			return r.Exception.Error()
		}
		if source == p.Expr {
			if r.Output == "" {
				return "None"
			}
			return strings.TrimSuffix(r.Output, "\n")
		}
	}
	return ""
}

// check compares what Python and we make of programs, and returns how many are not
// supported.
func check(t *testing.T, in *Interp, programs []program, same func(got, want string) bool) (unsupported int) {
	t.Helper()
	wants := python311(t, programs)
	bad := 0
	for i, p := range programs {
		got := p.here(in)
		if strings.HasPrefix(got, "NotSupported: ") || strings.HasPrefix(got, "OverflowError: ") && strings.HasSuffix(got, " is too large") ||
			strings.Contains(got, "Error: a session cannot hold ") || strings.HasSuffix(got, "itself cannot be put into a session") {
			unsupported++
			continue
		}
		if wants[i] == byLot || same(alike(got), alike(wants[i])) {
			continue
		}
		if bad++; bad <= 40 {
			t.Errorf("%s\nis   %.300s\nwant %.300s", p, got, wants[i])
		}
	}
	if bad > 40 {
		t.Errorf("and %d more", bad-40)
	}
	return unsupported
}

func TestDifferential(t *testing.T) {
	n := *differentialCount
	if testing.Short() {
		n = min(n, 500)
	}
	g := &generator{rand.New(rand.NewSource(*differentialSeed))}
	programs := make([]program, n)
	for i := range programs {
		programs[i] = g.program()
	}
	unsupported := check(t, newInterp(t, 0), programs, func(got, want string) bool { return got == want })
	t.Logf("%d programs, of which %d are not supported", n, unsupported)
	if unsupported > n/5 {
		t.Errorf("%d of %d programs are not supported", unsupported, n)
	}
}

// TestDifferentialInSessions: lists and dictionaries of a session are like others.
func TestDifferentialInSessions(t *testing.T) {
	n := *differentialCount / 5
	if testing.Short() {
		n = min(n, 100)
	}
	g := &generator{rand.New(rand.NewSource(*differentialSeed))}
	programs := make([]program, n)
	for i := range programs {
		kind := g.words("list dict")
		setup := []string{"data = globals().get('data', {})", "data['x'] = " + g.of(kind, 2), "x = y = data['x']"}
		for range 1 + g.Intn(4) {
			setup = append(setup, g.change(kind))
		}
		programs[i] = program{strings.Join(setup, "\n"), g.pick("x", "data['x']", "(x, y, data)", "x == y", "[x, "+g.any(1)+"]", "x."+g.listMethod(), "x."+g.dictMethod(), "(len(x), list(x), x[1:])", "sorted(x, key=str)", "str(x)")}
	}
	in := newInterp(t, 0)
	if got := run(t, in, preamble+"def globals(): return {'data': data}"); got != "" {
		t.Fatal(got)
	}
	unsupported := check(t, in, programs, func(got, want string) bool {
		return sorted(got) == sorted(want) // the session holds sets in another order
	})
	t.Logf("%d programs, of which %d are not supported", n, unsupported)
	if unsupported > n/5 {
		t.Errorf("%d of %d programs are not supported", unsupported, n)
	}
}

// sorted returns the characters of s in their order.
func sorted(s string) string {
	runes := []rune(s)
	slices.Sort(runes)
	return string(runes)
}

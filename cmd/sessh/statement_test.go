//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// Statements at the prompt: several lines, Ctrl-C in the middle of them and
// while they run, and pasted ones.
func TestStatementsAtThePrompt(t *testing.T) {
	t.Parallel()
	p := shell(t, 100, 30)
	enter(t, p, "cd /C/s/p", "embedded C/s/p>")
	enter(t, p, "data['a'] = 1", "embedded C/s/p *1>")
	enter(t, p, "for k in [1, 2]:", "...")
	enter(t, p, "    data[k] = k", "...")
	enter(t, p, "", "embedded C/s/p *3>")
	enter(t, p, "[k for k in data]", "embedded C/s/p *3>")
	p.See("['a', 1, 2]")

	enter(t, p, "x = [1,", "...")
	p.Type("\x03")
	p.SeeLast("embedded C/s/p *3>")
	enter(t, p, ">>> x", "embedded C/s/p *3>")
	p.See("NameError: name 'x' is not defined")

	const read = "\x1b[?2004l" // what the editor sends when it has read a line
	before := strings.Count(p.Raw(), read)
	p.Type("while True: pass\r")
	p.Until("the line is taken", func() bool { return strings.Count(p.Raw(), read) > before })
	p.Type("\x03")
	p.SeeLast("embedded C/s/p *3>")

	p.Type("\x1b[200~for k in [3]:\n    data[k] = k\n\nset z 1\x1b[201~\r")
	p.SeeLast("embedded C/s/p *5>")
	enter(t, p, "stauts", "embedded C/s/p *5>")
	p.See("unknown command stauts")
}

// TestPythonReadsAnEdit walks and edits a session that a real Python wrote, on a
// real memcached, and lets a real Python read it again.
func TestPythonReadsAnEdit(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 here")
	}
	item := frameworkItem(t, "lovely", "objects")
	key, value := item.Key, item.Value
	srv := memcachedtest.Start(t)
	if got := srv.Ask(fmt.Sprintf("set %s 0 0 %d\r\n%s\r\n", key, len(value), value), "STORED"); !strings.HasPrefix(got, "STORED") {
		t.Fatal(got)
	}
	out, err := output(t, t.TempDir(), "--server", srv.Addr,
		"-c", "ls /", "-c", "cd /Shop/objects/p", "-c", "ls", "-c", "set added [1, null, \"é\"]", "-c", "rm complex", "-c", "commit")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"lovely  1 session", "datetime.datetime(2026-01-02 03:04:05.000678)", "shopapp.Item{", `Decimal("12.30")`, "committed 1 session, 2 changes"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not shown in\n%s", want, out)
		}
	}
	script := filepath.Join(t.TempDir(), "read.py")
	if err := os.WriteFile(script, []byte(readPy), 0o600); err != nil {
		t.Fatal(err)
	}
	host, port, _ := strings.Cut(srv.Addr, ":")
	cmd := exec.Command(python, script, host, port, key)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	got, err := cmd.Output()
	const want = "['added', 'day', 'decimal', 'delta', 'frozen', 'item', 'set', 'when'] [1, None, 'é'] tea 3 {'hot'} 12.30 2026-01-02T03:04:05.000678 {1, 2} 1 day, 0:00:02.000003 1790000000"
	if err != nil || strings.TrimSpace(string(got)) != want {
		t.Errorf("Python reads\n%s\nwant\n%s\n%v %s", got, want, err, stderr.String())
	}
}

const readPy = `
import pickle, socket, sys, types
def module(name, **members):
    m = types.ModuleType(name); m.__dict__.update(members); sys.modules[name] = m
class MemCacheSessionData(dict): pass
class MemCachePkgData(dict): pass
class Item(object): pass
module('lovely'); module('lovely.session')
module('lovely.session.memcached', MemCacheSessionData=MemCacheSessionData, MemCachePkgData=MemCachePkgData)
module('shopapp', Item=Item)
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
f = s.makefile('rwb')
f.write(b'get ' + sys.argv[3].encode() + b'\r\n'); f.flush()
n = int(f.readline().split()[3])
x = pickle.loads(f.read(n), encoding='latin1')
p = x['p']
sys.stdout.reconfigure(encoding='utf-8')
print(sorted(p), p['added'], p['item'].name, p['item'].qty, p['item'].tags, p['decimal'], p['when'].isoformat(), p['set'], p['delta'], x.lastAccessTime)
`

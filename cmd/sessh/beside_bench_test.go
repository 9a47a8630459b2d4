//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/tree"
)

// BenchmarkBeside does the same work, on the same SESSH_BENCH_SESSIONS sessions of Django, with
// sessh and with what people use without it. It writes two tables to the file SESSH_BENCH_BESIDE:
// what the work costs, and what can be done at all.
func BenchmarkBeside(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("SESSH_BENCH_SESSIONS"))
	if err != nil {
		b.Skip("SESSH_BENCH_SESSIONS is not the number of sessions")
	}
	s := &beside{b: b, n: n, folder: b.TempDir(), server: memcachedtest.Start(b, append(memcachedtest.Usual, "-m", "8192")...), did: make(map[[2]string]bool)}
	s.tools = []tool{s.sessh(), s.libmemcached(), s.memcachedTool(), s.python()}
	s.fill()
	var costs, abilities table
	costs.head(append(append([]string{"work"}, s.names()...), "sessh beside the best other")...)
	for _, w := range s.works() {
		costs.row(s.cost(w))
	}
	abilities.head(append([]string{""}, s.names()...)...)
	for _, a := range s.abilities() {
		abilities.row(s.ability(a))
	}
	text := costs.String() + "\n" + abilities.String()
	if file := os.Getenv("SESSH_BENCH_BESIDE"); file != "" {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	b.Log("\n" + text)
}

// beside is a server with sessions, and the tools that work on them.
type beside struct {
	b      *testing.B
	n      int
	folder string
	server *memcachedtest.Server
	tools  []tool
	did    map[[2]string]bool // whether a tool has done a work, by the names of both
}

// A tool has a command of the user's shell for each work that it can do.
type tool struct {
	name     string
	commands map[string]string
}

func (s *beside) names() []string {
	var names []string
	for _, t := range s.tools {
		names = append(names, t.name)
	}
	return names
}

func (s *beside) id(i int) string         { return fmt.Sprintf("v9l2v9l2v9l2v9l2v9l2v9l2%08d", i) }
func (s *beside) key(i int) string        { return ":1:django.contrib.sessions.cache" + s.id(i) }
func (s *beside) file(name string) string { return filepath.Join(s.folder, name) }

// value returns the value of a session, as Django writes it.
func (s *beside) value(i, total int) []byte {
	data := tree.NewMap()
	for k, v := range map[string]any{
		"cart": map[string]any{"total": total, "items": []any{map[string]any{"sku": fmt.Sprint("a-", i%1000), "qty": 2}}},
		"user": map[string]any{"name": fmt.Sprint("name-", i), "email": fmt.Sprintf("name-%d@example.com", i)},
	} {
		if err := data.Set(k, v); err != nil {
			s.b.Fatal(err)
		}
	}
	value, _, err := framework.Named("django").Encode(&format.Record{Data: data}, nil)
	if err != nil {
		s.b.Fatal(err)
	}
	return value
}

// fill stores the sessions, with two hours to live.
func (s *beside) fill() {
	conn := s.server.Dial()
	defer conn.Close()
	w := bufio.NewWriterSize(conn, 1<<20)
	for i := range s.n {
		value := s.value(i, i)
		fmt.Fprintf(w, "set %s 1 7200 %d noreply\r\n%s\r\n", s.key(i), len(value), value)
	}
	fmt.Fprint(w, "mn\r\n")
	if err := w.Flush(); err != nil {
		s.b.Fatal(err)
	}
	awaitLine(s.b, conn, "MN")
}

func (s *beside) sessh() tool {
	bin := "env -u GOGC -u GOMEMLIMIT XDG_STATE_HOME=" + s.folder + " " + built(s.b) + " -s " + s.server.Addr + " "
	one := "/django/" + s.id(5)
	return tool{"sessh", map[string]string{
		"list": bin + "ls /django", "count": bin + "containers", "find": bin + fmt.Sprintf(`find '.user.name == "name-%d"' /django`, s.n-1),
		"read": bin + "get " + one, "change": bin + "set " + one + "/cart/total 7",
		"dump": bin + "dump /django " + s.file("sessh.jsonl") + " >&2", "dumped": "wc -l < " + s.file("sessh.jsonl"), "restore": bin + "load " + s.file("sessh.jsonl") + " >&2",
		"late": `{ echo set ` + one + `/cart/total 8; echo status; read line; echo commit; } | ` + bin + "--output json",
	}}
}

func (s *beside) libmemcached() tool {
	if _, err := exec.LookPath("memcdump"); err != nil {
		return tool{"memcdump, memccat, memccp (not here)", nil}
	}
	own := " --servers=" + s.server.Addr + " "
	file := s.file(s.key(5)) // memccp stores it, but somebody else has to pickle the session
	if err := os.WriteFile(file, s.value(5, 7), 0o600); err != nil {
		s.b.Fatal(err)
	}
	return tool{"memcdump, memccat, memccp", map[string]string{
		"list": "memcdump" + own, "count": "memcdump" + own + "| wc -l",
		"find": "memcdump" + own + "| xargs -n 1000 memccat" + own + fmt.Sprintf("| grep -a -c name-%d[^0-9]", s.n-1),
		"read": "memccat" + own + s.key(5), "late": "echo ready; read line; memccp" + own + file,
	}}
}

func (s *beside) memcachedTool() tool {
	script := ""
	for _, at := range []string{"/usr/share/memcached/scripts/memcached-tool", "/usr/bin/memcached-tool"} {
		if _, err := os.Stat(at); err == nil {
			script = at
		}
	}
	if script == "" {
		return tool{"memcached-tool (not here)", nil}
	}
	own := script + " " + s.server.Addr + " "
	return tool{"memcached-tool", map[string]string{
		"list": own + "keys", "count": own + "keys | wc -l",
		"find":    own + fmt.Sprintf("dump | grep -a -B 1 name-%d[^0-9] | grep -a ^add", s.n-1),
		"dump":    own + "dump > " + s.file("tool.dump"),
		"dumped":  "grep -a -c ^add " + s.file("tool.dump"),
		"restore": s.pipe(s.file("tool.dump")),
	}}
}

// pipe returns the command that sends a file to the server, for a tool whose dumps are requests.
func (s *beside) pipe(file string) string {
	host, port, _ := net.SplitHostPort(s.server.Addr)
	return fmt.Sprintf(`bash -c 'exec 3<>/dev/tcp/%s/%s; (cat %s; printf "quit\r\n") >&3 & cat <&3 >/dev/null; wait'`, host, port, file)
}

func (s *beside) python() tool {
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-c", "import pymemcache").Run() != nil {
			continue
		}
		script, err := filepath.Abs("testdata/beside/work.py")
		if err != nil {
			s.b.Fatal(err)
		}
		own := python + " " + script + " " + s.server.Addr + " "
		return tool{"Python, pymemcache, pickle", map[string]string{
			"list": own + "list", "count": own + "count", "find": own + fmt.Sprintf("find name-%d", s.n-1), "read": own + "read " + s.key(5), "change": own + "change " + s.key(5) + " 7",
			"dump": own + "dump " + s.file("python.dump"), "dumped": own + "dumped " + s.file("python.dump"), "restore": own + "restore " + s.file("python.dump"), "late": own + "change " + s.key(5) + " 8 late",
		}}
	}
	return tool{"Python, pymemcache, pickle (not here)", nil}
}

// A table is written in Markdown.
type table struct{ bytes.Buffer }

func (t *table) head(cells ...string) {
	t.row(cells)
	t.row(strings.Split(strings.Repeat("---,", len(cells)-1)+"---", ","))
}

func (t *table) row(cells []string) { fmt.Fprintf(t, "| %s |\n", strings.Join(cells, " | ")) }

// run runs a command of the user's shell, and returns what it printed.
func (s *beside) run(command string) (out []byte, of spent, err error) {
	cmd := exec.Command("sh", "-c", command)
	began := time.Now()
	out, err = cmd.Output()
	return out, spent{time: time.Since(began), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}, err
}

package memcachedtest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A Model simulates a memcached server of another version. It keeps items and answers as that version
// was recorded. It is safe for concurrent use, and ends with its test.
type Model struct {
	// Addr is where it listens, host:port.
	Addr string

	t        testing.TB
	listener net.Listener
	wg       sync.WaitGroup
	hangUp   string // verbs at which it closes the connection; "*" is all but those for items

	mu      sync.Mutex
	dialect dialect
	items   map[string]*modelItem
	flushes int
	cas     uint64 // the version given last
	use     uint64 // counts uses
	started time.Time
	now     func() time.Time
	conns   map[net.Conn]bool
}

// StartModel starts a model of the version of one of the [Recordings], of "twemproxy" in front of the
// newest, or of "proxy", which is memcached's own.
func StartModel(t testing.TB, version string) *Model {
	t.Helper()
	m := &Model{t: t, items: make(map[string]*modelItem), conns: make(map[net.Conn]bool), now: time.Now}
	m.become(version)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.listener, m.Addr = l, l.Addr().String()
	m.wg.Go(m.accept)
	t.Cleanup(func() {
		l.Close()
		m.Cut()
		m.wg.Wait()
	})
	return m
}

// become makes the model another server, without items.
func (m *Model) become(version string) {
	all := Recordings()
	at := len(all) - 1
	switch version {
	case "twemproxy":
		m.hangUp = "*"
	case "proxy":
		m.hangUp = "lru_crawler flush_all"
	default:
		for at = range all {
			if all[at].Version == version {
				break
			}
		}
		if all[at].Version != version {
			m.t.Fatalf("there is no recording of %s", version)
		}
		m.hangUp = ""
	}
	m.dialect = dialectOf(&all[at])
	m.items, m.started, m.cas = make(map[string]*modelItem), m.now(), 1
	if m.dialect.casAt1 || m.dialect.noCAS {
		m.cas = 0
	}
}

// Become closes all connections and makes the model another server, without items, as if a server were
// upgraded.
func (m *Model) Become(version string) {
	m.mu.Lock()
	m.become(version)
	m.mu.Unlock()
	m.Cut()
}

// Cut closes the connections that are open. When it returns, their clients have heard of it.
func (m *Model) Cut() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for c := range m.conns {
		hangUp(c)
	}
}

// Ask answers one or more requests directly, past any proxy.
func (m *Model) Ask(request string) string {
	m.t.Helper()
	r := bufio.NewReader(strings.NewReader(request))
	var reply strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return reply.String()
		}
		m.mu.Lock()
		text, _ := m.reply(wordsOf(line), r)
		m.mu.Unlock()
		reply.WriteString(text)
	}
}

func (m *Model) accept() {
	for {
		c, err := m.listener.Accept()
		if err != nil {
			return
		}
		m.mu.Lock()
		m.conns[c] = true
		m.mu.Unlock()
		m.wg.Go(func() {
			m.serve(c)
			m.mu.Lock()
			delete(m.conns, c)
			m.mu.Unlock()
			c.Close()
		})
	}
}

func (m *Model) serve(c net.Conn) {
	r := bufio.NewReader(c)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		reply, goOn := m.answer(line, r)
		if _, err := io.WriteString(c, reply); err != nil || !goOn {
			return
		}
	}
}

// answer answers one request, and reports whether the connection stays open.
func (m *Model) answer(line string, more *bufio.Reader) (reply string, goOn bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	words := wordsOf(line)
	if len(words) > 0 && m.hangsUp(words) {
		return "", false
	}
	return m.reply(words, more)
}

func (m *Model) reply(words []string, more *bufio.Reader) (reply string, goOn bool) {
	if len(words) == 0 {
		return "ERROR\r\n", true
	}
	d := &m.dialect
	switch words[0] {
	case "get", "gets":
		return m.get(words[1:], words[0] == "gets"), true
	case "set", "add", "cas":
		return m.store(words, more)
	case "delete":
		return m.delete(words[1]), true
	case "touch":
		return m.touch(words[1], words[2]), true
	case "mn":
		return d.mn, true
	case "mg":
		return m.metaGet(words), true
	case "ms":
		return m.metaSet(words, more)
	case "md":
		return m.metaDelete(words), true
	case "me":
		return m.metaDebug(words[1]), true
	case "version":
		return "VERSION " + d.version + "\r\n", true
	case "stats":
		return m.stats(words), true
	case "lru_crawler":
		return m.dump(words), true
	case "watch":
		return map[bool]string{true: "OK\r\n"}[d.watches], true
	case "flush_all":
		m.items = make(map[string]*modelItem)
		m.flushes++
		return "OK\r\n", true
	}
	return "ERROR\r\n", true
}

// wordsOf splits a request at spaces, and at nothing else.
func wordsOf(line string) []string {
	return strings.FieldsFunc(strings.TrimRight(line, "\r\n"), func(c rune) bool { return c == ' ' })
}

// hangsUp reports whether a proxy closes the connection at a request. twemproxy does so also at a
// negative number.
func (m *Model) hangsUp(words []string) bool {
	if m.hangUp != "*" {
		return slices.Contains(strings.Fields(m.hangUp), words[0])
	}
	switch words[0] {
	case "get", "gets", "delete":
		return false
	case "set", "add", "cas", "touch", "incr", "decr":
		return strings.Contains(strings.Join(words[2:], " "), "-")
	}
	return true
}

func (m *Model) stats(words []string) string {
	if len(words) > 1 {
		return fmt.Sprintf("STAT item_size_max 1048576\r\nSTAT cas_enabled %s\r\nEND\r\n", map[bool]string{true: "no", false: "yes"}[m.dialect.noCAS])
	}
	now := m.now()
	m.expire()
	stats := [][2]string{
		{"pid", strconv.Itoa(os.Getpid())}, {"uptime", strconv.FormatInt(now.Unix()-m.started.Unix(), 10)}, {"time", strconv.FormatInt(now.Unix(), 10)},
		{"version", m.dialect.version}, {"curr_items", strconv.Itoa(len(m.items))}, {"cmd_flush", strconv.Itoa(m.flushes)},
	}
	var text strings.Builder
	for _, s := range stats {
		fmt.Fprintf(&text, "STAT %s %s\r\n", s[0], s[1])
	}
	return text.String() + "END\r\n"
}

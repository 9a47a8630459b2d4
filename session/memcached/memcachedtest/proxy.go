package memcachedtest

import (
	"bufio"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
)

// First words of the requests that a [Fault] can be for.
const (
	Reads  = "get gets mg"
	Writes = "add cas ms md"
	Meta   = "mg ms md mn me ma"
	Lists  = "lru_crawler"
)

// A Proxy passes requests and replies on between clients and a memcached server, one request at a time
// on each connection, and executes faults. It is safe for concurrent use, and ends with its test.
type Proxy struct {
	// Addr is where the proxy listens, host:port.
	Addr string

	t      testing.TB
	target string
	done   chan struct{}
	wg     sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener
	conns    map[net.Conn]chan struct{} // those that are served, each closed when that is over
	rules    []*rule
	requests []string
	accepted int
}

type rule struct {
	verbs []string
	key   string // "": any
	skip  int    // matches to let pass before
	once  bool
	fault Fault
}

// NewProxy returns a proxy for the server at target. With target "", it can only answer by its faults.
func NewProxy(t testing.TB, target string) *Proxy {
	t.Helper()
	p := &Proxy{t: t, target: target, done: make(chan struct{}), conns: make(map[net.Conn]chan struct{}), Addr: reserve(t)}
	p.Accept()
	t.Cleanup(func() {
		close(p.done)
		p.Refuse()
		p.wg.Wait()
	})
	return p
}

// Next makes f happen to the next request that begins with one of the verbs, separated by spaces; ""
// means any request.
func (p *Proxy) Next(verbs string, f Fault) { p.Nth(1, verbs, f) }

// Nth makes f happen to the n-th such request from now on, counted from 1.
func (p *Proxy) Nth(n int, verbs string, f Fault) {
	p.add(&rule{verbs: strings.Fields(verbs), skip: n - 1, once: true, fault: f})
}

// NextAbout makes f happen to the next such request about a key.
func (p *Proxy) NextAbout(key, verbs string, f Fault) {
	p.add(&rule{verbs: strings.Fields(verbs), key: key, once: true, fault: f})
}

// Every makes f happen to every such request from now on.
func (p *Proxy) Every(verbs string, f Fault) { p.add(&rule{verbs: strings.Fields(verbs), fault: f}) }

func (p *Proxy) add(r *rule) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rules = append(p.rules, r)
}

// Heal forgets all faults.
func (p *Proxy) Heal() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rules = nil
}

// Requests returns the first lines of the requests so far, including those that were not passed on.
func (p *Proxy) Requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests)
}

// Count returns how many of the [Proxy.Requests] begin with one of the verbs.
func (p *Proxy) Count(verbs string) int {
	n := 0
	for _, line := range p.Requests() {
		if matches(strings.Fields(verbs), line) {
			n++
		}
	}
	return n
}

// Accepted returns the number of connections accepted so far.
func (p *Proxy) Accepted() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.accepted
}

// Cut closes the open connections. When it returns, their clients have heard of it.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		hangUp(c)
	}
}

// Drain closes the open connections, and waits until everything that had arrived over them is passed on
// or dropped.
func (p *Proxy) Drain() {
	p.mu.Lock()
	served := slices.Collect(maps.Values(p.conns))
	p.mu.Unlock()
	p.Cut()
	for _, over := range served {
		<-over
	}
}

// Refuse closes the connections and refuses new ones, until [Proxy.Accept]. When it returns, new ones are
// refused.
func (p *Proxy) Refuse() {
	p.mu.Lock()
	if p.listener != nil {
		p.listener.Close()
		p.listener = nil
		untilRefused(p.Addr)
	}
	p.mu.Unlock()
	p.Cut()
}

// Accept accepts connections again, at the same address.
func (p *Proxy) Accept() {
	p.t.Helper()
	l, err := listenAgain(p.Addr)
	if err != nil {
		p.t.Fatal(err)
	}
	p.mu.Lock()
	p.listener = l
	p.mu.Unlock()
	p.wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if !p.keep(c, l) {
				continue
			}
			p.wg.Go(func() {
				defer p.drop(c)
				p.serve(c)
			})
		}
	})
}

// keep notes an open connection, unless its listener was closed meanwhile.
func (p *Proxy) keep(c net.Conn, l net.Listener) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != l {
		c.Close()
		return false
	}
	p.conns[c] = make(chan struct{})
	p.accepted++
	return true
}

func (p *Proxy) drop(c net.Conn) {
	hangUp(c)
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.conns[c])
	delete(p.conns, c)
}

// serve passes the requests of one client on, in order.
func (p *Proxy) serve(client net.Conn) {
	x := &exchange{proxy: p, client: client, from: bufio.NewReader(client)}
	defer x.close()
	for {
		req, err := readRequest(x.from)
		if err != nil {
			return
		}
		if f := p.fault(req.line); f != nil {
			if !f(x, req) {
				return
			}
			continue
		}
		if !x.pass(req) {
			return
		}
	}
}

// fault notes a request, and is what happens to it; nil is nothing.
func (p *Proxy) fault(line string) Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests = append(p.requests, line)
	for i, r := range p.rules {
		if !matches(r.verbs, line) || r.key != "" && r.key != keyOf(line) {
			continue
		}
		if r.skip > 0 {
			r.skip--
			continue
		}
		if r.once {
			p.rules = slices.Delete(p.rules, i, i+1)
		}
		return r.fault
	}
	return nil
}

func keyOf(line string) string {
	if fields := strings.Fields(line); len(fields) > 1 {
		return fields[1]
	}
	return ""
}

func matches(verbs []string, line string) bool {
	verb, _, _ := strings.Cut(line, " ")
	return len(verbs) == 0 || slices.Contains(verbs, verb)
}

package memcachedtest

import (
	"bufio"
	"io"
	"net"
)

// A Fault is what happens to a request instead of passing it and its reply on. It reports whether the
// connection goes on.
type Fault func(x *exchange, req request) bool

// Cut closes the connection; the server does not see the request.
func Cut() Fault {
	return func(*exchange, request) bool { return false }
}

// CutReply passes the request on and closes the connection instead of sending the reply: the server has
// executed the request, and the client does not know.
func CutReply() Fault { return Truncate(0) }

// Truncate passes the request on and closes the connection after n bytes of the reply.
func Truncate(n int) Fault {
	return func(x *exchange, req request) bool {
		if reply, err := x.ask(req); err == nil {
			x.client.Write(reply[:min(n, len(reply))])
		}
		return false
	}
}

// Answer replies with text; the server does not see the request.
func Answer(text string) Fault {
	return func(x *exchange, _ request) bool {
		_, err := io.WriteString(x.client, text)
		return err == nil
	}
}

// Drop drops the request and everything after it on the connection, which stays open: the client waits
// for a reply that never comes.
func Drop() Fault {
	return func(x *exchange, _ request) bool {
		io.Copy(io.Discard, x.from)
		return false
	}
}

// Stray passes the request on, and sends text before the reply: a stray reply.
func Stray(text string) Fault {
	return func(x *exchange, req request) bool {
		_, err := io.WriteString(x.client, text)
		return err == nil && x.pass(req)
	}
}

// Twice passes the request on, and sends the reply twice.
func Twice() Fault {
	return func(x *exchange, req request) bool {
		reply, err := x.ask(req)
		if err == nil {
			_, err = x.client.Write(append(reply, reply...))
		}
		return err == nil
	}
}

// Instead passes the request on, and replies with text.
func Instead(text string) Fault {
	return func(x *exchange, req request) bool {
		if _, err := x.ask(req); err != nil {
			return false
		}
		_, err := io.WriteString(x.client, text)
		return err == nil
	}
}

// Hold passes the request on when until is closed. It arrives then even if the client is gone: a request
// that was under way.
func Hold(until <-chan struct{}) Fault {
	return func(x *exchange, req request) bool {
		return x.wait(until) && x.pass(req)
	}
}

// HoldReply passes the request on at once, and the reply when until is closed.
func HoldReply(until <-chan struct{}) Fault {
	return func(x *exchange, req request) bool {
		reply, err := x.ask(req)
		if err != nil || !x.wait(until) {
			return false
		}
		_, err = x.client.Write(reply)
		return err == nil
	}
}

// Meanwhile runs f when the request arrives, before it is passed on: for what another client does in
// between.
func Meanwhile(f func()) Fault {
	return func(x *exchange, req request) bool {
		f()
		return x.pass(req)
	}
}

// Then runs f after the fault, before the connection is closed or the next request is read.
func (f Fault) Then(then func()) Fault {
	return func(x *exchange, req request) bool {
		defer then()
		return f(x, req)
	}
}

// After runs first when the request arrives, before the fault.
func (f Fault) After(first func()) Fault {
	return func(x *exchange, req request) bool {
		first()
		return f(x, req)
	}
}

// Old makes the proxy answer like a server before 1.6, which supports neither meta commands nor listing.
func (p *Proxy) Old() { p.Every(Meta+" "+Lists, Answer("ERROR\r\n")) }

// exchange is one connection of a client through the proxy.
type exchange struct {
	proxy  *Proxy
	client net.Conn
	from   *bufio.Reader
	server net.Conn // nil until it is needed
	back   *bufio.Reader
	behind bool // replies to quiet requests, and to those after them, are still to be read
}

// ask passes a request on and returns the whole reply. The server may have nothing to say to a quiet request:
// what it says comes with the reply to the next mn, which is made for that.
func (x *exchange) ask(req request) ([]byte, error) {
	if x.server == nil {
		c, err := dial(x.proxy.target)
		if err != nil {
			return nil, err
		}
		x.server, x.back = c, bufio.NewReader(c)
	}
	if _, err := x.server.Write(req.bytes); err != nil {
		return nil, err
	}
	if x.behind = x.behind || req.quiet(); !x.behind {
		return readReply(x.back, req.line)
	}
	if req.line != "mn" {
		return nil, nil
	}
	x.behind = false
	return readReplies(x.back)
}

// pass passes a request on, and the reply back.
func (x *exchange) pass(req request) bool {
	reply, err := x.ask(req)
	if err != nil {
		return false
	}
	_, err = x.client.Write(reply)
	return err == nil
}

// wait waits until the channel is closed; false is the end of the test.
func (x *exchange) wait(until <-chan struct{}) bool {
	select {
	case <-until:
		return true
	case <-x.proxy.done:
		return false
	}
}

func (x *exchange) close() {
	if x.server != nil {
		x.server.Close()
	}
}

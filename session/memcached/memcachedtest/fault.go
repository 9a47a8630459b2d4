package memcachedtest

import (
	"bufio"
	"io"
	"net"
)

// A Fault is what becomes of a request, instead of being passed on and
// answered. It reports whether the connection goes on.
type Fault func(x *exchange, req request) bool

// Cut closes the connection; the server does not see the request.
func Cut() Fault {
	return func(*exchange, request) bool { return false }
}

// CutReply passes the request on, and closes the connection in place of the
// reply: the server has done it, and the client is not told.
func CutReply() Fault { return Truncate(0) }

// Truncate passes the request on, and closes the connection after n bytes of
// the reply.
func Truncate(n int) Fault {
	return func(x *exchange, req request) bool {
		if reply, err := x.ask(req); err == nil {
			x.client.Write(reply[:min(n, len(reply))])
		}
		return false
	}
}

// Answer gives text for the reply; the server does not see the request.
func Answer(text string) Fault {
	return func(x *exchange, _ request) bool {
		_, err := io.WriteString(x.client, text)
		return err == nil
	}
}

// Drop does nothing with the request, nor with what follows on the connection, which
// stays open: the client waits for an answer that never comes.
func Drop() Fault {
	return func(x *exchange, _ request) bool {
		io.Copy(io.Discard, x.from)
		return false
	}
}

// Stray passes the request on, and gives text before the reply: the answer to
// nothing.
func Stray(text string) Fault {
	return func(x *exchange, req request) bool {
		_, err := io.WriteString(x.client, text)
		return err == nil && x.pass(req)
	}
}

// Twice passes the request on, and gives its reply twice.
func Twice() Fault {
	return func(x *exchange, req request) bool {
		reply, err := x.ask(req)
		if err == nil {
			_, err = x.client.Write(append(reply, reply...))
		}
		return err == nil
	}
}

// Instead passes the request on, and gives text in place of the reply.
func Instead(text string) Fault {
	return func(x *exchange, req request) bool {
		if _, err := x.ask(req); err != nil {
			return false
		}
		_, err := io.WriteString(x.client, text)
		return err == nil
	}
}

// Hold passes the request on when until is closed, and not before. It then
// arrives even if the client has left: a request that was under way.
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

// Meanwhile runs f when the request arrives, before it is passed on: for what
// somebody else does in between.
func Meanwhile(f func()) Fault {
	return func(x *exchange, req request) bool {
		f()
		return x.pass(req)
	}
}

// Then runs f when the fault has happened, and before the connection is closed
// or the next request is read.
func (f Fault) Then(then func()) Fault {
	return func(x *exchange, req request) bool {
		defer then()
		return f(x, req)
	}
}

// After has the fault happen after first was run, which is when the request arrives.
func (f Fault) After(first func()) Fault {
	return func(x *exchange, req request) bool {
		first()
		return f(x, req)
	}
}

// Old has the proxy answer as a server older than 1.6 does: it knows neither
// the meta commands nor listing.
func (p *Proxy) Old() { p.Every(Meta+" "+Lists, Answer("ERROR\r\n")) }

// exchange is what goes on between a client and the server.
type exchange struct {
	proxy  *Proxy
	client net.Conn
	from   *bufio.Reader
	server net.Conn // nil until it is needed
	back   *bufio.Reader
}

// ask passes a request on and returns the whole reply.
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
	return readReply(x.back, req)
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

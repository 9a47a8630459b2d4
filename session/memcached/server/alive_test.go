//go:build unix

package server

import (
	"net"
	"testing"
)

// TestAlive: a connection that was idle for longer than its latest deadline can be used again, and one
// that was closed, or has something to read, cannot.
func TestAlive(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for name, tt := range map[string]struct {
		does  func(peer net.Conn)
		alive bool
	}{
		"idle":   {func(net.Conn) {}, true},
		"closed": {func(peer net.Conn) { peer.Close() }, false},
		"stray":  {func(peer net.Conn) { peer.Write([]byte("END\r\n")) }, false},
	} {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		peer, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer peer.Close()
		c.SetDeadline(past)
		tt.does(peer)
		is := alive(c)
		for !tt.alive && is && t.Context().Err() == nil { // what the peer did has not arrived yet
			is = alive(c)
		}
		if is != tt.alive {
			t.Errorf("%s: alive is %v", name, is)
		}
	}
}

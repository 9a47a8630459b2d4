//go:build !unix

package memcached

import "net"

// alive cannot look into a connection here: what has died is noticed when it
// is used.
func alive(net.Conn, bool) bool { return true }

// Package memcachedtest starts memcached servers for tests, and proxies in front of them that fail on
// demand.
//
// [Start] runs the memcached on PATH on a free port of the loopback interface until the test ends:
//
//	server := memcachedtest.Start(t)
//	store, err := memcached.Open(ctx, []string{server.Addr}, memcached.Options{})
//
// The server can be killed, restarted, paused and resumed. Failures between a client and its server are
// made by a [Proxy], which passes on one request at a time. A [Fault] is what happens to a request
// instead:
//
//	proxy := memcachedtest.NewProxy(t, server.Addr)
//	proxy.Next(memcachedtest.Writes, memcachedtest.CutReply())
//
// A request that is held back arrives when the test says so, even if the client is gone by then;
// [Proxy.Drain] waits until everything has arrived. A [Stream] knows nothing of requests and can break
// off after any byte.
//
// Other versions of memcached are simulated: a [Model] answers as one of the [Recordings] of real
// servers. [StartTwemproxy] runs a real twemproxy.
//
//	model := memcachedtest.StartModel(t, "1.5.22")
//
// If memcached is not installed, tests that need it are skipped, or fail if the environment has
// SESSH_TEST_MEMCACHED=required.
package memcachedtest

// Package memcachedtest gives tests a memcached of their own, and a proxy in
// front of it that goes wrong when it is told to.
//
// [Start] runs the memcached on PATH on a free port of the loopback interface,
// and ends it with the test:
//
//	server := memcachedtest.Start(t)
//	store, err := memcached.Open([]string{server.Addr}, memcached.Options{})
//
// It can be killed, restarted, paused and resumed. What goes wrong between a
// client and its server is for a [Proxy]: it passes requests on one by one, and
// a [Fault] says what becomes of some of them.
//
//	proxy := memcachedtest.NewProxy(t, server.Addr)
//	proxy.Next(memcachedtest.Writes, memcachedtest.CutReply())
//
// A request that is held back arrives when its test says so, even if the client has
// left by then; [Proxy.Drain] waits until all has arrived.
//
// Memcacheds of other versions are played by this process: a [Model] answers as one of
// the [Recordings] of real ones does. [StartTwemproxy] runs twemproxy itself.
//
//	model := memcachedtest.StartModel(t, "1.5.22")
//
// Where there is no memcached the tests that need one are skipped, unless the
// environment says SESSH_TEST_MEMCACHED=required: then they fail.
package memcachedtest

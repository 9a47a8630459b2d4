// Package modules has the modules that statements can import: transaction, time,
// and of Zope's component registry, lovely.memcached and lovely.session what a
// walkthrough of lovely.session uses.
//
// Their classes and functions have the names and arguments that they have in
// Python, and work on sessh's own transactions and sessions: what is made of
// MemCachedSessionDataContainer is a [Container], which stands for the
// [session.Container] of the same name.
package modules

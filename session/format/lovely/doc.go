// Package lovely is the format of lovely.session: sessions that a Python
// application keeps in memcached as pickles.
//
// The key of a session is a digest of the names of its container and of its id, so
// that a listing shows neither: such a session is listed under its key in the
// container [Unnamed], until it is asked for by its names, which a [session.Root]
// remembers.
//
// The value is a pickle of a MemCacheSessionData, a dictionary of the packages'
// data with the time of the last access beside it. It is taken apart by package
// pickle, which runs nothing; what the session's user did not change is written
// as it was read, instances of the application's own classes and shared and
// recursive objects included. A pickle is written in the protocol it was read in,
// a new one in protocol 0.
package lovely

// Package sesshjson is sessh's own format: one JSON document for each session,
// which a person can read with nothing but telnet.
//
//	key    sessh/MemCacheSession/mySessionId
//	value  {"version":1,"id":"mySessionId","lastAccess":"2026-01-02T03:04:05Z","timeout":3600,
//	        "data":{"myData":{"info":"stored in memcache"}}}
//
// A document may be laid out with any white space; what this package writes
// is on one line.
//
// # Keys
//
// Container and session id are percent-encoded where memcached forbids a byte
// (blanks, control characters) or where they hold / or %. Where the key would
// exceed memcached's 250 bytes, the id's place is taken by "%sha256:" and the
// SHA-256 of the id in hexadecimal, and the id is in the document.
//
// The values are in the form of package marked.
package sesshjson

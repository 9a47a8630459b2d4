// Package script runs Python-style statements on the sessions of a shell. Examples:
//
//	>>> data['info'] = 'stored in memcache'
//	>>> transaction.commit()
//
// An [Interp] holds the names that statements have bound, and [Interp.Run] runs
// the statements of one example. They work on the same sessions, transaction and
// store as the shell's commands, and [Interp.Lend] names the session and the data
// that the shell is in.
//
// They answer as Python 3 does, or name what is not supported. Package translate
// parses them, package eval runs them, package value has the values, among which
// a session's data are lists and dictionaries as well, package assign changes their parts, and
// package builtin has the functions and methods; package modules has what can be
// imported, as far as a walkthrough of lovely.session needs it. Package glance looks at values
// for completion.
//
// A script reaches nothing but the sessions: it reads no files and opens no
// sockets. It stops when its context ends, after a number of steps, or when
// statements would hold more memory than they may.
package script

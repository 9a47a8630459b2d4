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
// The statements are Starlark in the shape of Python. Package translate turns
// what doctests use and Starlark lacks into Starlark; package value has Python's
// lists and dictionaries, which a session's data are as well; package modules has
// what can be imported, as far as a walkthrough of lovely.session needs it. Values
// are shown as Python shows them, and errors have Python's names and texts.
//
// A script reaches nothing but the sessions: it reads no files and opens no
// sockets. It stops when its context ends, after a number of steps, or when
// statements would hold more memory than they may.
package script

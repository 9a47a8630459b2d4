// Package translate translates Python source, as it stands in doctests, to
// Starlark.
//
// The two languages share most of their grammar; [Python] rewrites, token by
// token, what Starlark has not - import, del, assert, raise, try, print as a
// statement, "is", "**", sets, text prefixes - and says by name what cannot be
// translated. What it translates, Starlark's parser takes.
//
// Every statement stays on its line, and every token in its column where nothing
// longer was put before it, so that the places of errors are right. The one
// exception is a try or with inside of a block, which needs a line more: what
// follows it is one line late until the next empty line, unless it is a simple
// statement, which shares the line.
//
// What has no counterpart becomes a call of a function that the interpreter
// provides, whose name begins with two underscores:
//
//	x is y         x in __is(y)
//	del x[k]       __del(x, k)
//	del x[i:j]     __delslice(x, i, j), with None for a bound that is not there
//	del x.a        __delattr(x, "a")
//	assert c, m    __assert(c, m)
//	raise e        __raise(e), and __raise() for the one that is handled
//	a ** b         __pow(a, b)
//	[…] {…}        __list([…]) __dict({…}) __set([…])
//	(x for …)      __list([x for …])
//	try (nested)   __try(body, [(class, handler), …], else, finally)
//	with (nested)  __with(manager, body)
//
// A nested handler has a parameter where the exception has a name, and None is
// the class of a bare except. The body of a with has a parameter always.
package translate

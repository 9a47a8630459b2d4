// Package python translates Python source, as it stands in doctests, to
// Starlark.
//
// The two languages share most of their grammar; [Translate] rewrites, token by
// token, what Starlark has not - import, del, assert, raise, try, print as a
// statement, "is", "**", sets, text prefixes - and says by name what cannot be
// translated. It needs no parser of its own for the rest: Starlark's finds
// what is wrong there. Every statement stays on its line.
//
// What has no counterpart becomes a call of a function that the interpreter
// provides, whose name begins with two underscores:
//
//	x is y         x in __is(y)
//	del x[k]       __del(x, k)
//	del x[i:j]     __delslice(x, i, j)
//	del x.a        __delattr(x, "a")
//	assert c, m    __assert(c, m)
//	raise e        __raise(e)
//	a ** b         __pow(a, b)
//	[…] {…}        __list([…]) __dict({…}) __set([…])
//	try (nested)   __try(body, handlers, else, finally)
//	with (nested)  __with(manager, body)
package python

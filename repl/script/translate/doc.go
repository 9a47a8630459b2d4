// Package translate translates Python statements, as they stand in doctests, to
// Starlark's syntax tree.
//
// [Python] translates the statements of one example. The two languages share most
// of their grammar; what Starlark lacks is replaced, and what cannot be replaced is
// an error that names it. Every node has the position that its token has in the
// source, so that the positions of errors are right. [Looks] and [Incomplete] help
// a prompt: does a line read like a statement, and does it go on?
//
// Imports, del of a name, and try and with at the top level are left to the
// interpreter, which runs the statements one by one ([Statement]). The rest is
// [Code]. There, what has no counterpart is a call of a function that the
// interpreter provides, whose name begins with two underscores:
//
//	x is y         x in __is(y)
//	del x[k]       __del(x, k)
//	del x[i:j]     __delslice(x, i, j), with None for a missing bound
//	del x.a        __delattr(x, "a")
//	assert c, m    __assert(c, m)
//	raise e        __raise(e), and __raise() for the exception being handled
//	a ** b         __pow(a, b)
//	[…] {…}        __list([…]) __dict({…}) __set([…])
//	(x for …)      __list([x for …])
//	try (nested)   __try(body, [(class, handler), …], else, finally)
//	with (nested)  __with(manager, body)
//
// A nested handler has a parameter where the exception has a name, and None is
// the class of a bare except. The body of a with always has a parameter.
//
// The translation is a lexer (tokens.go), a pass that finds statements and blocks
// by their indentation (statements.go), and a recursive-descent parser that makes
// the tree (parser.go and expr.go, then simple.go and blocks.go).
package translate

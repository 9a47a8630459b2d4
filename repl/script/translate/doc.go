// Package translate parses Python statements, as they stand in doctests, to a
// syntax tree.
//
// [Python] parses the statements of one example. The tree is Starlark's, with nodes
// of this package for what Starlark's grammar lacks (nodes.go); what neither has is
// an error that names it. Every node has the position that its token has in the
// source. [Looks] and [Incomplete] help a prompt: does a line read like a
// statement, and does it go on?
//
// A lexer (tokens.go) makes tokens, a pass over them finds statements and blocks by
// their indentation (statements.go), and a recursive-descent parser makes the tree
// (parser.go and expr.go, then simple.go and blocks.go).
package translate

package pickle

import (
	"slices"

	"sessh/session/format/graph"
)

// Info describes how a pickle was written, so that it can be written that way
// again. The one that Decode returns knows more than its fields show: such as which
// objects the pickle numbered. Its zero value is protocol 0 as Python 3 writes it.
type Info struct {
	Protocol int  // 0 to 5
	Python2  bool // by Python 2, whose usual strings are bytes

	layout *layout // nil for a pickle without a past
}

// layout is what a graph does not say about the pickle that it came from.
type layout struct {
	// stored are the nodes that the pickle put in its memo. Python 2 leaves out
	// those that nothing else refers to, which no graph shows.
	stored map[*graph.Node]bool
	first  uint64 // the number of the first: 1 by cPickle, 0 by all others
	// made are, for values that are pickled as a call and shown as what they
	// are, the callable and the tuple of its arguments.
	made map[*graph.Node][]*graph.Node
	// rebuilt are objects whose state was set twice, as Python does for an object
	// that is part of what it is made of.
	rebuilt map[*graph.Node]bool
	// raw says that unicode lines have control characters that Python 3 escapes
	// since 3.7.
	raw bool
	// digits17 says that floats are written in 17 digits, as by cPickle.
	digits17 bool
	tail     []byte // what stands behind the end, which Python does not read
}

// The words for variants of nodes; see the package comment.
const (
	formLong        = "long"
	formStr         = "str"
	formUnicode     = "unicode"
	formBytes       = "bytes"
	formBytearray   = "bytearray"
	formTuple       = "tuple"
	formSet         = "set"
	formFrozenset   = "frozenset"
	formGlobal      = "global"
	formReduce      = "reduce"
	formReconstruct = "reconstruct"
	formNewobj      = "newobj"
	formNewobjEx    = "newobj_ex"
	formObj         = "obj"
	formInst        = "inst"
	formPersid      = "persid"
	formExt         = "ext"
	formSurrogates  = "surrogates"
	formBuilds      = "builds"
	formAdditems    = "additems"
)

// built reports whether n is an object that can be filled after it was made.
func built(n *graph.Node) bool {
	if n.Kind != graph.Object {
		return false
	}
	switch n.Form {
	case formReduce, formReconstruct, formNewobj, formNewobjEx, formObj, formInst:
		return true
	}
	return false
}

func isTuple(n *graph.Node) bool { return n != nil && n.Kind == graph.List && n.Form == formTuple }

// isGlobal reports whether n is the global of one of the names.
func isGlobal(n *graph.Node, names ...string) bool {
	if n == nil || n.Kind != graph.Object || n.Form != formGlobal {
		return false
	}
	return slices.Contains(names, n.Class)
}

// arity returns how many Args the forms of objects have.
func arity(form string) int {
	switch form {
	case formNewobjEx:
		return 3
	case formGlobal, formReduce, formReconstruct, formNewobj, formObj, formInst:
		return 2
	case formPersid, formExt, formSurrogates:
		return 1
	}
	return 0
}

// wellMade reports whether an object has the Args that its form needs.
func wellMade(n *graph.Node) bool {
	return arity(n.Form) > 0 && arity(n.Form) == len(n.Args) && !slices.Contains(n.Args, nil)
}

func isKind(n *graph.Node, k graph.Kind) bool { return n != nil && n.Kind == k }

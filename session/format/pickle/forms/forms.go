package forms

import (
	"slices"

	"sessh/session/format/graph"
)

// The forms of nodes; see the package comment.
const (
	Long        = "long"
	Str         = "str"
	Unicode     = "unicode"
	Bytes       = "bytes"
	Bytearray   = "bytearray"
	Tuple       = "tuple"
	Set         = "set"
	Frozenset   = "frozenset"
	Global      = "global"
	Reduce      = "reduce"
	Reconstruct = "reconstruct"
	Newobj      = "newobj"
	NewobjEx    = "newobj_ex"
	Obj         = "obj"
	Inst        = "inst"
	Persid      = "persid"
	Ext         = "ext"
	Surrogates  = "surrogates"
	Builds      = "builds"
	Additems    = "additems"
)

// Built reports whether n is an object that can be filled after it was made.
func Built(n *graph.Node) bool {
	if n.Kind != graph.Object {
		return false
	}
	switch n.Form {
	case Reduce, Reconstruct, Newobj, NewobjEx, Obj, Inst:
		return true
	}
	return false
}

// IsTuple reports whether n is a tuple; it may be nil.
func IsTuple(n *graph.Node) bool { return n != nil && n.Kind == graph.List && n.Form == Tuple }

// IsGlobal reports whether n is the global of one of the names.
func IsGlobal(n *graph.Node, names ...string) bool {
	if n == nil || n.Kind != graph.Object || n.Form != Global {
		return false
	}
	return slices.Contains(names, n.Class)
}

// Arity returns how many Args objects of a form have; 0 for the forms of other nodes.
func Arity(form string) int {
	switch form {
	case NewobjEx:
		return 3
	case Global, Reduce, Reconstruct, Newobj, Obj, Inst:
		return 2
	case Persid, Ext, Surrogates:
		return 1
	}
	return 0
}

// WellMade reports whether an object has the Args that its form needs.
func WellMade(n *graph.Node) bool {
	return Arity(n.Form) > 0 && Arity(n.Form) == len(n.Args) && !slices.Contains(n.Args, nil)
}

// IsKind reports whether n is of a kind; it may be nil.
func IsKind(n *graph.Node, k graph.Kind) bool { return n != nil && n.Kind == k }

package pickle

import (
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
	// raw is set if unicode lines have control characters that Python 3 escapes
	// since 3.7.
	raw bool
	// digits17 is set if floats are written in 17 digits, as by cPickle.
	digits17 bool
	tail     []byte // what stands behind the end, which Python does not read
}

// Package pickle reads and writes Python's pickles, of the protocols 0 to 5,
// without Python: nothing is imported, called or built.
//
// A pickle is a program for a machine with a stack and a memo. An
// opcode pushes a value, or takes some off and pushes what they make:
//
//	(lp1      push a list, and store it in the memo as number 1
//	S'tea'    push a str
//	p2        store it as number 2
//	a         append it to the list
//	I3        push an int
//	a         append it
//	g2        push number 2 again: the same object as above
//	a.        append it; the list is the result
//
// The machine of this package pushes nodes. What is stored and fetched
// again is one node in several places.
//
// # Nodes
//
// Package [forms] has the words for what a node is to Python, such as a tuple or an instance of a
// class, and says how each is made. Package [object] shows what the objects of Python's own classes
// are.
//
// Sets, and in old protocols bytes and bytearrays, are pickled as calls. They
// are shown as what they are, unless a part of the call is used elsewhere too.
//
// # Writing
//
// A graph is written as Python 2.7's cPickle or Python 3's pickle would. What Python
// wrote is written again byte for byte where nothing was changed; what the graph does
// not tell for that, [Info] carries from [Decode] to [Encode]. Nodes without a Form are
// written as the most usual kind of the Python that wrote the pickle.
//
// Refused are, in reading, buffers outside the pickle, keys that Python could not
// look up, and objects that are made of lists which change later; in writing, what no
// pickle holds, and objects that are made from one another in ways that Python never
// writes. [CheckKeys] refuses an edit that Python would not load.
//
// # Where to start
//
// [Decode] runs the machine in machine.go by one table, opcodes.go, whose actions are
// in the files do_*.go. [Encode] is the way back, in write_*.go.
package pickle

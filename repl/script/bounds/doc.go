// Package bounds bounds the memory, the steps and the time that statements take.
//
// Memory is bounded where values are made: every operator, function and method
// that makes one says first how large it is ([Guard.Made]), and does not make it
// if that is refused. Those that take long say so as they go, and learn there
// that the context has ended. What is small - a tuple, a closure - grows with the
// number of steps, and the steps are counted instead ([Guard.Step]).
package bounds

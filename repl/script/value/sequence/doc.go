// Package sequence has values that come one by one: what iterates over others ([Iter] and
// [Iterator]), and the numbers of a [Range]; how many there are ([Length]); and what indexes and
// slices mean in a sequence of some length ([Position], [NewSpan]).
package sequence

// Package servers has the commands about what the servers hold as a whole: their state and
// counters, flush, the sizes of sessions, dump and load, and watch.
package servers

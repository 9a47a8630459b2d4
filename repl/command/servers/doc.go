// Package servers has the commands about everything that the servers hold: their state and
// counters, flush, the sizes of sessions, dump and load, and watch.
package servers

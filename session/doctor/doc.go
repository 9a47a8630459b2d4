// Package doctor finds out what loses the sessions of an application: servers that evict them, memory that
// does not suffice, lifetimes that are over at once, locks that are left behind, and more.
//
//	facts, err := doctor.Gather(ctx, root, doctor.Options{})
//	report := doctor.Check(facts)
//
// [Gather] reads only: the counters of each server, one listing, and a few sessions. [Check] draws
// conclusions, and asks nobody: what is not known is no [health.Finding]. Each subject has a file of its own,
// and a line in the table of checks.
package doctor
